/**
 * Runs many command lines of `duka-sim` in one process, started by `command-lines.ts`: words as a JSON list on each
 * line of standard input; code, stdout and stderr as a JSON object on each line of standard output.
 */
import { createInterface } from "node:readline";
import { nodeTerminal, type Terminal } from "@duka/protocol/command-line";
import { runDukaSim } from "@duka/simulator/cli/duka-sim";

const here = nodeTerminal({ name: "duka-sim", exitUntold: 1, remedy: "" });

for await (const line of createInterface({ input: process.stdin })) {
  const said = { stdout: "", stderr: "" };
  // Not a copy: that would touch the input, which is read here.
  const terminal: Terminal = Object.create(here, {
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
  const code = await runDukaSim(JSON.parse(line) as string[], terminal);
  here.out(`${JSON.stringify({ code, ...said })}\n`);
}
