/** Setting a password without the old one: what a service point does with the issuer's keys (PBOC; LD/T 32.5-2015). */
import { command } from "../layout/command.js";
import { fixed, rest, secret } from "../layout/field.js";
import { parseHex } from "../layout/hexadecimal.js";
import { REFUSED_FORM, REFUSED_MAC } from "../layout/refusals.js";

const refusals = {
  ...REFUSED_FORM,
  ...REFUSED_MAC,
  0x6982: "the service point must prove itself first",
  0x6985: "the conditions of use are not satisfied",
  0x6a80: "the new password has a wrong form",
  0x9303: "the application is locked for ever",
} as const;

/** `newPinAndMac`: the new password in BCD, 2 to 6 bytes, then four bytes of MAC under DRPK, both halves joined. */
export const reloadPin = command({
  name: "RELOAD PIN",
  clause: "PBOC 2.0 part 2, CHANGE/RELOAD PIN",
  cla: 0x80,
  ins: 0x5e,
  request: { p1: fixed(0x00), p2: fixed(0x00), newPinAndMac: secret(rest) },
  response: {},
  refusals: { ...refusals, 0x9302: "the MAC is wrong" },
  examples: [
    {
      // DRPK 00112233445566778899AABBCCDDEEFF.
      origin: "computed",
      request: { newPinAndMac: parseHex("123456 95DEBDDA") },
      apdu: "80 5E 00 00 07 123456 95DEBDDA",
      answer: "9000",
      response: {},
    },
  ],
});

/**
 * All tries again, the password stays. `macField`: four bytes of MAC; on PBOC cards the enciphered password may stand
 * before it.
 */
export const unblockPin = command({
  name: "PIN UNBLOCK",
  clause: "PBOC 2.0 part 2, PIN UNBLOCK; LD/T 32.5-2015",
  cla: 0x84,
  ins: 0x24,
  request: { p1: fixed(0x00), p2: fixed(0x00), macField: secret(rest) },
  response: {},
  refusals,
  examples: [
    {
      // Process key 0FCAC06ED6393213.
      origin: "computed",
      request: { macField: parseHex("C6593FA6") },
      apdu: "84 24 00 00 04 C6593FA6",
      answer: "9000",
      response: {},
    },
  ],
});

/** A new password and all tries. The enciphered password, 8 bytes with 3DES and 16 with SM4, then the MAC. */
export const resetPin = command({
  name: "PIN CHANGE/UNBLOCK",
  clause: "LD/T 32.5-2015; PBOC 2.0 part 1",
  cla: 0x84,
  ins: 0x24,
  request: { p1: fixed(0x00), p2: fixed(0x01), fieldAndMac: secret(rest) },
  response: {},
  refusals,
  examples: [
    {
      // Process key 0FCAC06ED6393213, password 123456.
      origin: "computed",
      request: { fieldAndMac: parseHex("FB79D2E2B5F2C839 827999CD") },
      apdu: "84 24 00 01 0C FB79D2E2B5F2C839 827999CD",
      answer: "9000",
      response: {},
    },
  ],
});
