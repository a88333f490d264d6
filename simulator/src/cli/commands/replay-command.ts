/** `duka-sim replay` */
import { existsSync } from "node:fs";
import { Command, type Terminal } from "@duka/protocol/command-line";
import type { ReplayWords } from "../run/run-replay.js";

const EXAMPLES = `
Examples:
  duka-sim replay 'purchase;hangzhou,T=0,purse;seed=7;answer-withheld@DEBIT FOR PURCHASE'
  duka-sim replay 'purchase;hangzhou,T=0,purse;seed=7;memory-torn@card memory step 4 of DEBIT FOR PURCHASE|left=0' --log
  duka balance --trace balance.txt && duka-sim replay balance.txt

Several faults stand one behind the other, with semicolons between them. "duka-sim schema faults" says which there are.

A file that "duka … --trace" wrote is a session with a real card: what only reads is asked again, by the driver of now, of a
card that answers as it did then. Passwords are not in it and MACs are right once: those steps are named, and left out. At
the address "sim:?trace=FILE" the same card is there for every command of duka that reads.`;

export function replayCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return new Command("replay")
    .description(
      "run one line of a sweep again, or the reads of a session that was recorded, and tell what happened",
    )
    .argument(
      "<line>",
      "scenario, combination, seed and faults, as a sweep prints it; or the file of a trace",
    )
    .option("--log", "print the whole event log, as JSON Lines")
    .option("--with-personal-data", "show names, ID numbers and card numbers, which are masked otherwise")
    .option("--json", "print what became of it as JSON; with --log every event too")
    .addHelpText("after", EXAMPLES)
    .action(async (line: string, options: ReplayWords) => {
      if (!line.includes(";")) {
        if (!existsSync(line))
          throw new RangeError(
            `"${line.slice(0, 80)}" is no run, and no file of that name is there; a run is 'purchase;hangzhou,T=0,purse;seed=7'`,
          );
        const { runReplayTrace } = await import("../run/run-replay-trace.js");
        await runReplayTrace(terminal, exit, line, options);
        return;
      }
      const { runReplay } = await import("../run/run-replay.js");
      await runReplay(terminal, exit, line, options);
    });
}
