/**
 * The random numbers of a chip: other ones in every power session, and yet the same in every run with the same seed,
 * because the sessions are counted in the chip's memory.
 */

import { numberCell } from "../memory/cells.js";
import type { Nvm } from "../memory/nvm.js";
import type { Random } from "../time/random.js";
import { seededRandom } from "../time/random.js";
import type { Volatile } from "./chip.js";

/** Where a chip gets its random bytes. */
type RandomBytes = (length: number) => Uint8Array;

export type ChipRandom = Volatile & { bytes: RandomBytes };

/** @param stream tells the chips of one world apart */
export function chipRandom(memory: Nvm, seed: number, stream: number): ChipRandom {
  const sessions = numberCell(memory, "power sessions", 4);
  let random: Random = seededRandom(seed, stream);
  return {
    powerOn() {
      memory.transaction(() => sessions.set(sessions.get() + 1));
      random = seededRandom(seed, stream, sessions.get());
    },
    bytes: (length) => random.bytes(length),
  };
}
