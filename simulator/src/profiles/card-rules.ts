/**
 * What hangs together between a city and its card: the simulated card has the files, keys and password that the city's
 * terminals expect.
 */
import { type CityProfile, keyRulesOf } from "@duka/protocol/city";
import { fitsCard, NAME_BYTES, nameBytesMax } from "./holder-name.js";
import type { SocialMembers } from "./social-shape.js";

/** A password lies in six bytes, as BCD. */
const PASSWORD_DIGITS_MAX = 12;
/** Of the purse, beside those that the city names: card-holder, composite purchases. */
const PURSE_FILES = [0x16, 0x17];
/** Of DF04, beside the log. */
const MEDICAL_FILES = [0x05, 0x06, 0x15];

type Keys = readonly { readonly index: number }[];
type Card = Omit<CityProfile, "medical"> & {
  readonly medical?: CityProfile["medical"];
  readonly keys: { readonly purchase: Keys; readonly load: Keys };
  readonly purse: {
    readonly openingBalanceFen: { readonly deposit: number; readonly purse: number };
    readonly maxBalanceFen: number;
  };
  readonly social:
    | (Pick<SocialMembers, "layout" | "holderName"> & {
        readonly purchase: Keys;
        readonly load: Keys;
        readonly algorithm: string;
        readonly sm4Reduction: string;
      })
    | null;
};

/** What does not hang together: the member, and the words after its name. */
export function cardFaults(profile: Card): { readonly path: readonly string[]; readonly message: string }[] {
  const { password, purse, keys, social, medical, publicFile, logFile } = profile;
  const { openingBalanceFen, maxBalanceFen } = purse;
  const has = (list: Keys, wanted: number): boolean => list.some(({ index }) => index === wanted);
  const needsKey = (from: string, wanted: number): string =>
    `must have a key of index ${wanted}, as ${from} says`;
  const rules: (readonly [holds: boolean, path: string, message: string])[] = [
    [
      Math.max(openingBalanceFen.deposit, openingBalanceFen.purse) <= maxBalanceFen,
      "purse.openingBalanceFen",
      "must not exceed maxBalanceFen",
    ],
    [
      password.initial.length <= PASSWORD_DIGITS_MAX,
      "password.initial",
      `must be at most ${PASSWORD_DIGITS_MAX} digits on a simulated card`,
    ],
    [!PURSE_FILES.includes(publicFile), "publicFile", "must not be 22 or 23, which are the card's own"],
    [!PURSE_FILES.includes(logFile), "logFile", "must not be 22 or 23, which are the card's own"],
    [
      has(keys.purchase, profile.purchaseKeyIndex),
      "keys.purchase",
      needsKey("purchaseKeyIndex", profile.purchaseKeyIndex),
    ],
    [has(keys.load, profile.loadKeyIndex), "keys.load", needsKey("loadKeyIndex", profile.loadKeyIndex)],
    [
      social === null || medical !== undefined,
      "medical",
      "must be there where social is: it says what the account is like",
    ],
  ];
  if (social !== null) {
    const { holderName, layout } = social;
    rules.push([
      fitsCard(holderName, layout),
      "social.holderName",
      `must be a name of at most ${nameBytesMax(layout)} bytes in GB 18030 on a card of layout ${layout}, no character cut in two at byte ${NAME_BYTES}`,
    ]);
  }
  if (social !== null && medical !== undefined) {
    const { purchaseKeyIndex, loadKeyIndex } = medical;
    const { sm4FactorBytes } = keyRulesOf(profile);
    rules.push(
      [
        social.algorithm !== "SM4" || social.sm4Reduction === "xor" || sm4FactorBytes === 8,
        "keyRules.sm4FactorBytes",
        "must be 8 where social.sm4Reduction is left: such keys are made from 8 bytes",
      ],
      [
        !MEDICAL_FILES.includes(medical.logFile),
        "medical.logFile",
        "must not be 5, 6 or 21, which are the account's other files",
      ],
      [
        has(social.purchase, purchaseKeyIndex),
        "social.purchase",
        needsKey("medical.purchaseKeyIndex", purchaseKeyIndex),
      ],
      [has(social.load, loadKeyIndex), "social.load", needsKey("medical.loadKeyIndex", loadKeyIndex)],
    );
  }
  return rules.filter(([holds]) => !holds).map(([, path, message]) => ({ path: path.split("."), message }));
}
