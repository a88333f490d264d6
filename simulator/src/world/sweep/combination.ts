/** Which of the ways to pay is swept: the city's card, the card line's protocol, the account. "hangzhou,T=0,purse". */
import type { CardInterface } from "../../line/card-interface.js";
import { profileNames } from "../../profiles/profiles.js";

const ACCOUNTS = ["purse", "medical"] as const;
export type SweptAccount = (typeof ACCOUNTS)[number];

export type Combination = {
  readonly city: string;
  readonly protocol: "T=0" | "T=1";
  readonly account: SweptAccount;
};

/** PBOC purse, PSAM, 3DES, T=0. */
const FIRST_COMBINATION: Combination = { city: "hangzhou", protocol: "T=0", account: "purse" };

/** @throws RangeError naming the word that is wrong and what it may be */
export function parseCombination(text: string): Combination {
  let { city, protocol, account } = FIRST_COMBINATION;
  for (const word of text.split(",")) {
    if (word === "T=0" || word === "T=1") protocol = word;
    else if (ACCOUNTS.some((known) => known === word)) account = word as SweptAccount;
    else if (profileNames.includes(word)) city = word;
    else {
      const known = [...profileNames, "T=0", "T=1", ...ACCOUNTS].join(", ");
      throw new RangeError(`combination "${text}": "${word}" is none of ${known}`);
    }
  }
  return { city, protocol, account };
}

export function combinationText({ city, protocol, account }: Combination): string {
  return [city, protocol, account].join(",");
}

export function interfaceOf({ protocol }: Combination): CardInterface {
  return protocol === "T=1" ? { protocol } : {};
}
