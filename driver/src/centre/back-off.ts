/** When a message that did not get through is sent again. */

const FIRST_MS = 2_000;
const LONGEST_MS = 15 * 60_000;

/**
 * Twice as long after each attempt, up to a quarter of an hour. @param attempts that have failed, the last one included
 */
export function backOffMs(attempts: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempts - 1, 20));
}

/** A clock that was set back must not put a message off for years: nothing waits longer than the longest back-off. */
export function isDue(nextAtMs: number, nowMs: number): boolean {
  return nextAtMs <= nowMs || nextAtMs - nowMs > LONGEST_MS;
}
