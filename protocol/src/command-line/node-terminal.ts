/** The terminal of this process. */
import { EXIT_DONE } from "./exit-codes.js";
import { pipeInput } from "./pipe-input.js";
import type { Input, Terminal } from "./terminal.js";

/** A tool as its process knows it. */
export type Tool = {
  /** "duka" */
  readonly name: string;
  /** Exit code of work that was done and could not be told. */
  readonly exitUntold: number;
  /** What to do about it, after "the output could not be written (ENOSPC): ". */
  readonly remedy: string;
};

/** Runs the command line of this process, which ends with the exit code. @param run never throws */
export function runInProcess(
  tool: Tool,
  run: (words: readonly string[], terminal: Terminal) => Promise<number>,
): void {
  // Node's own exit code for a program that waits for what never comes, until this one has ended.
  process.exitCode = 13;
  run(process.argv.slice(2), nodeTerminal(tool)).then((code) => {
    process.exitCode = code;
  });
}

/** Once for a process. */
export function nodeTerminal(tool: Tool): Terminal {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => outputLost(tool, error));
  // What a person was told and no one can read changes nothing.
  process.stderr.on("error", () => {});
  let stdin: Input | undefined;
  return {
    env: process.env,
    // Looked up when it is needed: touching it keeps some streams, and with them the process, open.
    get input() {
      stdin ??= pipeInput() ?? process.stdin;
      return stdin;
    },
    get isTerminal() {
      return process.stderr.isTTY === true;
    },
    out: (text) => void process.stdout.write(text),
    outBytes: (bytes) => void process.stdout.write(bytes),
    tell: (text) => void process.stderr.write(text),
    onInterrupt(listener) {
      process.on("SIGINT", listener);
      return () => void process.off("SIGINT", listener);
    },
    exit: (code) => process.exit(code),
    untilTaken: () => (process.stdout.writableNeedDrain ? taken() : undefined),
  };
}

/** A program that has gone takes nothing any more. */
function taken(): Promise<void> {
  return new Promise((resolve) => {
    const events = ["drain", "close", "error"] as const;
    const end = (): void => {
      for (const event of events) process.stdout.off(event, end);
      resolve();
    };
    for (const event of events) process.stdout.on(event, end);
  });
}

/**
 * Work under way ends all the same: a sale, a board that is being flashed. The reading program may stop (`| head`), and
 * the exit code stays; what a full disk did not take must not be told as done.
 */
function outputLost({ name, exitUntold, remedy }: Tool, { code }: NodeJS.ErrnoException): void {
  if (code === "EPIPE") return;
  process.stderr.write(`${name}: the output could not be written (${code}): ${remedy}\n`);
  process.once("exit", (exitCode) => {
    if (exitCode === EXIT_DONE) process.exitCode = exitUntold;
  });
}
