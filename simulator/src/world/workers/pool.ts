/** Does tasks in several processes. */
import { thisBuild } from "./build-hash.js";
import { type Job, openWorker } from "./worker.js";
import type { Task } from "./worker-messages.js";

/** Tasks that a process is given at a time: a few seconds of work. Of few tasks each process has some. */
const RANGE_MAX = 10;
const RANGES_OF_EACH = 2;

type PoolWork<Context, T extends Task, Answer> = {
  readonly job: Job<Context, T, Answer>;
  readonly context: Context;
  readonly tasks: readonly T[];
  readonly workers: number;
  readonly onAnswer: (answer: Answer, index: number) => void;
  /** Told of each process when it begins. */
  readonly onWorker?: (pid: number) => void;
};

/** @returns a promise that ends with the last answer, or with `stop` */
export function runPool<Context, T extends Task, Answer>(
  work: PoolWork<Context, T, Answer>,
): { readonly done: Promise<void>; stop(): void } {
  const { context, workers: most } = work;
  const build = thisBuild();
  const waiting = [...work.tasks];
  const range = Math.min(RANGE_MAX, Math.ceil(waiting.length / (most * RANGES_OF_EACH)));
  const workers = Array.from({ length: Math.min(most, waiting.length) }, () =>
    openWorker(work.job, work.onWorker),
  );
  let isStopped = false;

  function stop(): void {
    isStopped = true;
    for (const worker of workers) worker.stop();
  }

  const running = workers.map(async (worker) => {
    while (!isStopped && waiting.length > 0)
      await worker.run({ build, context, tasks: waiting.splice(0, range) }, work.onAnswer);
    worker.end();
  });
  const done = Promise.all(running).then(
    () => undefined,
    (error: unknown) => {
      const wasAsked = isStopped;
      stop();
      if (!wasAsked) throw error;
    },
  );
  return { done, stop };
}
