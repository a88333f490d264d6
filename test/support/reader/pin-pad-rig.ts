/**
 * A rig with the national card functions whose card-holder types on the reader's keypad: the whole chain under virtual
 * time.
 */
import type { CityProfile, PasswordRules } from "@duka/driver/password/city-profile";
import { openSSCard, type SSCard, type SSCardFunction, type SSCardResult } from "@duka/driver/sscard";
import type { SecurePin } from "@duka/protocol/transport";
import type { Profile } from "@duka/simulator/profiles/profile";
import { cityOf, identityOf, type Layout, profileOf } from "../card/sscard-rig.js";
import { type PinPadShop, watched, withPinPad } from "../shop/pin-pad-shop.js";
import { openShop } from "../shop/shop.js";

/** Of the card. Long enough that nothing else looks like it. */
export const PASSWORD = "246813579024";
const LENGTH = PASSWORD.length;

export type PinPadRig = {
  readonly sscard: SSCard;
  readonly shop: PinPadShop;
  readonly profile: Profile;
  /** "cardId|cardNo|" of the card. */
  readonly cardInfo: string;
  /** What every function has answered. */
  readonly results: readonly SSCardResult[];
  call(name: SSCardFunction, ...args: readonly (number | string)[]): Promise<SSCardResult>;
  /** Commands with this instruction byte that arrived at the card. */
  sent(ins: number): string[];
};

export type PinPadRigOptions = {
  readonly keys?: string;
  readonly rules?: Partial<PasswordRules>;
  /** Instead of the reader's own; null: it has none. */
  readonly securePin?: SecurePin | null;
};

export async function openPinPadRig(
  layout: Layout,
  { keys = "", rules, securePin }: PinPadRigOptions = {},
): Promise<PinPadRig> {
  const base = profileOf(layout);
  const profile: Profile = { ...base, password: { ...base.password, initial: PASSWORD } };
  const shop = watched(await openShop({ profile, keys }));
  const cardInfo = await identityOf(shop.world.chips);
  const { reader } = shop;
  const faced = securePin === undefined ? reader : withPinPad(reader, securePin ?? undefined);
  const sscard = openSSCard({
    // It stays open: the shop closes it.
    openReader: async () => Object.create(faced, { close: { value: async () => undefined } }),
    journal: shop.journal,
    profile: cityWith(profile, rules),
    pinPad: true,
    async askPassword() {
      throw new Error("nobody is asked at the host");
    },
  });
  const results: SSCardResult[] = [];
  return {
    sscard,
    shop,
    profile,
    cardInfo,
    results,
    async call(name, ...args) {
      const result = await sscard[name](...args);
      results.push(result);
      return result;
    },
    sent: (ins) =>
      shop.card
        .filter(({ command }) => command[1] === ins)
        .map(({ command }) => Buffer.from(command).toString("hex")),
  };
}

/** A city whose initial password the card has not: its holder is asked, and no try is spent before. */
function cityWith(profile: Profile, rules: Partial<PasswordRules> = {}): CityProfile {
  const city = cityOf(profile);
  const initial = "9".repeat(LENGTH);
  return { ...city, password: { ...city.password, initial, tryWhenCounterUnknown: false, ...rules } };
}
