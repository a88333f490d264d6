/**
 * The challenge that GET CHALLENGE gave and the very next command may use. Terminals of social-security cards ask twice
 * in a row and take one of the two as process factor, so the one before is kept too.
 */
import type { Volatile } from "./chip.js";
import type { ChipRandom } from "./chip-random.js";
import { commandPair } from "./command-pair.js";

export type Challenges = Volatile & {
  give(length: number): Uint8Array;
  /** Of the command just before; undefined when that was no GET CHALLENGE. */
  last(): Uint8Array | undefined;
  /** The first of two asked for in a row, else the last. */
  first(): Uint8Array | undefined;
};

export function createChallenges(random: ChipRandom): Challenges {
  const given = commandPair<{ readonly first: Uint8Array; readonly last: Uint8Array }>();
  return {
    powerOn: () => given.powerOn(),
    nextCommand: () => given.nextCommand?.(),
    give(length) {
      const last = random.bytes(length);
      given.leave({ first: given.left()?.last ?? last, last });
      return last;
    },
    last: () => given.left()?.last,
    first: () => given.left()?.first,
  };
}
