/** Card and PSAM of one simulated world: personalised from a profile, or taken up again from a state file. */

import { levelsOfUse, socialSecurityKeys, useWithLevels } from "@duka/protocol/commands";
import { whyInBoth } from "@duka/protocol/data/bilingual";
import { parseHex } from "@duka/protocol/layout";
import { type KeyEntry, madeOnce } from "../access/key-store.js";
import { algorithmByte, purseSuite, socialSuite } from "../chip/card-suite.js";
import { chipRandom } from "../chip/chip-random.js";
import { diversificationFactor } from "../files/identity.js";
import type { ChipState } from "../memory/chip-state.js";
import { readState, unusable, writeState } from "../memory/chip-state.js";
import type { Factory } from "../memory/nvm.js";
import { onceFor } from "../profiles/once-for.js";
import { type Profile, type SocialRules, socialRules } from "../profiles/profile.js";
import { findProfile, profileNames } from "../profiles/profiles.js";
import type { Psam, PsamOptions, SamSocialKeys } from "../psam/psam.js";
import { createPsam } from "../psam/psam.js";
import type { CardKeys } from "../purse/purse.js";
import type { PurseRingKeys } from "../purse/purse-application.js";
import { derive, factorsOf, socialCardKeys } from "../social/social-keys.js";
import type { Card, CardOptions } from "./card.js";
import { createCard } from "./card.js";

export type Chips = {
  readonly card: Card;
  readonly psam: Psam;
  readonly profile: Profile;
  /** Both memories as they are now, power cuts included, for a state file. */
  serialize(): string;
};

const CARD_STREAM = 1;
const PSAM_STREAM = 2;

/**
 * Both chips are without power until `reset`.
 * @param wanted name of a profile, or one of one's own; undefined: the state's
 * @param state what `serialize` gave; undefined for new chips
 * @param seed the same seed and state give the same random numbers, in every run
 * @throws RangeError for an unknown profile, or a state that is damaged or not of this profile
 */
export function openChips(wanted: string | Profile, state: string | undefined, seed: number): Chips;
export function openChips(wanted: string | Profile | undefined, state: string, seed: number): Chips;
export function openChips(
  wanted: string | Profile | undefined,
  state: string | undefined,
  seed: number,
): Chips {
  const saved =
    state === undefined ? undefined : readState(state, typeof wanted === "string" ? wanted : wanted?.name);
  const profile = profileToOpen(wanted, saved);
  const { card, psam } = saved === undefined ? createChips(profile, seed) : takeUp(profile, seed, saved);
  return {
    card,
    psam,
    profile,
    serialize: () =>
      writeState({
        profile: profileNames.includes(profile.name) ? profile.name : profile,
        card: card.memory.image(),
        psam: psam.memory.image(),
      }),
  };
}

/** A state of a profile of one's own brings it along. */
function profileToOpen(wanted: string | Profile | undefined, saved: ChipState | undefined): Profile {
  const profile = typeof wanted === "object" ? wanted : (saved?.profile ?? wanted!);
  return typeof profile === "string" ? findProfile(profile) : profile;
}

/** Memories that are whole may still have been made by another version of the profile or of the simulator. */
function takeUp(profile: Profile, seed: number, saved: ChipState): { card: Card; psam: Psam } {
  try {
    return createChips(profile, seed, saved);
  } catch (error) {
    throw error instanceof RangeError ? unusable(error.message, whyInBoth(error).zh) : error;
  }
}

function createChips(profile: Profile, seed: number, saved?: ChipState): { card: Card; psam: Psam } {
  const issued = issuedBy(profile);
  const card = createCard({
    profile,
    ...issued.card,
    random: (memory) => chipRandom(memory, seed, CARD_STREAM),
    image: saved?.card,
  });
  const psam = createPsam({
    profile,
    ...issued.psam,
    random: (memory) => chipRandom(memory, seed, PSAM_STREAM),
    image: saved?.psam,
  });
  return { card, psam };
}

