/** A user card of its own, its memory in a file if one is named; what the commands of `duka-sim card` work on. */
import type { CardChip } from "../card/chip.js";
import { keeper } from "../card/kept-chip.js";
import { openChips } from "../card/open-chips.js";
import { findProfile } from "../profiles/profiles.js";
import { DEFAULT_PROFILE } from "../simulated-spec.js";
import { openStateFile } from "../state-file.js";
import { profileOfState } from "./state-profile.js";

export type KeptCardOptions = {
  /** The file's own without it, or the default where there is no file. */
  readonly profile?: string;
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
 * @throws RangeError for an unknown profile
 * @throws CardInUseError when another process holds the file
 * @throws Error naming the file when it is damaged, or of another profile
 */
export function openKeptCard({ profile, state, seed }: KeptCardOptions): KeptCard {
  if (profile !== undefined) findProfile(profile);
  if (state === undefined) {
    const name = profile ?? DEFAULT_PROFILE;
    return { chip: openChips(name, undefined, seed).card, profile: name, close: () => undefined };
  }
  const file = openStateFile(state);
  try {
    const name = profile ?? (file.text === undefined ? DEFAULT_PROFILE : profileOfState(file.text));
    const chips = openChips(name, file.text, seed);
    const keep = keeper(chips, file.text, (text) => file.write(text));
    return { chip: keep(chips.card), profile: name, close: () => file.close() };
  } catch (error) {
    file.close();
    if (!(error instanceof RangeError)) throw error;
    throw new Error(`state file ${state}: ${error.message}`, { cause: error });
  }
}
