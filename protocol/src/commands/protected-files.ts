/**
 * The file commands with a MAC at their end (CLA 04, secure messaging of PBOC). The MAC is made over CLA INS P1 P2, Lc
 * that counts it, and the data; a challenge must have been asked for just before.
 */
import { command } from "../layout/command.js";
import { bytes, fixed, rest, u8 } from "../layout/field.js";
import { parseHex } from "../layout/hexadecimal.js";
import { REFUSED_FORM, REFUSED_MAC } from "../layout/refusals.js";

const refusals = {
  ...REFUSED_FORM,
  ...REFUSED_MAC,
  0x6882: "the file knows no secure messaging",
  0x6981: "the file has another structure",
  0x6982: "the security status does not allow this",
  0x6986: "no file is selected",
  0x6a82: "the card has no such file",
  0x6a83: "the file has no such record",
  0x6a84: "the file has no room for this",
  0x6b00: "the offset is behind the end of the file",
  0x9303: "the application is locked for ever",
} as const;

/** Answers all that stands from the offset on, up to 256 bytes: over T=0 the card is not told Le. */
export const readBinaryWithMac = command({
  name: "READ BINARY with MAC",
  clause: "PBOC 2.0 part 2, READ BINARY with secure messaging",
  cla: 0x04,
  ins: 0xb0,
  request: { p1: u8, p2: u8, mac: bytes(4) },
  response: { data: rest },
  refusals,
  examples: [
    {
      origin: "computed",
      request: { p1: 0x81, p2: 0x00, mac: parseHex("0A0B0C0D") },
      apdu: "04 B0 81 00 04 0A0B0C0D 00",
      answer: "11223344 9000",
      response: { data: parseHex("11223344") },
    },
  ],
});

/** `dataAndMac`: the data, then four bytes of MAC. */
export const updateBinaryWithMac = command({
  name: "UPDATE BINARY with MAC",
  clause: "PBOC 2.0 part 2, UPDATE BINARY with secure messaging",
  cla: 0x04,
  ins: 0xd6,
  request: { p1: u8, p2: u8, dataAndMac: rest },
  response: {},
  refusals,
  examples: [
    {
      // Under key 11223344556677888877665544332211 and challenge 11223344.
      origin: "computed",
      request: { p1: 0x81, p2: 0x00, dataAndMac: parseHex("11223344 5E8B328F") },
      apdu: "04 D6 81 00 08 11223344 5E8B328F",
      answer: "9000",
      response: {},
    },
  ],
});

/** `dataAndMac`: the record, then four bytes of MAC. */
export const updateRecordWithMac = command({
  name: "UPDATE RECORD with MAC",
  clause: "PBOC 2.0 part 2, UPDATE RECORD with secure messaging",
  cla: 0x04,
  ins: 0xdc,
  request: { p1: u8, p2: u8, dataAndMac: rest },
  response: {},
  refusals,
  examples: [
    {
      origin: "computed",
      request: { p1: 0x93, p2: 0x00, dataAndMac: parseHex("93 02 0001 0A0B0C0D") },
      apdu: "04 DC 93 00 08 93 02 0001 0A0B0C0D",
      answer: "9000",
      response: {},
    },
  ],
});

/** `dataAndMac`: the record, then four bytes of MAC. */
export const appendRecordWithMac = command({
  name: "APPEND RECORD with MAC",
  clause: "PBOC 2.0 part 2, APPEND RECORD with secure messaging",
  cla: 0x04,
  ins: 0xe2,
  request: { p1: fixed(0x00), p2: u8, dataAndMac: rest },
  response: {},
  refusals,
  examples: [
    {
      origin: "computed",
      request: { p2: 0xa8, dataAndMac: parseHex("010203 0A0B0C0D") },
      apdu: "04 E2 00 A8 07 010203 0A0B0C0D",
      answer: "9000",
      response: {},
    },
  ],
});
