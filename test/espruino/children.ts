/** Programs that this run starts, and that must not outlive it. */
import { type ChildProcess, spawn } from "node:child_process";

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

export type Program = {
  readonly child: ChildProcess;
  /** The last of what it said on standard error. */
  words(): string;
  isRunning(): boolean;
  stop(): Promise<void>;
};

const WORDS_MAX = 2000;

export function startProgram(name: string, words: readonly string[], folder: string): Program {
  const child = spawn(name, words, { cwd: folder, stdio: "pipe" });
  running.add(child);
  let said = "";
  child.stderr.on("data", (chunk: Uint8Array) => {
    said = (said + Buffer.from(chunk).toString("latin1")).slice(-WORDS_MAX);
  });
  const ended = new Promise<void>((resolve) => {
    child.on("error", (error) => {
      said += error.message;
      running.delete(child);
      resolve();
    });
    child.on("close", () => {
      running.delete(child);
      resolve();
    });
  });
  child.stdin.on("error", (error) => {
    said += error.message;
  });
  return {
    child,
    words: () => said.trim(),
    isRunning: () => running.has(child),
    async stop() {
      // Espruino ends on nothing less.
      child.kill("SIGKILL");
      await ended;
    },
  };
}
