/** Commands of ISO/IEC 7816-4, as the purse and social-security cards use them. */
import { command } from "../layout/command.js";
import { expectedLength, fixed, rest, secret, u8, u16 } from "../layout/field.js";
import { parseHex } from "../layout/hexadecimal.js";

/** P1 of READ BINARY and UPDATE BINARY that names the file by its short identifier, 1..30; P2 is then the offset. */
export function binaryOfSfi(sfi: number): number {
  return 0x80 | sfi;
}

/** P2 of READ RECORD for a file named by its short identifier, 1..30; P1 is then the record number, 1 the newest. */
export function recordOfSfi(sfi: number): number {
  return (sfi << 3) | 0x04;
}

export const selectByFileId = command({
  name: "SELECT by file identifier",
  clause: "ISO/IEC 7816-4, 7.1.1",
  cla: 0x00,
  ins: 0xa4,
  request: { p1: fixed(0x00), p2: fixed(0x00), fileId: u16 },
  response: { fci: rest },
  refusals: {
    0x6283: "the application selected is blocked",
    0x6700: "the data has a wrong length",
    0x6a81: "the card is locked, or does not know this function",
    0x6a82: "the card has no such file",
    0x6a86: "P1 or P2 is wrong",
  },
  examples: [
    {
      origin: "computed",
      request: { fileId: 0x3f00 },
      apdu: "00 A4 00 00 02 3F00 00",
      answer: "6F15 840E 315041592E5359532E4444463031 A503 880101 9000",
      response: { fci: parseHex("6F15 840E 315041592E5359532E4444463031 A503 880101") },
    },
    { origin: "computed", request: { fileId: 0x0019 }, apdu: "00 A4 00 00 02 0019 00", answer: "6A82" },
  ],
});

/** Of the selected directory; without an FCI (P5 6.11, table 35). */
export const selectElementaryFile = command({
  name: "SELECT of an elementary file",
  clause: "ISO/IEC 7816-4, 7.1.1",
  cla: 0x00,
  ins: 0xa4,
  request: { p1: fixed(0x02), p2: fixed(0x00), fileId: u16 },
  response: { fci: rest },
  refusals: {
    0x6700: "the data has a wrong length",
    0x6a81: "the card is locked, or does not know this function",
    0x6a82: "the directory has no such file",
    0x6a86: "P1 or P2 is wrong",
    0x9303: "the application is locked for ever",
  },
  examples: [
    {
      origin: "published",
      request: { fileId: 0xef05 },
      apdu: "00 A4 02 00 02 EF05 00",
      answer: "9000",
      response: { fci: new Uint8Array(0) },
    },
  ],
});

export const selectByName = command({
  name: "SELECT by name",
  clause: "ISO/IEC 7816-4, 7.1.1",
  cla: 0x00,
  ins: 0xa4,
  request: { p1: fixed(0x04), p2: fixed(0x00), applicationName: rest },
  response: { fci: rest },
  refusals: {
    0x6283: "the application selected is blocked",
    0x6700: "the data has a wrong length",
    0x6a81: "the card is locked, or does not know this function",
    0x6a82: "the card has no such application",
    0x6a86: "P1 or P2 is wrong",
    0x9303: "the application is locked for ever",
  },
  examples: [
    {
      // The environment of a social-security card, as a card of the third generation answers it.
      origin: "published",
      request: { applicationName: parseHex("7378312E73682EC9E7BBE1B1A3D5CF") },
      apdu: "00 A4 04 00 0F 7378312E73682EC9E7BBE1B1A3D5CF 00",
      answer: "6F1C 840F 7378312E73682EC9E7BBE1B1A3D5CF A509 88011E 9F0C03 860103 9000",
      response: { fci: parseHex("6F1C 840F 7378312E73682EC9E7BBE1B1A3D5CF A509 88011E 9F0C03 860103") },
    },
  ],
});

export const getChallenge = command({
  name: "GET CHALLENGE",
  clause: "ISO/IEC 7816-4, 7.5.3",
  cla: 0x00,
  ins: 0x84,
  request: { p1: fixed(0x00), p2: fixed(0x00), le: expectedLength },
  response: { challenge: rest },
  refusals: {
    0x6700: "the card gives no challenge of this length",
    0x6a81: "the card is locked, or does not know this function",
    0x6a86: "P1 or P2 is wrong",
  },
  examples: [
    {
      origin: "computed",
      request: { le: 4 },
      apdu: "00 84 00 00 04",
      answer: "11223344 9000",
      response: { challenge: parseHex("11223344") },
    },
  ],
});

/** T=0 only: fetches what 61xx announced. */
export const getResponse = command({
  name: "GET RESPONSE",
  clause: "ISO/IEC 7816-4, 7.6.1; 7816-3, 12.2.1",
  cla: 0x00,
  ins: 0xc0,
  request: { p1: fixed(0x00), p2: fixed(0x00), le: expectedLength },
  response: { data: rest },
  refusals: {
    0x6700: "the length is wrong",
    0x6985: "there is nothing to fetch",
    0x6a86: "P1 or P2 is wrong",
  },
  examples: [
    {
      origin: "computed",
      request: { le: 8 },
      apdu: "00 C0 00 00 08",
      answer: "A5717B4F 9909F538 9000",
      response: { data: parseHex("A5717B4F 9909F538") },
    },
    { origin: "computed", request: { le: 256 }, apdu: "00 C0 00 00 00", answer: "6985" },
  ],
});

