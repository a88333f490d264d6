/** `duka-sim campaign` and `duka-sim merge` */
import { availableParallelism } from "node:os";
import { Command, type Terminal } from "@duka/protocol/command-line";
import { DEFAULT_SEED } from "../../world/simulated-defaults.js";
import type { CampaignWords } from "../run/run-campaign.js";
import type { MergeWords } from "../run/run-merge.js";

const EXAMPLES = `
Examples:
  duka-sim campaign --sales 2000 --seed 7
  duka-sim campaign --sales 100000 --workers 8 --journal night.jsonl --html night.html
  duka-sim campaign --sales 100000 --journal night.jsonl --resume
  duka-sim campaign --sales 9000 --shard 1/3 --journal first.jsonl
  duka-sim campaign --sales 100000 --queue redis://127.0.0.1:6379
  duka-sim campaign --sales 500 --faults card-removed,process-killed --combination hangzhou,T=1 --json

Several faults strike in a session of a few sales, loads and reversals; then they are off, the shop goes on, and the whole
is judged. The same seed, sales and build give the same hash, with any number of workers and shards. With a queue the
sessions are run by "duka-sim worker" of the same build, on any machine; a password for it may stand in
DUKA_QUEUE_PASSWORD. Exit code 1: a session failed, or Ctrl-C came before all were run.`;

const MERGE_EXAMPLES = `
Examples:
  duka-sim merge first.jsonl second.jsonl third.jsonl
  duka-sim merge night.jsonl --html night.html

The journals are of one campaign and one build. Exit code 1: a session failed, or some are missing.`;

export function campaignCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return new Command("campaign")
    .description("run many sales with faults drawn from the whole vocabulary, and judge what becomes of them")
    .option("--sales <number>", "how many", "1000")
    .option(
      "--seed <number>",
      "of the first session; the next ones have the numbers behind it",
      String(DEFAULT_SEED),
    )
    .option("--faults <kinds>", "mixed, none, or kinds with commas between them", "mixed")
    .option(
      "--combination <words>",
      "mixed, or city, T=0 or T=1, purse or medical, psam or key-server",
      "mixed",
    )
    .option("--workers <number>", "processes that run it", String(availableParallelism()))
    .option("--queue <url>", "let workers at this Redis run it (packages bullmq and ioredis), none here")
    .option("--range <number>", "with --queue: sessions of a job, 5 to 20 seconds of work", "20")
    .option("--shard <i/n>", "only this part of the sessions; duka-sim merge puts them together", "1/1")
    .option("--journal <file>", "where the results are kept, as they come", "campaign.jsonl")
    .option("--resume", "go on with the journal")
    .option(
      "--against <file>",
      "journal of an earlier campaign: its failures are run first, and compared with",
    )
    .option(
      "--html <file>",
      "write one page too: counts, what has to hold, faults, and each failure as a diagram",
    )
    .option(
      "--with-personal-data",
      "show names, ID numbers and card numbers in it, which are masked otherwise",
    )
    .option("--json", "print the report as JSON")
    .addHelpText("after", EXAMPLES)
    .action(async (options: CampaignWords) => {
      const { runCampaign } = await import("../run/run-campaign.js");
      await runCampaign(terminal, exit, options);
    });
}

export function mergeCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return new Command("merge")
    .description("put the shards of a campaign together: the counts and the hash of the whole")
    .argument("<journals...>", "journals of its shards")
    .option(
      "--html <file>",
      "write one page too: counts, what has to hold, faults, and each failure as a diagram",
    )
    .option(
      "--with-personal-data",
      "show names, ID numbers and card numbers in it, which are masked otherwise",
    )
    .option("--json", "print the report as JSON")
    .addHelpText("after", MERGE_EXAMPLES)
    .action(async (files: readonly string[], options: MergeWords) => {
      const { runMerge } = await import("../run/run-merge.js");
      await runMerge(terminal, exit, files, options);
    });
}
