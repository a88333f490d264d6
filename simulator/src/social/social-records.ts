/** The contents of the files of a social-security card, record by record (LD/T 32.6-2015; 人社信息函[2012]37号). */
import { cardCheckCharacter, parseHex } from "@duka/protocol/layout";
import { splitName } from "../profiles/holder-name.js";
import type { SocialRules } from "../profiles/profile.js";

/** The national application identifier within the card identification code. */
const NATIONAL_ID = "D156000005";
const IDENTIFICATION_LENGTH = 12;

/** Tag, length, value. */
export function taggedRecord(tag: number, value: Uint8Array): Uint8Array {
  const record = new Uint8Array(2 + value.length);
  record[0] = tag;
  record[1] = value.length;
  record.set(value, 2);
  return record;
}

/** Region 3, application 5, serial 4: what the MAC in the card identification code is made over. */
export function identificationStart(social: SocialRules): Uint8Array {
  return parseHex(social.region + NATIONAL_ID + social.cardSerial);
}

/** EF05, issuing data (发卡数据). @param identificationMac four bytes, under IRK */
export function issuingRecords(social: SocialRules, identificationMac: Uint8Array): Uint8Array[] {
  const identification = new Uint8Array(IDENTIFICATION_LENGTH + identificationMac.length);
  identification.set(identificationStart(social));
  identification.set(identificationMac, IDENTIFICATION_LENGTH);
  return [
    taggedRecord(0x01, identification),
    taggedRecord(0x02, parseHex(social.cardClass)),
    taggedRecord(0x03, ascii(versionText(social.layout), 4)),
    taggedRecord(0x04, parseHex(social.issuer)),
    taggedRecord(0x05, parseHex(social.issueDate)),
    taggedRecord(0x06, parseHex(social.validUntil)),
    taggedRecord(0x07, ascii(social.cardNumber8 + cardCheckCharacter(social.cardNumber8), 9)),
  ];
}

/** EF06, data of the card-holder (持卡人). Layout 1.0 knows no name extension. */
export function holderRecords(social: SocialRules): Uint8Array[] {
  const { name, extension } = splitName(social.holderName, social.layout);
  return [
    taggedRecord(0x08, ascii(social.socialSecurityNumber, 18)),
    taggedRecord(0x09, name),
    ...(social.layout === "1.0" ? [] : [taggedRecord(0x4e, extension)]),
    taggedRecord(0x0a, ascii(social.sex, 1)),
    taggedRecord(0x0b, parseHex(social.nation)),
    taggedRecord(0x0c, parseHex(social.birthplace)),
    taggedRecord(0x0d, parseHex(social.birthday)),
  ];
}

function versionText(layout: SocialRules["layout"]): string {
  return `${layout}0`;
}

/** Left-aligned, filled up with 00. */
function ascii(text: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set(new TextEncoder().encode(text).subarray(0, length));
  return bytes;
}
