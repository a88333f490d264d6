/** One deadline for a whole operation, passed down, so that no step of it can wait longer than what is left. */
import type { Clock } from "@duka/protocol/transport";

export type Deadline = { readonly atMs: number };

/** Longest time that a caller may ask for: an hour. */
export const DEADLINE_MAX_MS = 3_600_000;

/** @throws RangeError unless 0 < `deadlineMs` <= `DEADLINE_MAX_MS` */
export function deadlineAfter(clock: Clock, deadlineMs: number): Deadline {
  if (!(deadlineMs > 0 && deadlineMs <= DEADLINE_MAX_MS)) {
    throw new RangeError(`deadlineMs must be above 0 and at most ${DEADLINE_MAX_MS}, not ${deadlineMs}`);
  }
  return { atMs: clock.nowMs() + deadlineMs };
}

/** The nearer of a deadline and one that a single step has of its own. */
export function nearer(clock: Clock, deadline: Deadline, stepMs: number): Deadline {
  return { atMs: Math.min(deadline.atMs, clock.nowMs() + stepMs) };
}

/** What is left, 0 when it has passed. */
export function remainingMs(clock: Clock, deadline: Deadline): number {
  return Math.max(0, deadline.atMs - clock.nowMs());
}
