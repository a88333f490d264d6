/**
 * Runs many command lines of a tool in one process, started by `command-lines.ts` with its name: words as a JSON list
 * on each line of standard input; code, stdout and stderr as a JSON object on each line of standard output.
 */
import { createInterface } from "node:readline";
import { nodeTerminal, type Terminal } from "@duka/protocol/command-line";
import { TypedInput } from "./terminal.js";

type Run = (words: readonly string[], terminal: Terminal) => Promise<number>;

const TOOLS: { readonly [name: string]: () => Promise<Run> } = {
  duka: async () => (await import("@duka/driver/cli/duka")).runDuka,
  "duka-flash": async () => (await import("@duka/flash/cli/duka-flash")).runDukaFlash,
  "duka-sim": async () => (await import("@duka/simulator/cli/duka-sim")).runDukaSim,
};

const [name = "duka-sim"] = process.argv.slice(2);
const run = await TOOLS[name]!();
const here = nodeTerminal({ name, exitUntold: 1, remedy: "" });

for await (const line of createInterface({ input: process.stdin })) {
  const said = { stdout: "", stderr: "" };
  // Not a copy: that would touch the input, which is read here. No one types anything.
  const terminal: Terminal = Object.create(here, {
    isTerminal: { value: false },
    input: { value: new TypedInput(false, []) },
    out: {
      value(text: string) {
        said.stdout += text;
      },
    },
    tell: {
      value(text: string) {
        said.stderr += text;
      },
    },
  });
  const code = await run(JSON.parse(line) as string[], terminal);
  here.out(`${JSON.stringify({ code, ...said })}\n`);
}
