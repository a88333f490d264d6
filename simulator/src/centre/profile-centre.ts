/** A city's centre from the profile of its cards: keys, ciphers, and rules that fit them. */

import type { CardIdentity } from "@duka/protocol/centre";
import { keyRulesOf } from "@duka/protocol/city";
import type { Profile } from "../profiles/profile.js";
import type { CentreOptions } from "./centre.js";
import { DEFAULT_KEY_SERVER_RULES } from "./keys/key-server.js";
import { profileMasterKeys } from "./keys/master-keys.js";
import type { CityRules } from "./rules.js";
import { DEFAULT_RULES } from "./rules.js";

/** For `createCentre`, beside the clock. */
export function centreOfProfile(
  profile: Profile,
): Pick<CentreOptions, "masterKeys" | "keyServerRules" | "rules"> {
  const { social } = profile;
  const { cityFactorDigits } = keyRulesOf(profile);
  const keyServerRules =
    social === null
      ? DEFAULT_KEY_SERVER_RULES
      : { processKeyLength: social.processKeyLength, reduction: social.sm4Reduction, cityFactorDigits };
  return { masterKeys: profileMasterKeys(profile), keyServerRules, rules: rulesOfProfile(profile) };
}

/** Deductibles and shares are those of `DEFAULT_RULES`: a card does not know them. */
export function rulesOfProfile(profile: Profile): CityRules {
  const { medical, password, purse, name, region } = profile;
  return {
    ...DEFAULT_RULES,
    name,
    region,
    account: medical?.balanceAt ?? "card",
    initialPassword: password.initial,
    accountAmount: medical?.accountAmount ?? 0,
    accountAmountHoldsPool: medical?.amounts[medical.accountAmount] === "account-and-pool",
    loadTac: purse.loadTac,
  };
}

/**
 * The profile's card as a reader reads it. Its number is the application serial number, by which a purse is known,
 * unless it is registered under another one, as that of EF05.
 */
export function identityOfProfile(
  profile: Profile,
  cardNumber: string = profile.card.applicationSerialNumber,
): CardIdentity {
  return {
    cardNumber,
    region: profile.region,
    factor: profile.card.applicationSerialNumber.slice(4),
    algorithm: profile.social?.algorithm === "SM4" ? "sm4" : "3des",
  };
}
