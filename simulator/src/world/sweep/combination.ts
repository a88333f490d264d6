/**
 * Which of the ways to pay is swept: the city's card, the card line's protocol, the account, and who computes MAC1
 * where that is not a PSAM. "hangzhou,T=0,purse", "hangzhou,T=0,purse,key-server".
 */
import { profileNames } from "../../profiles/profiles.js";
import type { WorldOptions } from "../open-world.js";

const ACCOUNTS = ["purse", "medical"] as const;
export type SweptAccount = (typeof ACCOUNTS)[number];
const TERMINALS = ["psam", "key-server"] as const;

export type Combination = {
  readonly city: string;
  readonly protocol: "T=0" | "T=1";
  readonly account: SweptAccount;
  /** "key-server": no PSAM is in the reader, and the centre's key server (加密机) stands in for it. */
  readonly terminal: (typeof TERMINALS)[number];
};

/** PBOC purse, PSAM, 3DES, T=0. */
const FIRST_COMBINATION: Combination = {
  city: "hangzhou",
  protocol: "T=0",
  account: "purse",
  terminal: "psam",
};

/** @throws RangeError naming the word that is wrong and what it may be */
export function parseCombination(text: string): Combination {
  let { city, protocol, account, terminal } = FIRST_COMBINATION;
  for (const word of text.split(",")) {
    if (word === "T=0" || word === "T=1") protocol = word;
    else if (ACCOUNTS.some((known) => known === word)) account = word as SweptAccount;
    else if (TERMINALS.some((known) => known === word)) terminal = word as Combination["terminal"];
    else if (profileNames.includes(word)) city = word;
    else {
      const known = [...profileNames, "T=0", "T=1", ...ACCOUNTS, ...TERMINALS].join(", ");
      throw new RangeError(`combination "${text}": "${word}" is none of ${known}`);
    }
  }
  return { city, protocol, account, terminal };
}

export function combinationText({ city, protocol, account, terminal }: Combination): string {
  return [city, protocol, account, ...(terminal === "psam" ? [] : [terminal])].join(",");
}

/** The world in which it is paid so. */
export function worldOf({
  city,
  protocol,
  terminal,
}: Combination): Pick<WorldOptions, "profile" | "protocol" | "psam"> {
  return {
    profile: city,
    ...(protocol === "T=1" ? { protocol } : {}),
    ...(terminal === "key-server" ? { psam: false } : {}),
  };
}

/** Every city whose account is on the card, both protocols; with a PSAM in the reader, and without. */
export const COMBINATIONS: readonly Combination[] = [
  "hangzhou,T=0,purse",
  "hangzhou,T=1,purse",
  "hangzhou,T=0,medical",
  "hangzhou,T=1,medical",
  "plain,T=0,purse",
  "plain,T=1,purse",
  "medical-sm4,T=0,medical",
  "medical-sm4,T=1,medical",
  "hangzhou,T=0,purse,key-server",
  "hangzhou,T=1,medical,key-server",
].map(parseCombination);
