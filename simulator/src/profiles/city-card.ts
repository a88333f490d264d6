/**
 * What the cards of the shipped profiles have in common, once. A city's own file says what differs: who, where, which
 * cipher, which rules. Keys are test keys, counted up from a text of the city's own.
 */

import { socialSecurityKeys } from "@duka/protocol/commands";
import { socialDirectories } from "./social-directories.js";
import type { SocialMembers } from "./social-shape.js";

const KEY_DIGITS = 32;

/** One application, on a purse or beside a social-security half. */
export const commonCard = {
  applicationVersion: "02",
  validFrom: "20240101",
  validUntil: "20331231",
  holderAccess: "free",
  logAccess: "free",
  internalAuthentications: null,
} as const;

export const commonPin = { reference: null } as const;

export const commonPurse = {
  algorithm: "3DES",
  openingBalanceFen: { deposit: 0, purse: 0 },
  maxBalanceFen: 0xffffffff,
  logRecords: 10,
  initializeForgetsProof: false,
  loadTac: { balance: "new", sequence: "before" },
  macAttempts: 15,
  blockedStatusWord: 0x9303,
  compositeRecords: ["01", "02"].map((tag) => `${tag}1A${"00".repeat(24)}`),
  knows: { unload: true, applicationUnblock: true },
} as const;

export const commonPsam = {
  operatingSystem: "484242",
  firstTerminalSequence: 1,
  keyIndex: 1,
  mac2Attempts: 15,
  environmentName: "sx1",
} as const;

/** @param start the keys are its digits, zeros, and a number */
export function purseKeys(start: string) {
  const key = (number: number): string => start + String(number).padStart(KEY_DIGITS - start.length, "0");
  return {
    regionFactor: null,
    purchase: [{ index: 1, version: 1, masterKey: key(1) }],
    load: [{ index: 1, version: 1, masterKey: key(2) }],
    tacMasterKey: key(3),
    unload: [{ index: 1, version: 1, masterKey: key(4) }],
    internalMasterKey: key(5),
    maintenanceMasterKey: key(6),
    unblockPinMasterKey: key(7),
    reloadPinMasterKey: key(8),
  };
}

/** What a city decides of its social-security card, and whose card it is. */
export const commonSocial = {
  statesAlgorithm: true,
  processKeyLength: 8,
  sm4Reduction: "xor",
  keyAttempts: 3,
  // "3": an adult, also where classes are not told apart (V2 table 11).
  cardClass: "33",
  issueDate: "20240101",
  validUntil: "20331231",
  nation: "01",
  purchaseLevels: 2,
  files: socialDirectories,
} as const;

export const commonMedical = {
  openingBalanceFen: 0,
  unknownStart: "totals",
  provable: true,
  annualStart: "20240101",
  knows: { balance: true, load: true },
} as const;

/** @param region 6 digits, the beginning of every key @param system one digit, the end of every key */
export function socialKeys(region: string, system: string) {
  const key = (end: string): string => region + end.padStart(KEY_DIGITS - region.length, "0");
  const masterKeys = socialSecurityKeys.map(({ name }, at) => {
    const number = (at + 1).toString(16).toUpperCase().padStart(2, "0");
    return [name, key(`${number}D${system}`)] as const;
  });
  return {
    masterKeys: Object.fromEntries(masterKeys) as SocialMembers["masterKeys"],
    purchase: [
      { index: 1, version: 1, masterKey: key(`A0${system}`) },
      { index: 2, version: 2, masterKey: key(`B0${system}`) },
    ],
    load: [{ index: 1, version: 1, masterKey: key(`C0${system}`) }],
  };
}
