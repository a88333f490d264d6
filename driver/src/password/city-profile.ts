/**
 * City profiles (城市参数): what differs from city to city about the card, its password and its purse. Data, checked once;
 * the sources give ranges, not one national rule, so nothing of this is written into code.
 */
import { checkOneOf, checkText, shown } from "../base/argument.js";
import { checkMedicalRules, type MedicalRules } from "./medical-rules.js";

export type PasswordRules = {
  /** What an issued card has until its holder changes it. */
  readonly initial: string;
  /** Digits. */
  readonly lengthMin: number;
  readonly lengthMax: number;
  /** Wrong tries in a row that lock the password. */
  readonly retryLimit: number;
  /** False where a card with its initial password may be read but not debited. */
  readonly initialMayPay: boolean;
  /** True where a purchase needs the password at all. */
  readonly neededForPurchase: boolean;
  /** True where a load needs it; a deposit always does. */
  readonly neededForLoad: boolean;
  /** True where a holder may choose the initial password again (LD/T 33 has code -36 for a card that may not). */
  readonly initialMayBeChosen: boolean;
  /** True where the card answers VERIFY without data with 63Cx and takes no try for it. */
  readonly countedByEmptyVerify: boolean;
  /** True where the initial password may be tried once on a card whose counter nobody knows. */
  readonly tryWhenCounterUnknown: boolean;
  /** How often a person is asked in one sale, 1..10. */
  readonly asksMax: number;
};

export type CityProfile = {
  /** Lower-case letters, digits and hyphens: "hangzhou". */
  readonly name: string;
  readonly title: { readonly en: string; readonly zh: string };
  /** Administrative division, 6 digits: by it the key server knows the city's keys. */
  readonly region: string;
  /** Cipher of the city's social-security cards, by which the centre knows them. */
  readonly algorithm: "3des" | "sm4";
  /** DF name of the purse application, hexadecimal, 5 to 16 bytes. */
  readonly application: string;
  /** DF name or two-byte file identifier of the application on the PSAM, hexadecimal. */
  readonly psamApplication: string;
  /** Short file identifier of the public application data (PBOC: EF15), of the transaction log (EF18). */
  readonly publicFile: number;
  readonly logFile: number;
  /** Index of the purchase key on the card. */
  readonly purchaseKeyIndex: number;
  /** Index of the load key on the card. */
  readonly loadKeyIndex: number;
  /**
   * What GET TRANSACTION PROVE and the log call a purchase: the sequence number that INITIALIZE FOR PURCHASE answered,
   * or that number + 1, as most programs in the field have it.
   */
  readonly transactionSequence: "initialized" | "initialized-plus-one";
  /** Undefined where cards have no medical account. */
  readonly medical?: MedicalRules;
  readonly password: PasswordRules;
};

/** True where the city holds this account at the centre, and the card keeps its record. */
export function isHeldAtCentre({ medical }: CityProfile, kind: "purse" | "deposit" | "medical"): boolean {
  return kind === "medical" && medical?.balanceAt === "centre";
}

/** Hangzhou (杭州). The initial password is not published; 123456 is the value most cities publish. */
export const hangzhou: CityProfile = checkCityProfile({
  name: "hangzhou",
  title: { en: "Hangzhou citizen card", zh: "杭州市民卡" },
  region: "330100",
  algorithm: "3des",
  application: "A00000000386980701",
  psamApplication: "DF01",
  publicFile: 0x15,
  logFile: 0x18,
  purchaseKeyIndex: 1,
  loadKeyIndex: 1,
  transactionSequence: "initialized-plus-one",
  medical: {
    balanceAt: "card",
    purchaseKeyIndex: 1,
    loadKeyIndex: 1,
    amounts: ["account", "self-payment", "pool"],
    accountAmount: 0,
    logFile: 0x08,
  },
  password: {
    initial: "123456",
    lengthMin: 6,
    lengthMax: 6,
    retryLimit: 6,
    initialMayPay: true,
    neededForPurchase: true,
    neededForLoad: true,
    initialMayBeChosen: true,
    countedByEmptyVerify: false,
    tryWhenCounterUnknown: true,
    asksMax: 3,
  },
});

