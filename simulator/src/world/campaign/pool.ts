/** Runs sessions in several processes. */
import type { Plan, PlannedSession } from "./plan.js";
import type { SessionResult } from "./session-result.js";
import { openSessionRunner } from "./session-runner.js";

/** Sessions that a process is given at a time: a few seconds of work. Of few sessions each process has some. */
const RANGE_MAX = 10;
const RANGES_OF_EACH = 2;

type PoolWork = {
  readonly plan: Plan;
  readonly build: string;
  readonly sessions: readonly PlannedSession[];
  readonly workers: number;
  readonly onResult: (result: SessionResult) => void;
  /** Told of each process when it begins. */
  readonly onWorker?: (pid: number) => void;
};

/** @returns a promise that ends with the last result, or with `stop` */
export function runPool(work: PoolWork): { readonly done: Promise<void>; stop(): void } {
  const { plan, build } = work;
  const waiting = [...work.sessions];
  const count = Math.min(work.workers, waiting.length);
  const range = Math.min(RANGE_MAX, Math.ceil(waiting.length / (work.workers * RANGES_OF_EACH)));
  const runners = Array.from({ length: count }, () => openSessionRunner(work.onWorker));
  let isStopped = false;

  function stop(): void {
    isStopped = true;
    for (const runner of runners) runner.stop();
  }

  const running = runners.map(async (runner) => {
    while (!isStopped && waiting.length > 0)
      await runner.run({ plan, build, sessions: waiting.splice(0, range) }, work.onResult);
    runner.end();
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
