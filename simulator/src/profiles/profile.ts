/**
 * A profile: a kind of card and its terminal's PSAM, as data. What differs from city to city, and what public sources
 * leave open, is a member here and not a line of the card's program.
 */
import type { Shape } from "./shape.js";
import {
  boolean,
  digits,
  hex,
  hexUpTo,
  integer,
  list,
  nullable,
  object,
  oneOf,
  text,
  words,
} from "./shape.js";

const MAX_FEN = 0xffffffff;

const access = oneOf("free", "pin", "never");

const key = object({
  /** Key index of INITIALIZE, by which the terminal chooses. */
  index: integer(0, 255),
  /** Key version that INITIALIZE answers and the PSAM is told. */
  version: integer(0, 255),
  /** The issuer's master key, from which card keys are diversified. Test keys only. */
  masterKey: hex(16),
});

const card = object({
  /** Historical bytes of the ATR. */
  chipMaker: hex(2),
  operatingSystem: hex(3),
  issuer: hex(8),
  applicationVersion: hex(1),
  /** The last eight bytes are the diversification factor and the end of the ATR. */
  applicationSerialNumber: digits(20),
  validFrom: digits(8),
  validUntil: digits(8),
  /** Name in GBK, as on the card. */
  holderNameGbk: hexUpTo(20),
  holderIdNumber: text(0, 32),
  /** Who may read the file of the card-holder, and the log. */
  holderAccess: access,
  logAccess: access,
});

const pin = object({
  initial: digits(4, 12),
  /** Wrong tries in a row until it is locked. */
  limit: integer(1, 15),
  /** VERIFY without data tells the tries left, and costs none. */
  answersEmptyVerify: boolean,
});

const purse = object({
  openingBalanceFen: object({ deposit: integer(0, MAX_FEN), purse: integer(0, MAX_FEN) }),
  maxBalanceFen: integer(0, MAX_FEN),
  /** Does the electronic purse ask for the PIN? The electronic deposit always does. */
  pinForPurchase: boolean,
  pinForLoad: boolean,
  logRecords: integer(10, 255),
  /** The number in log and GET TRANSACTION PROVE: INITIALIZE's sequence plus one ("next"), or that itself. */
  recordedSequence: oneOf("next", "initialize"),
  /** Is the last transaction no longer provable after the next successful INITIALIZE? */
  initializeForgetsProof: boolean,
  /** Which balance and which sequence enter the TAC of a load. */
  loadTac: object({ balance: oneOf("new", "old"), sequence: oneOf("before", "after") }),
  /** Wrong MACs in a row of a terminal, or of the centre, until the card refuses further transactions. */
  macAttempts: integer(1, 255),
  /** What INITIALIZE answers then: 6983 or 9303. */
  blockedStatusWord: oneOf(0x6983, 0x9303),
});

const keys = object({
  /** Factor of the level between master key and card, the region's; null when card keys come right from the master. */
  regionFactor: nullable(hex(8)),
  purchase: list(key, 1),
  load: list(key, 1),
  tacMasterKey: hex(16),
});

const psam = object({
  operatingSystem: hex(3),
  serialNumber: digits(20),
  terminalId: digits(12),
  firstTerminalSequence: integer(0, 0xffffffff),
  /** Key index that the module recommends to terminals. */
  keyIndex: integer(0, 255),
  /** Wrong MAC2 in a row until the module is locked (6983). */
  mac2Attempts: integer(1, 255),
});

const profileShape = object({
  name: text(1, 40),
  title: words,
  /** What no public source gives and this profile assumes. */
  assumed: list(words),
  card,
  pin,
  purse,
  keys,
  psam,
});

type ShapeValue<S> = S extends Shape<infer T> ? T : never;

export type Profile = ShapeValue<typeof profileShape>;
export type CardIdentity = Profile["card"];
export type PurseRules = Profile["purse"];

/** Checks what a profile file holds. @throws RangeError naming the member that does not fit and what it must be */
export function readProfile(value: unknown): Profile {
  const profile = profileShape(value, "profile");
  const { openingBalanceFen, maxBalanceFen } = profile.purse;
  if (Math.max(openingBalanceFen.deposit, openingBalanceFen.purse) > maxBalanceFen) {
    throw new RangeError("profile.purse.openingBalanceFen must not exceed maxBalanceFen");
  }
  return profile;
}
