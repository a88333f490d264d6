/**
 * A card as it was issued: whose it is and of which city, read before anything is done with it. By its issuing data,
 * and its purse where it has one.
 */
import type { CardIdentity } from "@duka/protocol/centre";
import { binaryOfSfi, readBinary, selectByName, verify } from "@duka/protocol/commands";
import { hexText, parseHex } from "@duka/protocol/layout";
import { maskCardNumber } from "../card/card-number.js";
import type { CardSession } from "../card/card-session.js";
import { isFreshOnce } from "../card/fresh-card.js";
import {
  type FileWithoutCipher,
  type IssuingData,
  readIssuingData,
  readIssuingFile,
  readIssuingFileForPurse,
  withFactor,
} from "../card/issuing-data.js";
import { isRefusal, type Refusal, refusal, refusalOf } from "../card/refusal.js";
import { isSocialRefusal, SW_LOCKED } from "../card/social-refusal.js";
import { isSameCard, type KnownCard } from "../journal/known-card.js";
import { type Cities, cityOfPurse, cityOfSocialCard } from "../password/city-of-card.js";
import type { CityProfile } from "../password/city-profile.js";
import { passwordKey } from "../password/password-memory.js";
import type { PasswordCard } from "../password/password-try.js";

/** Public application data (公共应用基本文件): issuer, application serial number, and the dates after it. */
const ISSUER_LENGTH = 8;
const SERIAL_AT = 10;
const SERIAL_LENGTH = 10;
const VALID_FROM_AT = 20;
const VALID_UNTIL_AT = 24;
/** What stands behind it no one needs. */
const PUBLIC_DATA_END = 28;
/** A key's diversification factor is the last 8 bytes of the serial number. */
const FACTOR_LENGTH = 8;
const SW_FILE_NOT_FOUND = 0x6a82;

export type IssuedCard = {
  readonly session: CardSession;
  /** The card's own city. */
  readonly profile: CityProfile;
  /** Application serial number of the purse, or the card number of EF05. In full: for journal and settlement only. */
  readonly cardNumber: string;
  readonly maskedCardNumber: string;
  /** 6 digits: by it the key server knows the city's keys. */
  readonly region: string;
  /** Of the card's keys, 8 bytes. */
  readonly factor: Uint8Array;
  /** Cipher of the social-security application, by which the centre knows the card. */
  readonly algorithm: CardIdentity["algorithm"];
  /** By which its password is remembered. */
  readonly passwordKey: string;
  /** True: it has a purse application, which is not locked. */
  readonly hasPurse: boolean;
  /** Why its purse cannot be entered: it is locked. Undefined where it is not, or there is none. */
  readonly lockedPurse: Refusal | undefined;
  /** What is selected: code that selects something else writes it here. */
  readonly selected: { is: "purse" | "medical" | "environment" | undefined };
  /**
   * True once it has proved in this visit that it holds keys of its issuer: by its IRK, or by a MAC2 that was found
   * genuine.
   */
  readonly proved: { is: boolean };
  /** What EF05 says; undefined for a card with a purse alone. */
  readonly file: FileWithoutCipher | undefined;
  /** The same with cipher and the card's factor; undefined where its ATR does not say it, or a purse pays. */
  readonly issuing: IssuingData | undefined;
  /** YYYYMMDD as the card has them. */
  readonly validFrom: string;
  readonly validUntil: string;
};

/**
 * Reads whose card it is, by its issuing data and its purse, as far as it has them; so it is known which city's rules
 * hold. Afterwards the purse is selected; the environment where the card has none.
 * @param options `known`: the issuing data, where they were read before in this visit; `isForPurse`: what only the
 *   medical account needs stays unread
 */
export async function openIssuedCard(
  session: CardSession,
  cities: Cities,
  { known, isForPurse = false }: { readonly known?: IssuingData; readonly isForPurse?: boolean } = {},
): Promise<IssuedCard | Refusal> {
  const whole = isForPurse ? known : (known ?? (await readIssuingFile(session)));
  const file = whole ?? (await readIssuingFileForPurse(session));
  if (isSocialRefusal(file)) {
    return file.kind === "wrong-card" ? openPurseCard(session, cities) : file;
  }
  const city = cityOfSocialCard(cities, file);
  if (isRefusal(city)) return city;
  const selected = await selectPurse(session, city);
  const withIts = async () => {
    if (known !== undefined) return known;
    return whole === undefined || isSocialRefusal(whole)
      ? readIssuingData(session)
      : withFactor(session, whole);
  };
  if (selected.ok) {
    const issuing = whole === undefined ? undefined : await withIts();
    return readPurse(session, city, { file, issuing: isSocialRefusal(issuing) ? undefined : issuing });
  }
  const isLocked = SW_LOCKED.includes(selected.sw);
  const isMedicalAlone = selected.sw === SW_FILE_NOT_FOUND || isLocked;
  if (!isMedicalAlone || city.medical === undefined) return noPurse(city, selected);
  const issuing = await withIts();
  if (isSocialRefusal(issuing)) return issuing;
  return issuedWithoutPurse(issuing, city, isLocked ? noPurse(city, selected) : undefined);
}

type Issuing = Pick<IssuedCard, "file" | "issuing">;
const PURSE_ALONE: Issuing = { file: undefined, issuing: undefined };