/** A plain purse of JR/T 0025: pays without a password. */
export const plain: CityProfile = checkCityProfile({
  ...hangzhou,
  name: "plain",
  title: { en: "PBOC purse", zh: "电子钱包" },
  password: {
    ...hangzhou.password,
    initial: "888888",
    retryLimit: 3,
    neededForPurchase: false,
    neededForLoad: false,
    countedByEmptyVerify: true,
    tryWhenCounterUnknown: false,
  },
});

const KNOWN: readonly CityProfile[] = [hangzhou, plain];

/** @throws RangeError naming the profiles that exist */
export function cityProfile(name: string): CityProfile {
  const found = KNOWN.find((profile) => profile.name === name);
  if (found !== undefined) return found;
  const names = KNOWN.map((profile) => profile.name).join(", ");
  throw new RangeError(`there is no city profile ${shown(name)}; known: ${names}`);
}

/** @returns the same profile. @throws RangeError naming the first setting that is wrong and what it may be */
export function checkCityProfile(profile: CityProfile): CityProfile {
  checkShape(profile);
  const rules = profile.password;
  const check = (holds: boolean, setting: string, expected: string) => {
    if (!holds) throw new RangeError(`city profile "${profile.name}": ${setting} must be ${expected}`);
  };
  check(/^[a-z0-9-]{1,32}$/.test(profile.name), "name", "1 to 32 lower-case letters, digits and hyphens");
  check(/^[0-9]{6}$/.test(profile.region), "region", "6 digits");
  check(/^([0-9A-F]{2}){5,16}$/.test(profile.application), "application", "5 to 16 bytes in hexadecimal");
  check(
    /^([0-9A-F]{2}){2,16}$/.test(profile.psamApplication),
    "psamApplication",
    "2 to 16 bytes in hexadecimal",
  );
  check(within(profile.publicFile, 1, 30), "publicFile", "a short file identifier, 1 to 30");
  check(within(profile.logFile, 1, 30), "logFile", "a short file identifier, 1 to 30");
  check(within(profile.purchaseKeyIndex, 0, 255), "purchaseKeyIndex", "0 to 255");
  check(within(profile.loadKeyIndex, 0, 255), "loadKeyIndex", "0 to 255");
  check(
    ["initialized", "initialized-plus-one"].includes(profile.transactionSequence),
    "transactionSequence",
    '"initialized" or "initialized-plus-one"',
  );
  if (profile.medical !== undefined) checkMedicalRules(profile.medical, check);
  check(within(rules.lengthMin, 4, 16), "password.lengthMin", "4 to 16");
  check(within(rules.lengthMax, rules.lengthMin, 16), "password.lengthMax", "password.lengthMin to 16");
  check(/^[0-9]*$/.test(rules.initial), "password.initial", "decimal digits");
  check(
    within(rules.initial.length, rules.lengthMin, rules.lengthMax),
    "password.initial",
    "as long as a password of this city",
  );
  check(within(rules.retryLimit, 1, 15), "password.retryLimit", "1 to 15");
  check(within(rules.asksMax, 1, 10), "password.asksMax", "1 to 10");
  return profile;
}

/** What its texts and tables are read from. @throws TypeError */
function checkShape(profile: CityProfile): void {
  if (typeof profile !== "object" || profile === null) {
    throw new TypeError(`a city profile is an object, not ${shown(profile)}`);
  }
  checkText("city profile: region", profile.region);
  if (typeof profile.name !== "string" || !/^[a-z][a-z0-9-]{0,39}$/.test(profile.name)) {
    throw new RangeError(
      `city profile: name must be small letters, digits and hyphens, not ${shown(profile.name)}`,
    );
  }
  checkOneOf("city profile: algorithm", profile.algorithm, ["3des", "sm4"]);
  const { password } = profile;
  if (typeof password !== "object" || password === null) {
    throw new TypeError(`city profile "${profile.name}": password is an object with its rules`);
  }
  checkText("city profile: password.initial", password.initial);
}

function within(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}
