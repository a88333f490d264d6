/** By kind of fault: how often it struck, and how the sessions ended in which it did. */
import type { SessionResult } from "./session-result.js";

export type Fate = {
  readonly kind: string;
  readonly struck: number;
  /** Placed where the session did not come to. */
  readonly missed: number;
  /** Sessions in which it struck, each counted once, by the worst that became of one of its moves. */
  readonly decided: number;
  readonly manual: number;
  readonly undecided: number;
  readonly failed: number;
};

/** In the order of the alphabet. */
export function fatesOf(results: Iterable<SessionResult>): readonly Fate[] {
  const fates = new Map<string, { -readonly [M in keyof Fate]: Fate[M] }>();
  const fateOf = (kind: string) => {
    const nothing = { struck: 0, missed: 0, decided: 0, manual: 0, undecided: 0, failed: 0 };
    const fate = fates.get(kind) ?? { kind, ...nothing };
    fates.set(kind, fate);
    return fate;
  };
  for (const result of results) {
    for (const [kind, count] of Object.entries(result.missed)) fateOf(kind).missed += count;
    for (const [kind, count] of Object.entries(result.struck)) {
      const fate = fateOf(kind);
      fate.struck += count;
      fate[endingOf(result)]++;
    }
  }
  return [...fates.values()].sort((one, other) => (one.kind < other.kind ? -1 : 1));
}

function endingOf({ failure, undecided, manual }: SessionResult) {
  if (failure !== undefined) return "failed";
  if (undecided > 0) return "undecided";
  return manual > 0 ? "manual" : "decided";
}
