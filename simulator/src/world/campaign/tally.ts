/** The results of a campaign, put together: counts, and one hash over all of them in the order of their sessions. */
import { createHash } from "node:crypto";
import { isSameWay, type Way, wayOf } from "./failure.js";
import type { SessionResult } from "./session-result.js";

type Counts = { readonly [what: string]: number };

export type Failure = {
  readonly way: Way;
  /** How many sessions failed in this way; `line` is the first of them. */
  readonly sessions: number;
  readonly line: string;
  readonly broken: readonly string[];
};

export type Tally = {
  readonly sessions: number;
  readonly sales: number;
  readonly apdus: number;
  /** Sessions in which money was lost, or moved twice. */
  readonly lost: number;
  readonly doubled: number;
  /** Moves that were not decided within the visits, and moves that only a person can close. */
  readonly undecided: number;
  readonly manual: number;
  readonly told: Counts;
  readonly struck: Counts;
  readonly missed: Counts;
  readonly failures: readonly Failure[];
  /** SHA-256 over the results. */
  readonly hash: string;
};

/** @param results each session once, in any order */
export function tally(results: Iterable<SessionResult>): Tally {
  const ordered = [...results].sort((one, other) => one.index - other.index);
  const hash = createHash("sha256");
  for (const result of ordered) hash.update(`${JSON.stringify(result)}\n`);
  const sum = (of: (result: SessionResult) => number) =>
    ordered.reduce((total, result) => total + of(result), 0);
  const broke = (kind: string) =>
    sum(({ failure }) => Number(failure?.broken.some((fault) => fault.startsWith(kind)) ?? false));
  return {
    sessions: ordered.length,
    sales: sum(({ sales }) => sales),
    apdus: sum(({ apdus }) => apdus),
    lost: broke("lost"),
    doubled: broke("doubled"),
    undecided: sum(({ undecided }) => undecided),
    manual: sum(({ manual }) => manual),
    told: added(ordered.map(({ told }) => told)),
    struck: added(ordered.map(({ struck }) => struck)),
    missed: added(ordered.map(({ missed }) => missed)),
    failures: byWay(ordered),
    hash: hash.digest("hex"),
  };
}

function byWay(ordered: readonly SessionResult[]): readonly Failure[] {
  const failures: Failure[] = [];
  for (const { failure } of ordered) {
    if (failure === undefined) continue;
    const way = wayOf(failure.broken);
    const known = failures.findIndex((one) => isSameWay(one.way, way));
    const before = failures[known];
    if (before === undefined) failures.push({ way, sessions: 1, ...failure });
    else failures[known] = { ...before, sessions: before.sessions + 1 };
  }
  return failures;
}

/** In the order of the alphabet. */
function added(all: readonly Counts[]): Counts {
  const counts = new Map<string, number>();
  for (const one of all)
    for (const [what, count] of Object.entries(one)) counts.set(what, (counts.get(what) ?? 0) + count);
  return Object.fromEntries([...counts].sort(([one], [other]) => (one < other ? -1 : 1)));
}
