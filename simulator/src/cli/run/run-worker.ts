/** `duka-sim worker`: runs sessions of campaigns that other machines put into a queue. */
import { EXIT_REFUSED, type Terminal, untilInterrupted } from "@duka/protocol/command-line";
import { parseQueueAddress } from "../../world/queue/queue-address.js";
import { startQueueWorker } from "../../world/queue/queue-worker.js";
import { buildHash } from "../../world/workers/build-hash.js";
import { numberOf, parseWorkers } from "../campaign-words.js";

export type WorkerWords = {
  readonly queue: string;
  readonly workers: string;
  readonly idle?: string;
  readonly json?: true;
};

const IDLE_MAX_S = 86_400;

/** @throws RangeError naming the word that is wrong @throws Error without Redis or its packages */
export async function runWorker(
  terminal: Terminal,
  exit: (code: number) => void,
  words: WorkerWords,
): Promise<void> {
  const address = parseQueueAddress(words.queue);
  const processes = parseWorkers(words.workers);
  const idleS = words.idle === undefined ? undefined : numberOf("--idle", words.idle, IDLE_MAX_S);
  const worker = await startQueueWorker({
    ...{ address, processes, password: terminal.env.DUKA_QUEUE_PASSWORD },
    idleMaxMs: idleS === undefined ? undefined : idleS * 1000,
    tell: (message) => terminal.tell(`duka-sim: ${message}`),
  });
  const build = buildHash();
  if (words.json) terminal.out(`${JSON.stringify({ ready: true, queue: address.text, build, processes })}\n`);
  terminal.tell(
    `duka-sim: worker of build ${build.slice(0, 12)} is ready at ${address.text}, with ${processes} ${processes === 1 ? "process" : "processes"}\n`,
  );
  try {
    await Promise.race([worker.ended, untilInterrupted()]);
  } catch (error) {
    terminal.tell(`duka-sim: ${error instanceof Error ? error.message : error}\n`);
    exit(EXIT_REFUSED);
  } finally {
    await worker.close();
  }
}
