/** Writing records (ISO/IEC 7816-4, 7.3), and SELECT of the next application with a name. */
import { command } from "../layout/command.js";
import { fixed, rest, u8 } from "../layout/field.js";
import { parseHex } from "../layout/hexadecimal.js";
import { REFUSED_FORM } from "../layout/refusals.js";

const refusals = {
  ...REFUSED_FORM,
  0x6981: "the file has no records",
  0x6982: "writing needs an authentication first",
  0x6985: "the conditions of use are not satisfied",
  0x6986: "no file is selected",
  0x6a82: "the card has no such file",
  0x6a83: "the file has no such record",
  0x6a84: "the file has no room for this",
  0x9303: "the application is locked for ever",
} as const;

/**
 * P2 of the record commands for a file with a short identifier, when P1 is the record's identifier (tag), or for
 * APPEND.
 */
export function taggedRecordOfSfi(sfi: number): number {
  return sfi << 3;
}

/** The next directory after the selected one whose name begins like this. */
export const selectNextByName = command({
  name: "SELECT next by name",
  clause: "ISO/IEC 7816-4, 7.1.1",
  cla: 0x00,
  ins: 0xa4,
  request: { p1: fixed(0x04), p2: fixed(0x02), applicationName: rest },
  response: { fci: rest },
  refusals: {
    ...REFUSED_FORM,
    0x6283: "the application selected is blocked",
    0x6a82: "the card has no further application of this name",
    0x9303: "the application is locked for ever",
  },
  examples: [
    {
      origin: "computed",
      request: { applicationName: parseHex("D156000005") },
      apdu: "00 A4 04 02 05 D156000005 00",
      answer: "6F0A 8406 D15600000503 A500 9000",
      response: { fci: parseHex("6F0A 8406 D15600000503 A500") },
    },
  ],
});

/** P1 and P2 as for READ RECORD: number and `recordOfSfi(sfi)`, or tag and `taggedRecordOfSfi(sfi)`. */
export const updateRecord = command({
  name: "UPDATE RECORD",
  clause: "ISO/IEC 7816-4, 7.3.5",
  cla: 0x00,
  ins: 0xdc,
  request: { p1: u8, p2: u8, record: rest },
  response: {},
  refusals,
  examples: [
    {
      origin: "computed",
      request: { p1: 0x93, p2: 0x00, record: parseHex("93 02 0001") },
      apdu: "00 DC 93 00 04 93 02 0001",
      answer: "9000",
      response: {},
    },
  ],
});

/** P2 is `taggedRecordOfSfi(sfi)`, or 0 for the selected file. In a cyclic file the new record becomes number 1. */
export const appendRecord = command({
  name: "APPEND RECORD",
  clause: "ISO/IEC 7816-4, 7.3.6",
  cla: 0x00,
  ins: 0xe2,
  request: { p1: fixed(0x00), p2: u8, record: rest },
  response: {},
  refusals,
  examples: [
    {
      origin: "computed",
      request: { p2: 0xa8, record: parseHex("010203") },
      apdu: "00 E2 00 A8 03 010203",
      answer: "9000",
      response: {},
    },
  ],
});
