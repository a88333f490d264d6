/** The city profiles that come with Duka, by name. A city's own is a file. */

import type { CityProfile } from "./city.js";

/** Hangzhou (杭州). The initial password is not published; 123456 is the value most cities publish. */
export const hangzhou: CityProfile = {
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
  commitUnverified: "proved",
  keyRules: { cityFactorDigits: 4 },
  password: {
    initial: "123456",
    lengthMin: 6,
    lengthMax: 6,
    retryLimit: 6,
    initialMayPay: true,
    neededForPurchase: true,
    neededForLoad: true,
    initialMayBeChosen: true,
    // No public text says that its cards answer it, and a card of another edition might count a try.
    answersEmptyVerify: false,
    tryWhenCounterUnknown: true,
    asksMax: 3,
  },
};

const { medical: _, keyRules: __, ...hangzhouPurse } = hangzhou;
const { keyRules: ___, ...anyCity } = hangzhou;

/** A plain purse of JR/T 0025, of any region: pays without a password. */
export const plain: CityProfile = {
  ...hangzhouPurse,
  name: "plain",
  title: { en: "PBOC purse", zh: "电子钱包" },
  region: "000000",
  password: {
    ...hangzhou.password,
    initial: "888888",
    retryLimit: 3,
    neededForPurchase: false,
    neededForLoad: false,
    answersEmptyVerify: true,
    tryWhenCounterUnknown: false,
  },
};

/** An example, of no city: 3DES, the account at the centre, the three amounts as LD/T 33 has them. */
export const medical3des: CityProfile = {
  ...anyCity,
  name: "medical-3des",
  title: { en: "Social-security card with 3DES", zh: "社会保障卡（3DES）" },
  region: "430100",
  medical: {
    balanceAt: "centre",
    purchaseKeyIndex: 1,
    loadKeyIndex: 1,
    amounts: ["zero", "total", "account-and-pool"],
    accountAmount: 2,
    logFile: 0x08,
  },
  password: { ...hangzhou.password, initial: "888888", retryLimit: 3 },
};

/** An example, of no city: SM4, purse too. */
export const medicalSm4: CityProfile = {
  ...anyCity,
  name: "medical-sm4",
  title: { en: "Social-security card with SM4", zh: "社会保障卡（SM4）" },
  region: "510100",
  algorithm: "sm4",
  password: { ...hangzhou.password, initial: "000000", retryLimit: 8 },
};

/** Nobody can change them, so nobody needs to check them: a test does. */
export const cities: readonly CityProfile[] = [hangzhou, plain, medical3des, medicalSm4];
freeze(cities);

function freeze(value: object): void {
  Object.freeze(value);
  for (const member of Object.values(value)) if (typeof member === "object") freeze(member);
}