/** What the issuer puts into every card and module of a profile. */
const issuedBy = onceFor((profile: Profile) => {
  const social = socialRules(profile);
  const card: { readonly factory: Factory } & Pick<CardOptions, "keys" | "purseRing" | "socialKeys"> = {
    keys: cardKeys(profile),
    purseRing: purseRingKeys(profile),
    socialKeys: social === undefined ? undefined : socialCardKeys(profile, social),
    factory: {},
  };
  const psam: { readonly factory: Factory } & Pick<PsamOptions, "masterKeys" | "social"> = {
    masterKeys: masterKeys(profile.keys.purchase, profile.purse.algorithm),
    social: social === undefined ? undefined : samSocialKeys(social, profile.card.applicationSerialNumber),
    factory: {},
  };
  return { card, psam };
});

/** The issuer's work: a master key, diversified for the one card when the key is first needed. */
function ofCard(profile: Profile): (masterKey: string) => () => Uint8Array {
  const { keys, card } = profile;
  const { diversify } = purseSuite(profile);
  const factor = diversificationFactor(card.applicationSerialNumber);
  return (masterKey) =>
    madeOnce(() => {
      const master = parseHex(masterKey);
      const issuing = keys.regionFactor === null ? master : diversify(master, parseHex(keys.regionFactor));
      return diversify(issuing, factor);
    });
}

/** Keys of the purse's transactions. Card and PSAM share nothing but the master keys. */
export function cardKeys(profile: Profile): CardKeys {
  const derived = ofCard(profile);
  const entries = (masters: Profile["keys"]["purchase"]): KeyEntry[] =>
    masters.map(({ index, version, masterKey }) => ({
      index,
      version,
      algorithm: algorithmByte(profile.purse.algorithm),
      key: derived(masterKey),
    }));
  const { purchase, load, unload, tacMasterKey } = profile.keys;
  return {
    purchase: entries(purchase),
    load: entries(load),
    unload: entries(unload),
    tac: derived(tacMasterKey),
  };
}

/** The other keys of the purse. */
export function purseRingKeys(profile: Profile): PurseRingKeys {
  const derived = ofCard(profile);
  const { keys } = profile;
  return {
    internal: derived(keys.internalMasterKey),
    maintenance: derived(keys.maintenanceMasterKey),
    unblockPin: derived(keys.unblockPinMasterKey),
    reloadPin: derived(keys.reloadPinMasterKey),
  };
}

function masterKeys(masters: Profile["keys"]["purchase"], algorithm: SocialRules["algorithm"]): KeyEntry[] {
  return masters.map(({ index, version, masterKey }) => ({
    index,
    version,
    algorithm: algorithmByte(algorithm),
    key: parseHex(masterKey),
  }));
}

/** PSAM use and identifier of the key that proves transactions (TAC), as terminals in the field ask for it. */
const SAM_TAC = { use: 0x44, id: 0x00 } as const;

function samSocialKeys(social: SocialRules, serialNumber: string): SamSocialKeys {
  const suite = socialSuite(social);
  const factors = factorsOf(social, serialNumber);
  const named = socialSecurityKeys
    .filter(({ psamUse }) => psamUse >= 0)
    .map(({ name, psamUse, psamId }) => {
      const national = levelsOfUse(psamUse);
      const levels = Math.min(national, 4 - (social.keyRootLevel ?? 1));
      // A root of a lower level is the national one after the factors above it.
      const key = derive(suite, parseHex(social.masterKeys[name]), factors.slice(levels, national));
      return { use: useWithLevels(psamUse, levels), id: psamId, key };
    });
  return {
    rules: social,
    masters: [...named, { ...SAM_TAC, key: parseHex(social.masterKeys.DTK) }],
    purchase: masterKeys(social.purchase, social.algorithm),
  };
}
