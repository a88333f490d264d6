/** A terminal and a centre of a social-security system: they know the master keys of a profile. */
import { socialSecurityKey } from "@duka/protocol/commands/social-security-keys";
import type { CipherSuite } from "@duka/protocol/crypto/suite";
import { socialSuite } from "@duka/simulator/chip/card-suite";
import type { CardChip } from "@duka/simulator/chip/chip";
import { type Profile, type SocialRules, socialRules } from "@duka/simulator/profiles/profile";
import { findProfile } from "@duka/simulator/profiles/profiles";
import { socialCardKeys } from "@duka/simulator/social/social-keys";
import { bytes, hex } from "../../support/values/hex.js";
import { send } from "./chips.js";

export const SELECT_SSSE = "00 A4 04 00 0F 7378312E73682EC9E7BBE1B1A3D5CF";
export const SELECT_DF04 = "00 A4 00 00 02 DF04";
export const SOURCE = "A1A2A3A4A5A6A7A8";

type Issuer = {
  readonly profile: Profile;
  readonly social: SocialRules;
  readonly suite: CipherSuite;
  /** A key of the card by its name. */
  key(name: string): Uint8Array;
  /** EXTERNAL AUTHENTICATE with this key; the answer. `spoil` makes it wrong. */
  authenticate(card: CardChip, name: string, spoil?: boolean): string;
  /**
   * The command with its MAC in social-security style, after a GET CHALLENGE. @param data before the MAC, enciphered by
   * the caller's wish
   */
  protectedCommand(
    card: CardChip,
    name: string,
    header: string,
    data?: (processKey: Uint8Array) => Uint8Array,
  ): string;
};

export function issuerOf(name: string | Profile): Issuer {
  const profile = typeof name === "string" ? findProfile(name) : name;
  const social = socialRules(profile)!;
  const suite = socialSuite(social)!;
  const keys = socialCardKeys(profile, social);
  const key = (wanted: string): Uint8Array => {
    const { directory } = socialSecurityKey(wanted);
    const source = keys.rings[directory].find((entry) => entry.name === wanted)!.key;
    return typeof source === "function" ? source() : source;
  };
  const challenge = (card: CardChip): Uint8Array => bytes(send(card, "00 84 00 00 08").slice(0, 16));
  return {
    profile,
    social,
    suite,
    key,
    authenticate(card, wanted, spoil = false) {
      const { directory } = socialSecurityKey(wanted);
      const id = keys.rings[directory]
        .find((entry) => entry.name === wanted)!
        .id.toString(16)
        .padStart(2, "0");
      const processKey = suite.processKey(key(wanted), challenge(card));
      const result = suite.authenticate(processKey, bytes(SOURCE));
      if (spoil) result[0]! ^= 1;
      return send(card, `00 82 00 ${id} 10 ${hex(result)} ${SOURCE}`);
    },
    protectedCommand(card, wanted, header, data) {
      const processKey = suite.processKey(key(wanted), challenge(card));
      const field = data?.(processKey) ?? new Uint8Array(0);
      const lc = (field.length + 4).toString(16).padStart(2, "0");
      const body = bytes(`${header} ${lc} ${hex(field)}`);
      return `${hex(body)} ${hex(suite.macOf(processKey, body))}`;
    },
  };
}

/** A powered card of this profile with SSSE selected. */
export function environmentOf(card: CardChip): CardChip {
  card.reset();
  send(card, SELECT_SSSE);
  return card;
}
