/** `duka-sim run` */
import { Command, type Terminal } from "@duka/protocol/command-line";
import type { RunWords } from "../run/run-scenarios.js";

const EXAMPLES = `
Examples:
  duka-sim run node_modules/@duka/simulator/scenarios/*.yaml
  duka-sim run my-till.yaml --seed 7 --junit out.xml
  duka-sim run scenarios/*.yaml --html out.html
  duka-sim run my-till.yaml --pcapng out.pcapng
  duka-sim run my-till.yaml --json

A scenario says in YAML what a cashier, a clerk, a holder and bad luck do, and what must become of it. "duka-sim schema
scenario" is its JSON Schema, for your editor. Exit code 1: one was not as expected, 2: a file cannot be read.`;

export function runCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return new Command("run")
    .description(
      "play scenarios: a till, a service point, cards, a centre and faults, and judge what becomes of it",
    )
    .argument("<files...>", "the scenario files")
    .option("--junit <file>", "write the results as JUnit XML too, for a build server")
    .option("--html <file>", "write one page too that shows all that happened: it opens from the disk")
    .option(
      "--pcapng <file>",
      "write the commands of card and PSAM too, for Wireshark; how it opens them is printed",
    )
    .option(
      "--vcd <folder>",
      "write the card lines too, a file for each line rate, for sigrok; what decodes them is printed",
    )
    .option(
      "--perfetto <file>",
      "write what happened on a line of time too, for ui.perfetto.dev (Chrome trace JSON)",
    )
    .option("--with-personal-data", "show names, ID numbers and card numbers, which are masked otherwise")
    .option("--seed <number>", "what everything random comes from, in place of the scenarios' own")
    .option("--json", "print the results as JSON")
    .addHelpText("after", EXAMPLES)
    .action(async (files: string[], options: RunWords) => {
      const { runScenarios } = await import("../run/run-scenarios.js");
      await runScenarios(terminal, exit, files, options);
    });
}
