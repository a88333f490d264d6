/**
 * Locking an application or the whole card (PBOC 2.0 part 2). The MAC is made over the command with the challenge
 * before.
 */
import { command } from "../layout/command.js";
import { bytes, fixed, u8 } from "../layout/field.js";
import { parseHex } from "../layout/hexadecimal.js";
import { REFUSED_FORM, REFUSED_MAC } from "../layout/refusals.js";

/** P2 of APPLICATION BLOCK: may be unblocked again, or not. */
export const BLOCK_TEMPORARILY = 0x00;
export const BLOCK_FOREVER = 0x01;

const refusals = {
  ...REFUSED_FORM,
  ...REFUSED_MAC,
  0x6985: "the conditions of use are not satisfied",
  0x9303: "the application is locked for ever",
} as const;

/** Locks the selected application. */
export const applicationBlock = command({
  name: "APPLICATION BLOCK",
  clause: "PBOC 2.0 part 2, APPLICATION BLOCK",
  cla: 0x84,
  ins: 0x1e,
  request: { p1: fixed(0x00), p2: u8, mac: bytes(4) },
  response: {},
  refusals,
  examples: [
    {
      // Under key 11223344556677888877665544332211 and challenge 11223344.
      origin: "computed",
      request: { p2: BLOCK_TEMPORARILY, mac: parseHex("92D7297D") },
      apdu: "84 1E 00 00 04 92D7297D",
      answer: "9000",
      response: {},
    },
  ],
});

/** Unlocks the selected application, unless it is locked for ever. Three wrong MACs lock it for ever. */
export const applicationUnblock = command({
  name: "APPLICATION UNBLOCK",
  clause: "PBOC 2.0 part 2, APPLICATION UNBLOCK",
  cla: 0x84,
  ins: 0x18,
  request: { p1: fixed(0x00), p2: fixed(0x00), mac: bytes(4) },
  response: {},
  refusals,
  examples: [
    {
      origin: "computed",
      request: { mac: parseHex("0A0B0C0D") },
      apdu: "84 18 00 00 04 0A0B0C0D",
      answer: "9000",
      response: {},
    },
    {
      origin: "computed",
      request: { mac: parseHex("00000000") },
      apdu: "84 18 00 00 04 00000000",
      answer: "6988",
    },
  ],
});

/** Locks the card for ever: it answers 6A81 to everything. */
export const cardBlock = command({
  name: "CARD BLOCK",
  clause: "PBOC 2.0 part 2, CARD BLOCK",
  cla: 0x84,
  ins: 0x16,
  request: { p1: fixed(0x00), p2: fixed(0x00), mac: bytes(4) },
  response: {},
  refusals,
  examples: [
    {
      origin: "computed",
      request: { mac: parseHex("0A0B0C0D") },
      apdu: "84 16 00 00 04 0A0B0C0D",
      answer: "9000",
      response: {},
    },
  ],
});
