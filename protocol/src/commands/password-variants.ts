/**
 * Forms of the password commands that some cards know beside the usual ones: VERIFY by reference, and the older 80 24.
 */
import { command } from "../layout/command.js";
import { fixed, rest, secret, u8 } from "../layout/field.js";
import { parseHex } from "../layout/hexadecimal.js";
import { verify } from "./iso7816.js";
import { unblockPin } from "./password-reset.js";

/** P2 of the older form, as of the newer one. */
export const OLDER_UNBLOCK = 0x00;
export const OLDER_RESET = 0x01;

/** P2 names the password, where a card has a name for it; otherwise as VERIFY. */
export const verifyByReference = command({
  name: "VERIFY by reference",
  clause: "ISO/IEC 7816-4, 7.5.6, table 65",
  cla: 0x00,
  ins: 0x20,
  request: { p1: fixed(0x00), reference: u8, pin: secret(rest) },
  response: {},
  refusals: verify.refusals,
  examples: [
    {
      origin: "computed",
      request: { reference: 0x81, pin: parseHex("123456") },
      apdu: "00 20 00 81 03 123456",
      answer: "9000",
      response: {},
    },
    {
      origin: "computed",
      request: { reference: 0x82, pin: parseHex("123456") },
      apdu: "00 20 00 82 03 123456",
      answer: "6A88",
    },
  ],
});

/**
 * PIN UNBLOCK and PIN CHANGE/UNBLOCK with CLA 80, which then stands under the MAC. `fieldAndMac` as in the newer form.
 */
export const olderUnblockPin = command({
  name: "PIN UNBLOCK, older form",
  clause: "PBOC, PIN UNBLOCK in its older form",
  cla: 0x80,
  ins: 0x24,
  request: { p1: fixed(0x00), p2: u8, fieldAndMac: secret(rest) },
  response: {},
  refusals: unblockPin.refusals,
  examples: [
    {
      // Under key 11223344556677888877665544332211 and challenge 11223344.
      origin: "computed",
      request: { p2: OLDER_UNBLOCK, fieldAndMac: parseHex("21D21EB6") },
      apdu: "80 24 00 00 04 21D21EB6",
      answer: "9000",
      response: {},
    },
  ],
});
