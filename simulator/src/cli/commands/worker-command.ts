/** `duka-sim worker` */
import { availableParallelism } from "node:os";
import { Command, type Terminal } from "@duka/protocol/command-line";
import type { WorkerWords } from "../run/run-worker.js";

const EXAMPLES = `
Examples:
  duka-sim worker --queue redis://127.0.0.1:6379
  duka-sim worker --queue rediss://user@host:6380/1 --workers 8 --idle 600

It runs what "duka-sim campaign --queue" of the same build puts into the queue, until Ctrl-C. A password may stand in the
address; in DUKA_QUEUE_PASSWORD no list of processes shows it. Exit code 1: Redis was away for a minute, or a campaign is
of another build.`;

export function workerCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return new Command("worker")
    .description(
      "run sessions of campaigns that are put into a queue at a Redis (packages bullmq and ioredis)",
    )
    .requiredOption("--queue <url>", "address of the Redis, such as redis://127.0.0.1:6379")
    .option("--workers <number>", "processes that run them", String(availableParallelism()))
    .option("--idle <seconds>", "end when there was nothing to do for so long")
    .option("--json", "say that it is ready as JSON, on standard output")
    .addHelpText("after", EXAMPLES)
    .action(async (options: WorkerWords) => {
      const { runWorker } = await import("../run/run-worker.js");
      await runWorker(terminal, exit, options);
    });
}
