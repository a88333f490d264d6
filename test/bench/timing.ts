/** How long a piece of work takes: rounds of the contestants in turn, and the median of each one's rounds. */

export type Contestant = {
  readonly name: string;
  /** Answers a number that depends on the work, so that none of it can be left out. */
  readonly work: () => number;
};

export type Timing = { readonly name: string; readonly nanoseconds: number };

const ROUNDS = 11;
const ROUND_MS = 40;
const WARM_UP_MS = 150;

/** All contestants see the same machine: the first round of each, then the second of each … */
export function compare(contestants: readonly Contestant[]): Timing[] {
  const turns = contestants.map((one) => turnsWithin(one, ROUND_MS));
  const rounds: number[][] = contestants.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    contestants.forEach((one, index) => {
      const count = turns[index] ?? 1;
      rounds[index]?.push((time(one, count) * 1e6) / count);
    });
  }
  return contestants.map((one, index) => ({ name: one.name, nanoseconds: median(rounds[index] ?? []) }));
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

let sink = 0;

/** Milliseconds of `count` turns. */
function time(one: Contestant, count: number): number {
  const began = performance.now();
  for (let turn = 0; turn < count; turn++) sink = (sink + one.work()) | 0;
  return performance.now() - began;
}

function turnsWithin(one: Contestant, roundMs: number): number {
  let count = 1;
  for (let spent = 0; spent < WARM_UP_MS; ) {
    const took = time(one, count);
    spent += took;
    if (took < WARM_UP_MS / 4) count *= 2;
  }
  const took = time(one, count);
  return Math.max(1, Math.round((count * roundMs) / took));
}
