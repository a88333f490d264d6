/** Whose card it is: issuing data (发卡数据, EF05 of SSSE) and data of the card-holder (EF06). */

import { cardFactor } from "@duka/protocol/crypto";
import { hexText } from "@duka/protocol/layout";
import { type CardAlgorithm, selectEnvironment, selectFile } from "./card-directories.js";
import { readItem } from "./card-records.js";
import type { CardSession } from "./card-session.js";
import { historicalBytesOf } from "./historical-bytes.js";
import { itemText, nameText } from "./item-text.js";
import { isSocialRefusal, type SocialRefusal, socialRefusal } from "./social-refusal.js";

const ISSUING_FILE = 0xef05;
const HOLDER_FILE = 0xef06;
const NATIONAL_ID = "D156000005";
const CARD_NUMBER_LENGTH = 9;
const FACTOR_LENGTH = 8;
/** Cards of this region that name no cipher have SSF33 (LD/T 33-2015, 10.1). */
const SSF33_REGION = "11";

export type IssuingData = {
  readonly session: CardSession;
  readonly algorithm: CardAlgorithm;
  /** Card identification code (卡识别码), 32 hexadecimal digits: region 6, D156000005, serial 8, MAC 8. */
  readonly cardId: string;
  /** First 6 digits of it. */
  readonly region: string;
  /** "2.00"; "1.00" where the card has none. */
  readonly version: string;
  /** YYYYMMDD */
  readonly issueDate: string;
  readonly validUntil: string;
  /** Nine characters. */
  readonly cardNumber: string;
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
  const environment = await selectEnvironment(session);
  if (isSocialRefusal(environment)) return environment;
  const no = await selectFile(session, ISSUING_FILE);
  if (no !== undefined) return no;
  const identification = await readItem(session, 0x01);
  if (isSocialRefusal(identification)) return identification;
  const cardId = hexText(identification);
  if (!/^\d{6}D156000005[0-9A-F]{16}$/.test(cardId)) {
    return socialRefusal(
      "malformed-identification",
      `the card identification code has no ${NATIONAL_ID} in its place`,
    );
  }
  const items: string[] = [];
  for (const [tag, coding] of [
    [0x03, "text"],
    [0x05, "hex"],
    [0x06, "hex"],
    [0x07, "text"],
  ] as const) {
    const value = await readItem(session, tag);
    if (isSocialRefusal(value)) return value;
    items.push(itemText(value, coding));
  }
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
  const [version = "", issueDate = "", validUntil = "", cardNumber = ""] = items;
  const region = cardId.slice(0, 6);
  return {
    session,
    algorithm: environment.algorithm ?? (region.startsWith(SSF33_REGION) ? "SSF33" : "3DES"),
    cardId,
    region,
    version: version === "" ? "1.00" : version,
    issueDate,
    validUntil,
    cardNumber: cardNumber.slice(0, CARD_NUMBER_LENGTH),
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
