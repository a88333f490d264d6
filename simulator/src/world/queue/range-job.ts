/**
 * What lies in the queue: ranges of a campaign's sessions, and what came of them. Whoever reaches the Redis can write
 * there: both sides read what they find by its declaration.
 */
import { type DataOf, readData } from "@duka/protocol/data/read-data";
import { integer, knownMembers, listOf, members, text, words } from "@duka/protocol/data/values";
import {
  checkedPlan,
  type Plan,
  type PlannedSession,
  planKey,
  plannedSession,
  type Shard,
  sessionsOf,
} from "../campaign/plan.js";
import type { SessionResult } from "../campaign/session-result.js";

/** One queue for all builds, so that one of another build is seen and named. */
export const QUEUE_NAME = "duka-campaign";
export const RANGE_MAX = 1000;

const HIGHEST = 0xffff_ffff;

const jobShape = members({
  build: words,
  plan: members({ sales: integer(1, HIGHEST), seed: integer(0, HIGHEST), faults: words, combination: words }),
  indexes: listOf(integer(0, HIGHEST), 1, RANGE_MAX),
});
type RangeJob = DataOf<typeof jobShape>;

const answerShape = members({
  /** Of the worker. */
  build: text,
  /** None: the worker is of another build, or was ended. */
  results: listOf(knownMembers({ index: integer(0, HIGHEST) }), 0, RANGE_MAX),
});
export type RangeAnswer = { readonly build: string; readonly results: readonly SessionResult[] };

export type Range = {
  /** Known by build, plan and place: the same range has the same results, and is in the queue once. */
  readonly id: string;
  readonly job: RangeJob;
};

/** The ranges of a shard that have a session in them that is wanted. */
export function rangesOf(
  build: string,
  plan: Plan,
  shard: Shard,
  { size, wanted }: { readonly size: number; readonly wanted: ReadonlySet<number> },
): Range[] {
  const key = planKey(build, plan);
  const all = sessionsOf(plan, shard).map(({ index }) => index);
  const ranges: Range[] = [];
  for (let at = 0; at < all.length; at += size) {
    const indexes = all.slice(at, at + size);
    if (!indexes.some((index) => wanted.has(index))) continue;
    const id = `${key}-${shard.part}of${shard.of}-${indexes[0]}-${indexes.length}`;
    ranges.push({ id, job: { build, plan, indexes } });
  }
  return ranges;
}

/** @throws RangeError when it is no job of a campaign */
export function readRangeJob(data: unknown): RangeJob & { readonly sessions: readonly PlannedSession[] } {
  const job = readData(jobShape, data, "job");
  const plan = checkedPlan(job.plan);
  return { ...job, plan, sessions: job.indexes.map((index) => plannedSession(plan, index)) };
}

/** @throws RangeError when it is no answer to this range */
export function readRangeAnswer(data: unknown, { job }: Range): RangeAnswer {
  const { build, results } = readData(answerShape, data, "answer of a worker");
  const found = results.map(({ index }) => index).sort((one, other) => one - other);
  if (build === job.build && found.length > 0 && found.join() !== job.indexes.join())
    throw new RangeError("answer of a worker: its sessions are not those that it was asked for");
  // What a session of this build came to has the shape that this build gives it.
  return data as RangeAnswer;
}
