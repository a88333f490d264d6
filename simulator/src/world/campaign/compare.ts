/** Against an earlier campaign, of any build: which failures are new, which are resolved, which are still open. */
import { isSameWay, wayOf } from "./failure.js";
import { runSession } from "./run-session.js";
import { isSessionLine, parseSession } from "./session.js";
import type { Failure } from "./tally.js";

export type Known = { readonly failure: Failure; readonly isOpen: boolean };

/** Runs the failures of an earlier campaign again, before anything else. */
export async function replayKnown(failures: readonly Failure[]): Promise<Known[]> {
  const known: Known[] = [];
  for (const failure of failures) {
    // What ended its process is not run in this one: the campaign itself will show it.
    const broken = isSessionLine(failure.line)
      ? (await runSession(parseSession(failure.line))).broken
      : failure.broken;
    known.push({ failure, isOpen: broken.length > 0 && isSameWay(wayOf(broken), failure.way) });
  }
  return known;
}

export type Comparison = {
  readonly new: readonly Failure[];
  readonly open: readonly Failure[];
  readonly resolved: readonly Failure[];
};

export function compare(known: readonly Known[], now: readonly Failure[]): Comparison {
  const isNow = ({ way }: Failure) => now.some((one) => isSameWay(one.way, way));
  const isOpen = (one: Known) => one.isOpen || isNow(one.failure);
  return {
    new: now.filter(({ way }) => !known.some(({ failure }) => isSameWay(failure.way, way))),
    open: known.filter(isOpen).map(({ failure }) => failure),
    resolved: known.filter((one) => !isOpen(one)).map(({ failure }) => failure),
  };
}
