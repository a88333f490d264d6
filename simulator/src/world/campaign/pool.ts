/** Runs sessions in several processes. */
import type { Plan, PlannedSession } from "./plan.js";
import type { SessionResult } from "./session-result.js";
import { openSessionRunner } from "./session-runner.js";

/** Sessions that a process is given at a time: a second or two of work. */
const RANGE = 10;

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
  const count = Math.min(work.workers, Math.ceil(waiting.length / RANGE));
  const runners = Array.from({ length: count }, () => openSessionRunner(work.onWorker));
  let isStopped = false;

  function stop(): void {
    isStopped = true;
    for (const runner of runners) runner.stop();
  }

  const running = runners.map(async (runner) => {
    while (!isStopped && waiting.length > 0)
      await runner.run({ plan, build, sessions: waiting.splice(0, RANGE) }, work.onResult);
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
