/**
 * Seeded randomness: the same seeds give the same numbers on every machine and in every run. Good enough for a
 * simulated world and its faults, never for keys.
 */

/** A generator; every call moves it on. */
export type Random = {
  /** 0..4294967295. */
  u32(): number;
  /** 0..limit - 1. @param limit 1..4294967296 */
  below(limit: number): number;
  bytes(length: number): Uint8Array;
};

const GOLDEN_RATIO = 0x9e3779b9;

/**
 * @param seeds what the generator depends on, each folded to 32 bits; another number or order is another generator
 */
export function seededRandom(...seeds: readonly number[]): Random {
  let state = 0;
  for (const seed of seeds) state = scramble(state + GOLDEN_RATIO + Math.floor(seed));
  const u32 = (): number => {
    state = (state + GOLDEN_RATIO) >>> 0;
    return scramble(state);
  };
  return {
    u32,
    below: (limit) => Math.floor((u32() / 0x100000000) * limit),
    bytes(length) {
      const bytes = new Uint8Array(length);
      for (let i = 0; i < length; i++) bytes[i] = u32() >>> 24;
      return bytes;
    },
  };
}

/** The finaliser of SplitMix in its 32-bit form: every bit of the input moves about half of the output's. */
function scramble(value: number): number {
  let mixed = value >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