/** P1 P2 are the offset in the selected file, or `binaryOfSfi(sfi)` and an offset up to 255. */
export const readBinary = command({
  name: "READ BINARY",
  clause: "ISO/IEC 7816-4, 7.2.3",
  cla: 0x00,
  ins: 0xb0,
  request: { p1: u8, p2: u8, le: expectedLength },
  response: { data: rest },
  refusals: {
    0x6281: "part of the data may be wrong",
    0x6700: "the length is wrong",
    0x6981: "the file is not transparent",
    0x6982: "reading needs an authentication first",
    0x6986: "no file is selected",
    0x6a81: "the card is locked, or does not know this function",
    0x6a82: "the card has no such file",
    0x6a86: "P1 or P2 is wrong",
    0x6b00: "the offset is behind the end of the file",
  },
  examples: [
    {
      // The terminal number of a PSAM: file with the short identifier 16 hexadecimal.
      origin: "computed",
      request: { p1: 0x96, p2: 0x00, le: 6 },
      apdu: "00 B0 96 00 06",
      answer: "001122334455 9000",
      response: { data: parseHex("001122334455") },
    },
  ],
});

/** P1 P2 as for READ BINARY. Without secure messaging. */
export const updateBinary = command({
  name: "UPDATE BINARY",
  clause: "ISO/IEC 7816-4, 7.2.5",
  cla: 0x00,
  ins: 0xd6,
  request: { p1: u8, p2: u8, data: rest },
  response: {},
  refusals: {
    0x6700: "the data has a wrong length",
    0x6981: "the file is not transparent",
    0x6982: "writing needs an authentication first",
    0x6985: "the conditions of use are not satisfied",
    0x6986: "no file is selected",
    0x6a81: "the card is locked, or does not know this function",
    0x6a82: "the card has no such file",
    0x6a84: "the file has no room for this",
    0x6a86: "P1 or P2 is wrong",
    0x6b00: "the offset is behind the end of the file",
  },
  examples: [
    {
      origin: "computed",
      request: { p1: 0x81, p2: 0x00, data: parseHex("11223344") },
      apdu: "00 D6 81 00 04 11223344",
      answer: "9000",
      response: {},
    },
  ],
});

/** P1 = record number and P2 = `recordOfSfi(sfi)`; or P1 = record identifier (tag) and P2 = 0 for the selected file. */
export const readRecord = command({
  name: "READ RECORD",
  clause: "ISO/IEC 7816-4, 7.3.3",
  cla: 0x00,
  ins: 0xb2,
  request: { p1: u8, p2: u8, le: expectedLength },
  response: { record: rest },
  refusals: {
    0x6700: "the length is wrong",
    0x6981: "the file has no records",
    0x6982: "reading needs an authentication first",
    0x6986: "no file is selected",
    0x6a81: "the card is locked, or does not know this function",
    0x6a82: "the card has no such file",
    0x6a83: "the file has no such record",
    0x6a86: "P1 or P2 is wrong",
  },
  examples: [
    {
      // The newest entry of a purse's transaction log: file with the short identifier 18 hexadecimal.
      origin: "computed",
      request: { p1: 1, p2: 0xc4, le: 23 },
      apdu: "00 B2 01 C4 17",
      answer: "0001 000000 00001000 06 001122334455 20120229 135100 9000",
      response: { record: parseHex("0001 000000 00001000 06 001122334455 20120229 135100") },
    },
    { origin: "computed", request: { p1: 11, p2: 0xc4, le: 23 }, apdu: "00 B2 0B C4 17", answer: "6A83" },
  ],
});

/**
 * `pin` is BCD, 1 to 8 bytes, an odd number of digits filled up with F. Without data it asks for the tries left, where
 * a card answers that: 63Cx, which costs no try.
 */
export const verify = command({
  name: "VERIFY",
  clause: "ISO/IEC 7816-4, 7.5.6; PBOC 2.0 part 2, VERIFY",
  cla: 0x00,
  ins: 0x20,
  request: { p1: fixed(0x00), p2: fixed(0x00), pin: secret(rest) },
  response: {},
  refusals: {
    0x63c0: "the password is wrong",
    0x6300: "the password is wrong",
    0x6700: "the password has a wrong length",
    0x6982: "the security status does not allow this",
    0x6983: "the password is locked",
    0x6984: "the card has no usable password",
    0x6985: "the conditions of use are not satisfied",
    0x6a81: "the card is locked, or does not know this function",
    0x6a86: "P1 or P2 is wrong",
    0x6a88: "the card has no such password",
    0x9303: "the application is locked for ever",
  },
  examples: [
    {
      origin: "computed",
      request: { pin: parseHex("123456") },
      apdu: "00 20 00 00 03 123456",
      answer: "9000",
      response: {},
    },
    {
      origin: "computed",
      request: { pin: parseHex("123450") },
      apdu: "00 20 00 00 03 123450",
      answer: "63C2",
    },
    { origin: "computed", request: { pin: parseHex("") }, apdu: "00 20 00 00", answer: "63C3" },
  ],
});
