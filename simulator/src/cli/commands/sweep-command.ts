/** `duka-sim sweep` */
import { Command, type Terminal } from "@duka/protocol/command-line";
import { DEFAULT_SEED } from "../../world/simulated-defaults.js";
import type { SweepWords } from "../run/run-sweep.js";

const EXAMPLES = `
Examples:
  duka-sim sweep purchase
  duka-sim sweep purchase --every 20 --seed 7
  duka-sim sweep load --combination hangzhou,T=1
  duka-sim sweep purchase --html cuts.html
  duka-sim sweep change-password --workers 2
  duka-sim sweep purchase --at 'journal step' --until-failure
  duka-sim sweep purchase --combination medical-sm4,T=1,medical --json

In each run one thing breaks, at one position; then all is put right and the shop goes on. Exit code 1: a run failed,
and its line can be run again by "duka-sim replay".`;

export function sweepCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return new Command("sweep")
    .description(
      "cut a sale at every byte, memory write, journal step and centre call, one in each run, and judge what becomes of it",
    )
    .argument(
      "<scenario>",
      "purchase, second-purchase, load, reverse, visit, change-password, two-tills or other-shop",
    )
    .option(
      "--combination <words>",
      "city, T=0 or T=1, purse or medical, psam or key-server",
      "hangzhou,T=0,purse",
    )
    .option("--seed <number>", "what is left in torn cells, and which cuts are taken", String(DEFAULT_SEED))
    .option("--every <number>", "one in so many cuts; 1 takes all", "1")
    .option("--at <words>", "only cuts in whose position this stands, such as 'journal step' or CHANGE", "")
    .option(
      "--faults <kinds>",
      "in place of cuts: kinds of faults, with commas, wherever they can strike",
      "cuts",
    )
    .option("--until-failure", "no further runs behind the first that failed")
    .option("--workers <number>", "processes; the report is the same whatever their number", "1")
    .option(
      "--html <file>",
      "write one page too: the map of cuts, and what happened in each run; in one process",
    )
    .option(
      "--with-personal-data",
      "show names, ID numbers and card numbers in it, which are masked otherwise",
    )
    .option("--json", "print the report as JSON")
    .addHelpText("after", EXAMPLES)
    .action(async (scenario: string, options: SweepWords) => {
      const { runSweep } = await import("../run/run-sweep.js");
      await runSweep(terminal, exit, scenario, options);
    });
}
