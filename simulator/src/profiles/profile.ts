/**
 * A profile: a kind of card and its terminal's PSAM, as data. What differs from city to city, and what public sources
 * leave open, is a member here and not a line of the card's program.
 */
import type { JsonSchema, ShapeValue } from "./shape.js";
import {
  boolean,
  described,
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
import { keyShape as key, socialShape } from "./social-shape.js";

const MAX_FEN = 0xffffffff;

const access = oneOf("free", "pin", "never");

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
  electrical: object({
    contactless: boolean,
    voltageClasses: described(list(oneOf("A", "B", "C"), 1), "A: 5 V, B: 3 V, C: 1.8 V"),
  }),
  internalAuthentications: described(
    nullable(integer(1, 0xffff)),
    "How often INTERNAL AUTHENTICATE answers in the card's life; null: as often as it is asked. Assumed",
  ),
});

/** What the city wants of terminals; the card itself does not know these rules. */
const policy = object({
  initialMayPay: described(
    boolean,
    "May the initial password pay, or is it good for queries only (LD/T 33, -35)?",
  ),
  mayReturnToInitial: described(boolean, "May the holder choose the initial password again (LD/T 33, -36)?"),
  triesUnknownCounter: described(
    boolean,
    "May a terminal try the initial password once when it cannot read the tries left?",
  ),
});

const pin = object({
  initial: digits(4, 12),
  /** Wrong tries in a row until it is locked. */
  limit: integer(1, 15),
  /** VERIFY without data tells the tries left, and costs none. */
  answersEmptyVerify: boolean,
  reference: described(
    nullable(integer(1, 0xff)),
    "Identifier by which P2 of VERIFY may name the password, beside 00; null: P2 must be 00",
  ),
  policy,
});

const purse = object({
  algorithm: described(
    oneOf("3DES", "SM4"),
    "SM4: the FCI says so (9F0C, tag 86), rules beyond the cipher assumed",
  ),
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
  /** Records of the file for composite purchases: tag, length, lock (01: locked), data. */
  compositeRecords: list(hexUpTo(48)),
  /** Commands for which there is one informal source only: a card may not know them (6D00, 6A86). */
  knows: object({
    unload: described(boolean, "INITIALIZE and DEBIT FOR UNLOAD"),
    applicationUnblock: described(boolean, "APPLICATION UNBLOCK"),
  }),
});

const keys = object({
  /** Factor of the level between master key and card, the region's; null when card keys come right from the master. */
  regionFactor: nullable(hex(8)),
  purchase: list(key, 1),
  load: list(key, 1),
  tacMasterKey: hex(16),
  /** DUK: unload and overdraft limit. */
  unload: list(key, 1),
  /** INTERNAL AUTHENTICATE in the purse, key identifier 00. */
  internalMasterKey: hex(16),
  /** DAMK: files with MAC, locking the application and the card. */
  maintenanceMasterKey: hex(16),
  /** DPUK and DRPK: freeing and setting the password. */
  unblockPinMasterKey: hex(16),
  reloadPinMasterKey: hex(16),
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
  /** Name of the master file; sx2 is met on modules with keys for SSF33. */
  environmentName: oneOf("none", "sx1", "sx2"),
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
  social: described(nullable(socialShape), "The social-security applications; null on a plain purse"),
});

export type Profile = ShapeValue<typeof profileShape>;
export type CardIdentity = Profile["card"];
export type PurseRules = Profile["purse"];
export type SocialRules = ShapeValue<typeof socialShape>;
export type MedicalRules = SocialRules["medical"];

/** For editors: what `readProfile` checks, as far as JSON Schema can say it. */
export const profileSchema: JsonSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Duka card profile",
  ...profileShape.schema,
  properties: {
    $schema: { type: "string", description: "Where the editor finds this schema" },
    ...(profileShape.schema.properties as JsonSchema),
  },
};

/**
 * Checks what a profile file holds; where the editor finds its schema (`$schema`) is no part of the profile.
 * @throws RangeError naming the member that does not fit and what it must be
 */
export function readProfile(value: unknown): Profile {
  const profile = profileShape(withoutSchema(value), "profile");
  const { openingBalanceFen, maxBalanceFen } = profile.purse;
  if (Math.max(openingBalanceFen.deposit, openingBalanceFen.purse) > maxBalanceFen) {
    throw new RangeError("profile.purse.openingBalanceFen must not exceed maxBalanceFen");
  }
  return profile;
}

function withoutSchema(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("$schema" in value)) return value;
  const { $schema, ...profile } = value;
  if (typeof $schema !== "string") throw new RangeError("profile.$schema must be a text");
  return profile;
}
