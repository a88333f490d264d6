/** Card and PSAM of one simulated world: personalised from a profile, or taken up again from a state file. */
import { parseHex } from "@duka/protocol/commands/hexadecimal";
import { diversify } from "@duka/protocol/crypto/keys";
import type { Profile } from "../profiles/profile.js";
import { findProfile } from "../profiles/profiles.js";
import { createCard } from "./card.js";
import type { Chip } from "./chip.js";
import { chipRandom } from "./chip-random.js";
import type { ChipState } from "./chip-state.js";
import { readState, unusable, writeState } from "./chip-state.js";
import { diversificationFactor } from "./identity.js";
import type { KeyEntry } from "./key-store.js";
import { createPsam } from "./psam.js";
import type { CardKeys } from "./purse.js";

export type Chips = {
  readonly card: Chip;
  readonly psam: Chip;
  readonly profile: Profile;
  /** Both memories as they are now, power cuts included, for a state file. */
  serialize(): string;
};

const CARD_STREAM = 1;
const PSAM_STREAM = 2;
const TRIPLE_DES = 0;

/**
 * Both chips are without power until `reset`.
 * @param wanted name of a profile, or one of one's own
 * @param state what `serialize` gave; undefined for new chips
 * @param seed the same seed and state give the same random numbers, in every run
 * @throws RangeError for an unknown profile, or a state that is damaged or not of this profile
 */
export function openChips(wanted: string | Profile, state: string | undefined, seed: number): Chips {
  const profile = typeof wanted === "string" ? findProfile(wanted) : wanted;
  const saved = state === undefined ? undefined : readState(state, profile.name);
  const { card, psam } = saved === undefined ? createChips(profile, seed) : takeUp(profile, seed, saved);
  return {
    card,
    psam,
    profile,
    serialize: () =>
      writeState({ profile: profile.name, card: card.memory.image(), psam: psam.memory.image() }),
  };
}

/** Memories that are whole may still have been made by another version of the profile or of the simulator. */
function takeUp(profile: Profile, seed: number, saved: ChipState): { card: Chip; psam: Chip } {
  try {
    return createChips(profile, seed, saved);
  } catch (error) {
    throw error instanceof RangeError ? unusable(error.message) : error;
  }
}

function createChips(profile: Profile, seed: number, saved?: ChipState): { card: Chip; psam: Chip } {
  const card = createCard({
    profile,
    keys: cardKeys(profile),
    random: (memory) => chipRandom(memory, seed, CARD_STREAM),
    image: saved?.card,
  });
  const psam = createPsam({
    profile,
    masterKeys: masterKeys(profile.keys.purchase),
    random: (memory) => chipRandom(memory, seed, PSAM_STREAM),
    image: saved?.psam,
  });
  return { card, psam };
}

/** The issuer's work: master keys, diversified for the one card. Card and PSAM share nothing else. */
export function cardKeys({ keys, card }: Profile): CardKeys {
  const factor = diversificationFactor(card.applicationSerialNumber);
  const ofCard = (masterKey: Uint8Array): Uint8Array => {
    const issuing =
      keys.regionFactor === null ? masterKey : diversify(masterKey, parseHex(keys.regionFactor));
    return diversify(issuing, factor);
  };
  const entries = (masters: Profile["keys"]["purchase"]): KeyEntry[] =>
    masterKeys(masters).map((entry) => ({ ...entry, key: ofCard(entry.key) }));
  return {
    purchase: entries(keys.purchase),
    load: entries(keys.load),
    tac: ofCard(parseHex(keys.tacMasterKey)),
  };
}

function masterKeys(masters: Profile["keys"]["purchase"]): KeyEntry[] {
  return masters.map(({ index, version, masterKey }) => ({
    index,
    version,
    algorithm: TRIPLE_DES,
    key: parseHex(masterKey),
  }));
}
