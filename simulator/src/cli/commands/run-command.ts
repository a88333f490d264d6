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
  duka-sim run my-till.yaml --reader tcp://127.0.0.1:4070 --control http://127.0.0.1:4071
  duka-sim run my-till.yaml --reader serial:/dev/ttyACM0 --real-card --journal kept --password-file pin.txt

A scenario says in YAML what a cashier, a clerk, a holder and bad luck do, and what must become of it. "duka-sim schema
scenario" is its JSON Schema, for your editor. With --reader the same file is played on a reader that stands there. What
hardware cannot do (torn memory, a byte that is lost) is refused by name, and so is what would need a real card's
keys. A real card is really debited: --real-card says that you want that, and its journal is kept. What the card holds is
its own: of "money" the changes count. Exit code 1: one was not as expected, 2: a file cannot be read.`;

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
    .option(
      "--reader <address>",
      "play them on the reader there: serial:PORT, tcp://HOST:PORT or pcsc:NAME, as duka takes it",
    )
    .option(
      "--control <url>",
      "of --reader: the control API of that simulated reader moves cards and strikes faults; a person at the terminal without",
    )
    .option("--control-token <file>", "of --control: holds the token that it asks for")
    .option("--real-card", "of --reader: yes, the card in the reader is a real one, and is to be debited")
    .option("--journal <folder>", "of --real-card: where the journals are kept")
    .option(
      "--password-file <file>",
      "of --reader: holds the card's own password, which a scenario calls own",
    )
    .option("--password-stdin", "of --reader: the same, as the first line of standard input")
    .option("--allow-skipped", "of --reader: what cannot be done there is skipped, and does not fail")
    .option("--patience <seconds>", "of --reader: how long a person has for each thing; 60 unless given")
    .option("--json", "print the results as JSON")
    .addHelpText("after", EXAMPLES)
    .action(async (files: string[], options: RunWords) => {
      const { runScenarios } = await import("../run/run-scenarios.js");
      await runScenarios(terminal, exit, files, options);
    });
}