/** A card without issuing data: by the purse applications of the till's cities. */
async function openPurseCard(session: CardSession, cities: Cities): Promise<IssuedCard | Refusal> {
  let no: Refusal | undefined;
  for (const application of new Set(cities.map((city) => city.application))) {
    const sharing = cities.filter((city) => city.application === application);
    const [first] = sharing;
    if (first === undefined) continue;
    const selected = await selectPurse(session, first);
    if (!selected.ok) {
      no = noPurse(first, selected);
      if (selected.sw !== SW_FILE_NOT_FOUND) break;
      continue;
    }
    const data = await readPublicData(session, first, 0);
    if (isRefusal(data)) return data;
    const city = cityOfPurse(sharing, hexText(data.subarray(0, ISSUER_LENGTH)));
    if (isRefusal(city)) return city;
    return city.publicFile === first.publicFile
      ? issuedWithPurse(session, city, PURSE_ALONE, data.subarray(SERIAL_AT))
      : readPurse(session, city, PURSE_ALONE);
  }
  return no ?? refusal("unknown-card", "this is no card with a purse");
}

function selectPurse(session: CardSession, { application }: CityProfile) {
  return session.send(selectByName, { applicationName: parseHex(application) }, { isAnswerLeft: true });
}

function noPurse({ title }: CityProfile, answer: Parameters<typeof refusalOf>[1]): Refusal {
  if (SW_LOCKED.includes(answer.sw)) return refusalOf("selecting the purse", answer, "application-locked");
  return refusalOf(`this is no card with a purse of ${title.en}`, answer, "unknown-card");
}

/** The issuer before the serial number is that of its issuing data. */
async function readPurse(
  session: CardSession,
  profile: CityProfile,
  issuing: Issuing,
): Promise<IssuedCard | Refusal> {
  const data = await readPublicData(session, profile, SERIAL_AT);
  return isRefusal(data) ? data : issuedWithPurse(session, profile, issuing, data);
}

/** @returns the bytes from `fromByte` on */
async function readPublicData(
  session: CardSession,
  profile: CityProfile,
  fromByte: number,
): Promise<Uint8Array | Refusal> {
  const due = PUBLIC_DATA_END - fromByte;
  const read = await session.send(readBinary, {
    p1: binaryOfSfi(profile.publicFile),
    p2: fromByte,
    le: due,
  });
  if (!read.ok) return refusalOf("reading the card's public data", read);
  const { data } = read.response;
  if (data.length !== due) {
    return refusal(
      "malformed-identification",
      `the card's public data from byte ${fromByte} on has ${data.length} bytes instead of ${due}`,
    );
  }
  return data;
}

/** @param data the public data from the serial number on */
function issuedWithPurse(
  session: CardSession,
  profile: CityProfile,
  issuing: Issuing,
  data: Uint8Array,
): IssuedCard {
  session.city = profile;
  const serial = data.subarray(0, SERIAL_LENGTH);
  const dateAt = (at: number) => hexText(data.subarray(at - SERIAL_AT, at - SERIAL_AT + 4));
  const cardNumber = hexText(serial);
  const factor = serial.slice(SERIAL_LENGTH - FACTOR_LENGTH);
  return {
    session,
    profile,
    cardNumber,
    maskedCardNumber: maskCardNumber(cardNumber),
    region: profile.region,
    factor,
    algorithm: profile.algorithm,
    passwordKey: passwordKey(session.atr, factor, cardNumber),
    hasPurse: true,
    lockedPurse: undefined,
    selected: { is: "purse" },
    proved: { is: false },
    ...issuing,
    validFrom: dateAt(VALID_FROM_AT),
    validUntil: dateAt(VALID_UNTIL_AT),
  };
}

function issuedWithoutPurse(
  issuing: IssuingData,
  profile: CityProfile,
  lockedPurse: Refusal | undefined,
): IssuedCard {
  const { session, cardNumber, region, factor, issueDate, validUntil } = issuing;
  session.city = profile;
  return {
    session,
    profile,
    cardNumber,
    maskedCardNumber: maskCardNumber(cardNumber),
    region,
    factor,
    algorithm: issuing.algorithm === "SM4" ? "sm4" : "3des",
    passwordKey: passwordKey(session.atr, factor, cardNumber),
    hasPurse: false,
    lockedPurse,
    // A purse that answered that it is locked may have been selected.
    selected: { is: lockedPurse === undefined ? "environment" : undefined },
    proved: { is: false },
    file: issuing,
    issuing,
    validFrom: issueDate,
    validUntil,
  };
}

/** By which the centre knows this card. */
export function identityOf({ cardNumber, region, factor, algorithm }: IssuedCard): CardIdentity {
  return { cardNumber, region, factor: hexText(factor), algorithm };
}

/** By which a record of this till is known to be this card's. */
export function knownAs(issued: IssuedCard): KnownCard & Pick<IssuedCard, "cardNumber"> {
  return { cardNumber: issued.cardNumber, card: identityOf(issued), cardId: issued.file?.cardId };
}

export function isThisCard(issued: IssuedCard, record: KnownCard): boolean {
  return isSameCard(record, knownAs(issued));
}

/**
 * Is it this card by its keys too? Asked where money is given: the identification code is free to read, so that whoever
 * sits between card and reader can have another card show it.
 */
export function hasKeysOf(issued: IssuedCard, { cardNumber, card }: KnownCard): boolean {
  return isSameCard({ cardNumber, card }, knownAs(issued));
}

/** The card as the password rules see it. */
export function passwordCard({ session, passwordKey, maskedCardNumber }: IssuedCard): PasswordCard {
  return {
    cardNumber: passwordKey,
    maskedCardNumber,
    isFresh: isFreshOnce(session),
    async verify(pin) {
      const answer = await session.send(verify, { pin });
      if (answer.ok) return { sw: answer.sw, triesLeft: -1, meaning: "verified" };
      return { sw: answer.sw, triesLeft: answer.triesLeft, meaning: answer.meaning };
    },
  };
}
