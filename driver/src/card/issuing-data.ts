/** Whose card it is: issuing data (发卡数据, EF05 of SSSE) and data of the card-holder (EF06). */

import { cardFactor } from "@duka/protocol/crypto";
import { hexText } from "@duka/protocol/layout";
import { historicalBytesOf } from "../reader/historical-bytes.js";
import { type CardAlgorithm, selectEnvironment, selectFile } from "./card-directories.js";
import type { Coding } from "./card-files.js";
import { readItem, readItems } from "./card-records.js";
import type { CardSession } from "./card-session.js";
import { itemText, nameText } from "./item-text.js";
import { isSocialRefusal, type SocialRefusal, socialRefusal } from "./social-refusal.js";

const ISSUING_SFI = 0x05;
const ISSUING_TAGS = [0x01, 0x03, 0x05, 0x06, 0x07];
const CLASS_TAG = 0x02;
const ISSUER_TAG = 0x04;
const HOLDER_FILE = 0xef06;
const NATIONAL_ID = "D156000005";
const CARD_NUMBER_LENGTH = 9;
/** Its seven records as V2 has them (8.1): 16, 1, 4, 12, 4, 4 and 9 bytes, each behind tag and length. */
const ISSUING_LENGTH = 64;
const FACTOR_LENGTH = 8;
/** Cards of this region that name no cipher have SSF33 (LD/T 33-2015, 10.1). */
const SSF33_REGION = "11";

type IssuingFile = {
  readonly algorithm: CardAlgorithm;
  /** Card identification code (卡识别码), 32 hexadecimal digits: region 6, D156000005, serial 8, MAC 8. */
  readonly cardId: string;
  /** First 6 digits of it. */
  readonly region: string;
  /** Two hexadecimal digits; empty where the card has none. */
  readonly cardClass: string;
  /** "2.00"; "1.00" where the card has none. */
  readonly version: string;
  /** Initialising organisation (初始化机构), hexadecimal; empty where the card has none. */
  readonly issuer: string;
  /** YYYYMMDD */
  readonly issueDate: string;
  readonly validUntil: string;
  /** Nine characters. */
  readonly cardNumber: string;
};

/** As a purse needs it. */
export type FileWithoutCipher = Omit<IssuingFile, "algorithm">;

export type IssuingData = IssuingFile & {
  readonly session: CardSession;
  /** Historical bytes of the ATR, hexadecimal. */
  readonly atrHistorical: string;
  /** Their last eight: the card's own diversification factor (LD/T 33-2015, 10.3). */
  readonly factor: Uint8Array;
};

type HolderData = {
  /** Citizen's or social-security number, up to 18 characters. */
  readonly socialSecurityNumber: string;
  /** With its extension. */
  readonly name: string;
};

/** Selects the environment and reads EF05; free on every card. */
export async function readIssuingData(session: CardSession): Promise<IssuingData | SocialRefusal> {
  const file = await readIssuingFile(session);
  return isSocialRefusal(file) ? file : withFactor(session, file);
}

/** What EF05 says, whatever the ATR. */
export async function readIssuingFile(session: CardSession): Promise<IssuingFile | SocialRefusal> {
  const environment = await selectEnvironment(session);
  if (isSocialRefusal(environment)) return environment;
  const items = await readIssuingItems(session);
  if (isSocialRefusal(items)) return items;
  const { region } = items;
  const algorithm = environment.algorithm ?? (region.startsWith(SSF33_REGION) ? "SSF33" : "3DES");
  return { ...items, algorithm };
}

/** The same for what a purse needs: the cipher of the social-security keys stays unread, which saves an exchange. */
export async function readIssuingFileForPurse(
  session: CardSession,
): Promise<FileWithoutCipher | SocialRefusal> {
  const environment = await selectEnvironment(session, false);
  return isSocialRefusal(environment) ? environment : readIssuingItems(session);
}

async function readIssuingItems(session: CardSession): Promise<FileWithoutCipher | SocialRefusal> {
  const optional = [CLASS_TAG, ISSUER_TAG];
  const items = await readItems(session, ISSUING_SFI, ISSUING_TAGS, optional, ISSUING_LENGTH);
  if (isSocialRefusal(items)) return items;
  const item = (tag: number) => items.get(tag) ?? new Uint8Array(0);
  const text = (tag: number, coding: Coding) => itemText(item(tag), coding);
  const cardId = hexText(item(0x01));
  if (!/^\d{6}D156000005[0-9A-F]{16}$/.test(cardId)) {
    return socialRefusal(
      "malformed-identification",
      `the card identification code has no ${NATIONAL_ID} in its place`,
    );
  }
  const version = text(0x03, "text");
  return {
    cardId,
    region: cardId.slice(0, 6),
    cardClass: hexText(item(CLASS_TAG)),
    version: version === "" ? "1.00" : version,
    issuer: hexText(item(ISSUER_TAG)),
    issueDate: text(0x05, "hex"),
    validUntil: text(0x06, "hex"),
    cardNumber: text(0x07, "text").slice(0, CARD_NUMBER_LENGTH),
  };
}

/** With what the ATR says of the card's keys. */
export function withFactor(session: CardSession, file: IssuingFile): IssuingData | SocialRefusal {
  const historicalBytes = historicalBytesOf(session.atr);
  if (historicalBytes === undefined) {
    return socialRefusal(
      "malformed-identification",
      "the ATR is damaged: clean the contacts, put the card in again",
    );
  }
  if (historicalBytes.length < FACTOR_LENGTH) {
    return socialRefusal("malformed-identification", "the ATR is too short to hold the card's serial number");
  }
  return {
    ...file,
    session,
    atrHistorical: hexText(historicalBytes),
    factor: cardFactor(historicalBytes),
  };
}

/** From 3.0 on the holder's data are read after RKSSSE was proved. */
export function protectsHolder({ version }: Pick<IssuingData, "version">): boolean {
  return Number.parseInt(version, 10) >= 3;
}

/** Reads EF06; the environment is selected, and what it asks for was proved. */
export async function readHolderData(issuing: IssuingData): Promise<HolderData | SocialRefusal> {
  const { session } = issuing;
  const no = await selectFile(session, HOLDER_FILE);
  if (no !== undefined) return no;
  const number = await readItem(session, 0x08);
  if (isSocialRefusal(number)) return number;
  const name = await readItem(session, 0x09);
  if (isSocialRefusal(name)) return name;
  const extension = issuing.version.startsWith("1.") ? new Uint8Array(0) : await readItem(session, 0x4e);
  if (isSocialRefusal(extension)) return extension;
  return {
    socialSecurityNumber: itemText(number, "text"),
    name: nameText([name, extension]),
  };
}
