/**
 * A profile: a kind of card and its terminal's PSAM, as data. What differs from city to city, and what public sources
 * leave open, is a member here and not a line of the card's program.
 */
import {
  cityFaults,
  cityMembers,
  type KeyRules,
  keyRulesOf,
  type MedicalCity,
  type PasswordRules,
} from "@duka/protocol/city";
import { type DataOf, readData } from "@duka/protocol/data/read-data";
import {
  ascii,
  decimals,
  described,
  flag,
  hexBytes,
  hexUpTo,
  integer,
  late,
  listOf,
  members,
  oneOf,
  withRules,
  words,
} from "@duka/protocol/data/values";
import { cardFaults } from "./card-rules.js";
import { onceFor } from "./once-for.js";
import { keyShape as key, type SocialMembers, socialShape } from "./social-shape.js";

const MAX_FEN = 0xffffffff;

const access = () => oneOf("free", "pin", "never");

const card = () =>
  members({
    /** Historical bytes of the ATR. */
    chipMaker: hexBytes(2),
    operatingSystem: hexBytes(3),
    issuer: hexBytes(8),
    applicationVersion: hexBytes(1),
    /** The last eight bytes are the diversification factor and the end of the ATR. */
    applicationSerialNumber: decimals(20),
    validFrom: decimals(8),
    validUntil: decimals(8),
    /** Name in GB 18030, as on the card. */
    holderNameGbk: hexUpTo(20),
    holderIdNumber: ascii(0, 32),
    /** Who may read the file of the card-holder, and the log. */
    holderAccess: access(),
    logAccess: access(),
    electrical: members({
      contactless: flag,
      voltageClasses: described(listOf(oneOf("A", "B", "C"), 1), "A: 5 V, B: 3 V, C: 1.8 V"),
    }),
    internalAuthentications: described(
      integer(1, 0xffff).nullable(),
      "How often INTERNAL AUTHENTICATE answers in the card's life; null: as often as it is asked. Assumed",
    ),
  });

const pin = () =>
  members({
    unset: described(
      flag.optional(),
      "True: the card is issued without a password; nothing asks for one until it is set",
    ),
    reference: described(
      integer(1, 0xff).nullable(),
      "Identifier by which P2 of VERIFY may name the password, beside 00; null: P2 must be 00",
    ),
  });

const purse = () =>
  members({
    algorithm: described(
      oneOf("3DES", "SM4"),
      "SM4: the FCI says so (9F0C, tag 86), rules beyond the cipher assumed",
    ),
    openingBalanceFen: members({ deposit: integer(0, MAX_FEN), purse: integer(0, MAX_FEN) }),
    maxBalanceFen: integer(0, MAX_FEN),
    logRecords: integer(10, 255),
    /** Is the last transaction no longer provable after the next successful INITIALIZE? */
    initializeForgetsProof: flag,
    /** Which balance and which sequence enter the TAC of a load. */
    loadTac: members({ balance: oneOf("new", "old"), sequence: oneOf("before", "after") }),
    /** Wrong MACs in a row of a terminal, or of the centre, until the card refuses further transactions. */
    macAttempts: integer(1, 255),
    /** What INITIALIZE answers then: 6983 or 9303. */
    blockedStatusWord: oneOf(0x6983, 0x9303),
    /** Records of the file for composite purchases: tag, length, lock (01: locked), data. */
    compositeRecords: listOf(hexUpTo(48)),
    /** Commands for which there is one informal source only: a card may not know them (6D00, 6A86). */
    knows: members({
      unload: described(flag, "INITIALIZE and DEBIT FOR UNLOAD"),
      applicationUnblock: described(flag, "APPLICATION UNBLOCK"),
    }),
  });

