/** The keys of one social-security card, from the master keys of its system (LD/T 33-2015, 10.3). */

import type { SocialSecurityKey } from "@duka/protocol/commands";
import { levelsOfKey, socialSecurityKeys } from "@duka/protocol/commands";
import type { CipherSuite } from "@duka/protocol/crypto";
import { cityFactor, provinceFactor } from "@duka/protocol/crypto";
import { parseHex } from "@duka/protocol/layout";
import type { RingEntry } from "../access/key-ring.js";
import { type KeyEntry, type KeySource, madeOnce } from "../access/key-store.js";
import { algorithmByte, socialSuite } from "../chip/card-suite.js";
import { diversificationFactor } from "../files/identity.js";
import type { Profile, SocialRules } from "../profiles/profile.js";

/** Factors from the card up: card, city, province. */
export function factorsOf(
  { region, keyRules }: Pick<SocialRules, "keyRules" | "region">,
  applicationSerialNumber: string,
): readonly Uint8Array[] {
  const city = cityFactor(region, keyRules.cityFactorDigits);
  return [diversificationFactor(applicationSerialNumber), city, provinceFactor(region)];
}

/** No text gives it; the first that DF04 leaves free. */
const DSK_ID = 0x87;

/** What a simulated social-security card holds. */
export type SocialCardKeys = {
  readonly rings: { readonly [directory in SocialSecurityKey["directory"]]: readonly RingEntry[] };
  readonly purchase: readonly KeyEntry[];
  readonly load: readonly KeyEntry[];
  readonly tac: KeySource;
};

/** Each key is computed when it is first needed. */
export function socialCardKeys(profile: Profile, social: SocialRules): SocialCardKeys {
  const suite = socialSuite(social);
  const factors = factorsOf(social, profile.card.applicationSerialNumber);
  const derived = (masterKey: string, levels: number): KeySource => {
    return madeOnce(() => derive(suite, parseHex(masterKey), factors.slice(0, levels)));
  };
  const entry = (key: SocialSecurityKey): RingEntry => ({
    name: key.name,
    id: key.name === "DSK" ? (social.medical.startingDayKeyId ?? DSK_ID) : key.cardKeyId,
    isInternal: key.name === "IRK",
    key: derived(social.masterKeys[key.name as keyof SocialRules["masterKeys"]], levelsOfKey(key)),
  });
  const ring = (directory: SocialSecurityKey["directory"]): RingEntry[] =>
    socialSecurityKeys.filter((key) => key.directory === directory).map(entry);
  const entries = (masters: SocialRules["purchase"], levels: number): KeyEntry[] =>
    masters.map(({ index, version, masterKey }) => ({
      index,
      version,
      algorithm: algorithmByte(social.algorithm),
      key: derived(masterKey, levels),
    }));
  return {
    rings: { SSSE: ring("SSSE"), DF01: ring("DF01"), DF03: ring("DF03"), DF04: ring("DF04") },
    purchase: entries(social.purchase, social.purchaseLevels),
    load: entries(social.load, 2),
    tac: derived(social.masterKeys.DTK, 2),
  };
}

/** From the level that is furthest from the card to the card itself. */
export function derive(
  suite: CipherSuite | undefined,
  masterKey: Uint8Array,
  factorsFromCard: readonly Uint8Array[],
): Uint8Array {
  let key = masterKey;
  for (const factor of [...factorsFromCard].reverse()) key = suite?.diversify(key, factor) ?? key;
  return key;
}
