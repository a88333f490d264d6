/** What a command line needs of its process, so that a test can stand in for it. */

import { EXIT_DONE, EXIT_UNDECIDED } from "./exit-code.js";

/** As much of a tty or pipe as reading a password takes. */
export type Input = {
  readonly isTTY?: boolean;
  /** It has told its end: no other will come. */
  readonly readableEnded?: boolean;
  setRawMode?(raw: boolean): unknown;
  on(event: "data", listener: (chunk: Uint8Array) => void): unknown;
  on(event: "end", listener: () => void): unknown;
  off(event: "data", listener: (chunk: Uint8Array) => void): unknown;
  off(event: "end", listener: () => void): unknown;
  resume(): unknown;
  pause(): unknown;
};

export type Terminal = {
  readonly env: { readonly [name: string]: string | undefined };
  readonly input: Input;
  /** Data: what a program reads. */
  out(text: string): void;
  /** Messages: what a person reads. */
  tell(text: string): void;
  /** Ctrl-C. Answers how to stop listening, after which the process ends by it as usual. */
  onInterrupt(listener: () => void): () => void;
  /** Ends the process now. */
  exit(code: number): void;
};

export function nodeTerminal(): Terminal {
  process.stdout.on("error", outputLost);
  // What a person was told and no one can read changes nothing.
  process.stderr.on("error", () => {});
  return {
    env: process.env,
    // Looked up when it is needed: touching it keeps some streams, and with them the process, open.
    get input() {
      return process.stdin;
    },
    out: (text) => void process.stdout.write(text),
    tell: (text) => void process.stderr.write(text),
    onInterrupt(listener) {
      process.on("SIGINT", listener);
      return () => void process.off("SIGINT", listener);
    },
    exit: (code) => process.exit(code),
  };
}

/**
 * A sale under way ends all the same. The reading program may stop (`| head`), and gets its exit code; an outcome that
 * a full disk did not take must not be told as done, nor as refused, since the card may have paid.
 */
function outputLost({ code }: NodeJS.ErrnoException): void {
  if (code === "EPIPE") return;
  process.stderr.write(`duka: the output could not be written (${code}): make room, then ask again\n`);
  process.once("exit", (exitCode) => {
    if (exitCode === EXIT_DONE) process.exitCode = EXIT_UNDECIDED;
  });
}
