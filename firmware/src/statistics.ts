/** What has happened on the lines since the start, for the statistics Escape. */

export const FRAMES = 0;
/** Frames answered from the kept answer. */
export const REPEATS = 1;
export const NAKS = 2;
/** Bytes thrown away before a frame. */
export const STRAYS = 3;
export const OVERRUNS = 4;
export const PARITY_ERRORS = 5;
/** Exceptions caught at the top. */
export const FAILURES = 6;
export const COUNTERS = 7;

export const counters = new Uint32Array(COUNTERS);

export function count(counter: number): void {
  counters[counter]!++;
}