const keys = () =>
  members({
    /** Factor of the level between master key and card, the region's; null when card keys come from the master. */
    regionFactor: hexBytes(8).nullable(),
    purchase: listOf(key(), 1),
    load: listOf(key(), 1),
    tacMasterKey: hexBytes(16),
    /** DUK: unload and overdraft limit. */
    unload: listOf(key(), 1),
    /** INTERNAL AUTHENTICATE in the purse, key identifier 00. */
    internalMasterKey: hexBytes(16),
    /** DAMK: files with MAC, locking the application and the card. */
    maintenanceMasterKey: hexBytes(16),
    /** DPUK and DRPK: freeing and setting the password. */
    unblockPinMasterKey: hexBytes(16),
    reloadPinMasterKey: hexBytes(16),
  });

const psam = () =>
  members({
    operatingSystem: hexBytes(3),
    serialNumber: decimals(20),
    terminalId: decimals(12),
    firstTerminalSequence: integer(0, 0xffffffff),
    /** Key index that the module recommends to terminals. */
    keyIndex: integer(0, 255),
    /** Wrong MAC2 in a row until the module is locked (6983). */
    mac2Attempts: integer(1, 255),
    knowsEnvironment: described(
      flag.optional(),
      "INITIALIZE ENVIRONMENT (BF EC), which selects the master file of the card's region; true where left out (P9 9.3)",
    ),
    /** Name of the master file; sx2 is met on modules with keys for SSF33. */
    environmentName: oneOf("none", "sx1", "sx2"),
  });

/** The city, and what only its card has. */
const profileMembers = late(() =>
  members({
    ...cityMembers(),
    /** What no public source gives and this profile assumes. */
    assumed: listOf(words),
    card: card(),
    pin: pin(),
    purse: purse(),
    keys: keys(),
    psam: psam(),
    social: described(socialShape().nullable(), "The social-security applications; null on a plain purse"),
  }),
);

/** All that is checked of a profile. */
export const profileShape = late(() => withRules(withRules(profileMembers(), cityFaults), cardFaults));

export type Profile = DataOf<ReturnType<typeof profileMembers>>;
export type CardIdentity = Profile["card"];
type Password = { readonly password: PasswordRules };
type Sequence = Pick<Profile, "transactionSequence">;
/** What its card's purse goes by. */
export type PurseRules = Profile["purse"] & Password & Sequence;
/** What its card's medical account goes by. */
export type MedicalRules = SocialMembers["medical"] &
  MedicalCity &
  Password &
  Sequence &
  Pick<Profile["purse"], "loadTac">;
/** What the social-security half of its card goes by. */
export type SocialRules = Omit<SocialMembers, "medical"> & {
  readonly region: string;
  readonly keyRules: KeyRules;
  readonly readRights: Profile["readRights"];
  readonly medical: MedicalRules;
};

export function purseRules({ purse, password, transactionSequence }: Profile): PurseRules {
  return { ...purse, password, transactionSequence };
}

/** Undefined where the card is a purse alone. The same profile has the same rules, as one object. */
export const socialRules: (profile: Profile) => SocialRules | undefined = onceFor(rulesOfProfile);

function rulesOfProfile(profile: Profile): SocialRules | undefined {
  const { social, medical, password, transactionSequence, region, purse } = profile;
  if (social === null || medical === undefined) return undefined;
  return {
    ...social,
    region,
    keyRules: keyRulesOf(profile),
    readRights: profile.readRights,
    medical: { ...social.medical, ...medical, password, transactionSequence, loadTac: purse.loadTac },
  };
}

/**
 * Checks what a profile file holds; where the editor finds its schema (`$schema`) is no part of the profile.
 * @throws RangeError naming the member that does not fit and what it must be
 */
export function readProfile(value: unknown): Profile {
  return readData(profileShape(), withoutSchema(value), "profile");
}

function withoutSchema(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("$schema" in value)) return value;
  const { $schema, ...profile } = value;
  if (typeof $schema !== "string") throw new RangeError("profile.$schema must be a text");
  return profile;
}
