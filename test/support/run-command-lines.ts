/**
 * Runs many command lines of `duka-sim` in one process, started by `command-lines.ts`: words as a JSON list on each
 * line of standard input; code, stdout and stderr as a JSON object on each line of standard output.
 */
import { createInterface } from "node:readline";
import { main } from "@duka/simulator/cli/duka-sim";

const say = process.stdout.write.bind(process.stdout);

for await (const line of createInterface({ input: process.stdin })) {
  const said = { stdout: "", stderr: "" };
  process.stdout.write = (text: string | Uint8Array) => {
    said.stdout += String(text);
    return true;
  };
  process.stderr.write = (text: string | Uint8Array) => {
    said.stderr += String(text);
    return true;
  };
  const code = await main(JSON.parse(line) as string[]);
  say(`${JSON.stringify({ code, ...said })}\n`);
}
