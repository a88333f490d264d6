/** Seeded noise for the cable and the card line: a fault every so often, the same every time. */

import type { Random } from "../time/random.js";
import type { ByteHook } from "./cable.js";
import type { CharacterHook } from "./card-line.js";

/**
 * Damages bytes of the cable: one bit flipped, or now and then (1 in 4 faults) the byte lost or doubled.
 * @param rate share of bytes that are damaged, 0 to 1
 */
export function cableNoise(rate: number, random: Random): ByteHook {
  const strikes = strikesAt(rate, random);
  return (_direction, byte) => {
    if (!strikes()) return undefined;
    const kind = random.below(8);
    if (kind === 0) return [];
    if (kind === 1) return [byte, byte];
    return byte ^ (1 << random.below(8));
  };
}

/** Spoils characters of the card line so that their parity is wrong. */
export function lineNoise(rate: number, random: Random): CharacterHook {
  const strikes = strikesAt(rate, random);
  return () => (strikes() ? "garble" : undefined);
}

function strikesAt(rate: number, random: Random): () => boolean {
  if (!(rate >= 0 && rate <= 1)) throw new RangeError(`noise: the rate is between 0 and 1, not ${rate}`);
  return () => random.u32() < rate * 0x1_0000_0000;
}
