/**
 * Command lines of a tool that end by themselves, one after the other in one process: starting it is what takes the
 * time.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const RUNNER = fileURLToPath(new URL("run-command-lines.js", import.meta.url));

type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

type CommandLines = {
  run(...words: string[]): Promise<Ended>;
  close(): void;
};

/** @param cwd where they are typed */
export function commandLines(
  tool: "duka" | "duka-sim" | "duka-flash" = "duka-sim",
  cwd = process.cwd(),
): CommandLines {
  const child = spawn(process.execPath, [...process.execArgv, RUNNER, tool], {
    stdio: ["pipe", "pipe", "inherit"],
    cwd,
  });
  const waiting: { resolve(ended: Ended): void; reject(error: Error): void }[] = [];
  createInterface({ input: child.stdout }).on("line", (line) =>
    waiting.shift()?.resolve(JSON.parse(line) as Ended),
  );
  child.once("close", (code) => {
    for (const { reject } of waiting) reject(new Error(`${tool} ended with ${code}`));
  });
  return {
    run: (...words) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        child.stdin.write(`${JSON.stringify(words)}\n`);
      }),
    close: () => child.stdin.end(),
  };
}
