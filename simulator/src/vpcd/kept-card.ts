/** A user card of its own, its memory in a file if one is named; what the commands of `duka-sim card` work on. */

import { keeper } from "../card/kept-chip.js";
import { openChips } from "../card/open-chips.js";
import type { CardChip } from "../chip/chip.js";
import type { Profile } from "../profiles/profile.js";
import { DEFAULT_PROFILE } from "../world/simulated-defaults.js";
import { openStateFile } from "../world/state-file.js";

type KeptCardOptions = {
  /** The file's own without it, or the default where there is no file. */
  readonly profile?: Profile;
  readonly state?: string;
  readonly seed: number;
};

export type KeptCard = {
  readonly chip: CardChip;
  readonly profile: string;
  /** Lets the file go. */
  close(): void;
};

/**
 * @throws CardInUseError when another process holds the file
 * @throws Error naming the file when it is damaged, or of another profile
 */
export function openKeptCard({ profile, state, seed }: KeptCardOptions): KeptCard {
  if (state === undefined) {
    const chips = openChips(profile ?? DEFAULT_PROFILE, undefined, seed);
    return { chip: chips.card, profile: chips.profile.name, close: () => undefined };
  }
  const file = openStateFile(state);
  try {
    const chips =
      file.text === undefined
        ? openChips(profile ?? DEFAULT_PROFILE, undefined, seed)
        : openChips(profile, file.text, seed);
    const keep = keeper(chips, file.text, (text) => file.write(text));
    return { chip: keep(chips.card), profile: chips.profile.name, close: () => file.close() };
  } catch (error) {
    file.close();
    if (!(error instanceof RangeError)) throw error;
    throw new Error(`state file ${state}: ${error.message}`, { cause: error });
  }
}
