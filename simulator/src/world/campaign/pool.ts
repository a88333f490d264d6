/**
 * Runs sessions in processes of their own: one that dies takes its sessions with it, which another one runs again. A
 * process and not a thread, because what may go wrong includes the database's native code.
 */
import { type ChildProcess, fork } from "node:child_process";
import type { Plan, PlannedSession } from "./plan.js";
import type { FromWorker, ToWorker } from "./pool-messages.js";
import { crashed, type SessionResult } from "./session-result.js";

/** Sessions that a process is given at a time: a second or two of work. */
const RANGE = 10;
/** So often may the process die under one session. */
const DEATHS_MAX = 3;

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
  const waiting = [...work.sessions];
  const deaths = new Map<number, number>();
  const living = new Set<ChildProcess>();
  let isStopped = false;
  let finish: () => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const done = new Promise<void>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });

  function stop(): void {
    isStopped = true;
    for (const child of living) child.kill("SIGKILL");
    finish();
  }

  function begin(): void {
    const child = fork(new URL("./worker-process.js", import.meta.url));
    living.add(child);
    if (child.pid !== undefined) work.onWorker?.(child.pid);
    let given: PlannedSession[] = [];
    const give = (): void => {
      given = waiting.splice(0, RANGE);
      if (given.length === 0) child.disconnect();
      else child.send({ plan: work.plan, sessions: given, build: work.build } satisfies ToWorker);
    };
    child.on("message", (message: FromWorker) => {
      if (isStopped) return;
      if ("error" in message) {
        fail(new Error(message.error));
        stop();
        return;
      }
      given = given.filter(({ index }) => index !== message.result.index);
      work.onResult(message.result);
      if (given.length === 0) give();
    });
    child.on("error", (error) => {
      if (child.pid === undefined) fail(error);
    });
    child.on("exit", (code, signal) => {
      living.delete(child);
      if (isStopped) return;
      takeBack(given, `${signal ?? `exit code ${code}`}`);
      if (waiting.length > 0) begin();
      else if (living.size === 0) finish();
    });
    give();
  }

  /** The first of what was not answered is what the process died of, or was doing when it was killed. */
  function takeBack([first, ...others]: readonly PlannedSession[], how: string): void {
    if (first === undefined) return;
    const times = (deaths.get(first.index) ?? 0) + 1;
    deaths.set(first.index, times);
    waiting.unshift(...(times < DEATHS_MAX ? [first] : []), ...others);
    if (times >= DEATHS_MAX) work.onResult(crashed(work.plan, first, how));
  }

  const count = Math.min(work.workers, Math.ceil(waiting.length / RANGE));
  for (let begun = 0; begun < count; begun++) begin();
  if (count === 0) finish();
  return { done, stop };
}
