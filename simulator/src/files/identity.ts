/** The bytes by which a chip says which one it is: ATR and the public files that every profile fills. */
import { formatHex, parseHex } from "@duka/protocol/layout";
import type { CardIdentity } from "../profiles/profile.js";
import type { TransparentFile } from "./files.js";

/** Size of EF 15, public application data, and of EF 16, data of the card-holder (JR/T 0025). */
export const APPLICATION_DATA_LENGTH = 30;
export const HOLDER_DATA_LENGTH = 55;
const SERIAL_NUMBER_AT = 10;
const SERIAL_NUMBER_LENGTH = 10;

/** Direct convention; TB1 (no programming voltage) and TC1 (no extra guard time) present, 13 historical bytes; T=0. */
const ATR_START = "3B6D0000";

/**
 * 17 bytes: chip maker, operating system, then the last eight bytes of the serial number: card maker and serial.
 * @param serialNumber 20 digits
 */
export function answerToReset(chipMaker: string, operatingSystem: string, serialNumber: string): Uint8Array {
  return parseHex(ATR_START + chipMaker + operatingSystem + serialNumber.slice(4));
}

/** The factor by which master keys become this card's keys: the last eight bytes of its serial number. */
export function diversificationFactor(serialNumber: string): Uint8Array {
  return parseHex(serialNumber.slice(4));
}

/** Issuer 8, type 1, version 1, application serial number 10, valid from 4, valid until 4, for the issuer 2. */
export function applicationData(card: CardIdentity): Uint8Array {
  const { issuer, applicationVersion, applicationSerialNumber, validFrom, validUntil } = card;
  return parseHex(`${issuer}03${applicationVersion}${applicationSerialNumber}${validFrom}${validUntil}0000`);
}

/** The 20 digits of the serial number in EF 15. */
export function serialNumberOf(data: TransparentFile): string {
  return formatHex(data.bytes(SERIAL_NUMBER_AT, SERIAL_NUMBER_LENGTH)).replaceAll(" ", "");
}

/** Card class 1, bank staff 1, name 20, number of the ID document 32, its type 1; filled up with 00. */
export function holderData(card: CardIdentity): Uint8Array {
  const data = new Uint8Array(HOLDER_DATA_LENGTH);
  data.set(parseHex(card.holderNameGbk), 2);
  data.set(new TextEncoder().encode(card.holderIdNumber), 22);
  return data;
}
