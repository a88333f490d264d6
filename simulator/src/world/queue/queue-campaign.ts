/**
 * A campaign whose sessions are run by workers anywhere, through a queue in Redis. What counts is here: each range is
 * asked for until its results are there, and counted once, whatever workers and Redis go through meanwhile.
 */
import { RealClock } from "../../time/real-clock.js";
import type { Plan, Shard } from "../campaign/plan.js";
import type { SessionResult } from "../campaign/session-result.js";
import { connectRedis } from "./connect-redis.js";
import type { QueueAddress } from "./queue-address.js";
import { type JobQueue, loadQueuePackages, type QueuedJob } from "./queue-packages.js";
import { QUEUE_NAME, type Range, rangesOf, readRangeAnswer } from "./range-job.js";

/** Ranges that lie in the queue at a time. */
const WINDOW = 64;
const LOOK_MS = 300;
/** So long may Redis be away, and so long may no range be done. */
const AWAY_MAX_MS = 60_000;
const IDLE_MAX_MS = 600_000;
/** No worker has done anything so long: a person should know. */
const IDLE_TOLD_MS = 15_000;
const FAILURES_MAX = 3;
const GO_ON = "--resume goes on with what there is";

type QueueWork = {
  readonly plan: Plan;
  readonly shard: Shard;
  readonly build: string;
  /** Sessions that have no result yet. */
  readonly wanted: ReadonlySet<number>;
  /** Sessions of a range. */
  readonly size: number;
  readonly onResult: (result: SessionResult) => void;
  /** Told what a person should know. */
  readonly tell: (message: string) => void;
};

type CampaignQueue = {
  run(work: QueueWork): { readonly done: Promise<void>; stop(): void };
  close(): void;
};

/** @throws Error without the packages, or when Redis does not answer */
export async function openCampaignQueue(
  address: QueueAddress,
  password: string | undefined,
): Promise<CampaignQueue> {
  const packages = await loadQueuePackages();
  const trouble = { why: "" };
  const note = ({ message }: Error): void => {
    trouble.why = message;
  };
  const redis = await connectRedis(packages, { address, password, isPatient: false, note });
  const queue = new packages.Queue(QUEUE_NAME, { connection: redis });
  queue.on("error", note);
  return { run: (work) => runRanges(queue, address, trouble, work), close: () => redis.disconnect() };
}

/** @param trouble what went wrong last at Redis */
function runRanges(
  queue: JobQueue,
  address: QueueAddress,
  trouble: { why: string },
  work: QueueWork,
): ReturnType<CampaignQueue["run"]> {
  const clock = new RealClock();
  let isStopped = false;

  const waiting = rangesOf(work.build, work.plan, work.shard, work);
  const asked = new Map<string, Range>();
  const failures = new Map<string, number>();
  let seenMs = clock.nowMs();
  let doneMs = seenMs;
  let toldMs = seenMs;

  async function run(): Promise<void> {
    while (!isStopped && waiting.length + asked.size > 0) {
      for (const range of waiting.splice(0, WINDOW - asked.size)) asked.set(range.id, range);
      await Promise.all([...asked.values()].map((range) => look(range).catch(away)));
      checkPatience();
      await new Promise<void>((resolve) => void clock.after(LOOK_MS, resolve));
    }
  }

  async function look(range: Range): Promise<void> {
    const job = await queue.getJob(range.id);
    const state = await job?.getState();
    seenMs = clock.nowMs();
    if (job === undefined) await queue.add("sessions", range.job, { jobId: range.id });
    else if (state === "completed") await take(range, job);
    else if (state === "failed") await askAgain(range, job, job.failedReason ?? "no reason given");
  }

  async function take(range: Range, job: QueuedJob): Promise<void> {
    let answer: ReturnType<typeof readRangeAnswer>;
    try {
      answer = readRangeAnswer(job.returnvalue, range);
    } catch (error) {
      await askAgain(range, job, error instanceof Error ? error.message : String(error));
      return;
    }
    if (isStopped || !asked.has(range.id)) return;
    if (answer.build !== work.build)
      work.tell(`refused a worker of ${named(answer.build)}: the campaign is of ${named(work.build)}\n`);
    // None: the worker was ended, and another one is asked.
    if (answer.build === work.build && answer.results.length > 0) {
      asked.delete(range.id);
      doneMs = clock.nowMs();
      for (const result of answer.results) if (work.wanted.has(result.index)) work.onResult(result);
    }
    await job.remove();
  }

  async function askAgain(range: Range, job: QueuedJob, reason: string): Promise<void> {
    const times = (failures.get(range.id) ?? 0) + 1;
    failures.set(range.id, times);
    if (times >= FAILURES_MAX) throw new FailedRange(`a range of sessions failed ${times} times: ${reason}`);
    await job.remove();
  }

  /** What fails is asked again, until Redis was away too long. */
  function away(error: unknown): void {
    if (error instanceof FailedRange) throw error;
    if (error instanceof Error) trouble.why = error.message;
  }

  function checkPatience(): void {
    const nowMs = clock.nowMs();
    if (nowMs - seenMs > AWAY_MAX_MS)
      throw new Error(
        `${address.text} has not answered for ${AWAY_MAX_MS / 1000} seconds (${trouble.why}): ${GO_ON}`,
      );
    if (nowMs - doneMs > IDLE_MAX_MS)
      throw new Error(`no worker has done a range for ${IDLE_MAX_MS / 60_000} minutes: ${GO_ON}`);
    if (nowMs - Math.max(doneMs, toldMs) < IDLE_TOLD_MS) return;
    toldMs = nowMs;
    const what =
      nowMs - seenMs > IDLE_TOLD_MS
        ? `${address.text} is away (${trouble.why})`
        : "no worker has done a range";
    work.tell(
      `${what} for ${Math.round((nowMs - doneMs) / 1000)} s; a worker is: duka-sim worker --queue ${address.text}\n`,
    );
  }

  const done = run().finally(() => takeBack(queue, asked.keys()));
  return {
    done,
    stop() {
      isStopped = true;
    },
  };
}

class FailedRange extends Error {}

/** What no worker has begun is for no one any more. */
async function takeBack(queue: JobQueue, ids: Iterable<string>): Promise<void> {
  await Promise.allSettled(
    [...ids].map(async (id) => {
      const job = await queue.getJob(id);
      if ((await job?.getState()) === "waiting") await job?.remove();
    }),
  );
}

function named(build: string): string {
  return `build ${build.slice(0, 12)}`;
}
