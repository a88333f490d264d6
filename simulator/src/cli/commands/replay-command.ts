/** `duka-sim replay` */
import { Command, type Terminal } from "@duka/protocol/command-line";
import type { ReplayWords } from "../run/run-replay.js";

const EXAMPLES = `
Examples:
  duka-sim replay 'purchase;hangzhou,T=0,purse;seed=7;answer-withheld@DEBIT FOR PURCHASE'
  duka-sim replay 'purchase;hangzhou,T=0,purse;seed=7;memory-torn@card memory step 4 of DEBIT FOR PURCHASE|left=0' --log

Several faults stand one behind the other, with semicolons between them. "duka-sim schema faults" says which there are.`;

export function replayCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return new Command("replay")
    .description("run one line of a sweep again, and tell what happened")
    .argument("<line>", "scenario, combination, seed and faults, as a sweep prints it")
    .option("--log", "print the whole event log, as JSON Lines")
    .option("--with-personal-data", "show names, ID numbers and card numbers, which are masked otherwise")
    .option("--json", "print what became of it as JSON; with --log every event too")
    .addHelpText("after", EXAMPLES)
    .action(async (line: string, options: ReplayWords) => {
      const { runReplay } = await import("../run/run-replay.js");
      await runReplay(terminal, exit, line, options);
    });
}
