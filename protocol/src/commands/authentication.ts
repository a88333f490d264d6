/**
 * Authentication between card and outside world (ISO/IEC 7816-4, 7.5). Two forms are met: PBOC's, where 8 bytes are the
 * challenge or its encryption, and that of social-security cards with 16 bytes (process factor or result, then source).
 */
import { command } from "../layout/command.js";
import { fixed, rest, u8 } from "../layout/field.js";
import { parseHex } from "../layout/hexadecimal.js";
import { REFUSED_FORM } from "../layout/refusals.js";

/**
 * The outside world proves that it has a key. `data`: 8 bytes, the challenge enciphered; or 16 bytes, the source
 * enciphered under the process key, then the source. Wrong ones are counted: 63Cx, then the key is locked.
 */
export const externalAuthenticate = command({
  name: "EXTERNAL AUTHENTICATE",
  clause: "ISO/IEC 7816-4, 7.5.4; LD/T 32.5-2015 for the 16-byte form",
  cla: 0x00,
  ins: 0x82,
  request: { p1: fixed(0x00), keyId: u8, data: rest },
  response: {},
  refusals: {
    ...REFUSED_FORM,
    0x6300: "the authentication failed",
    0x63c0: "the authentication failed",
    0x6982: "the security status does not allow this",
    0x6983: "the key is locked",
    0x6984: "no challenge was asked for just before",
    0x6985: "the conditions of use are not satisfied",
    0x6988: "the authentication failed",
    0x6a88: "the card has no such key",
    0x9303: "the application is locked for ever",
    0x9403: "the card has no such key",
  },
  examples: [
    {
      origin: "computed",
      request: { keyId: 0x0a, data: parseHex("AED9B522B7428028 A1A2A3A4A5A6A7A8") },
      apdu: "00 82 00 0A 10 AED9B522B7428028 A1A2A3A4A5A6A7A8",
      answer: "9000",
      response: {},
    },
    {
      origin: "computed",
      request: { keyId: 0x0a, data: parseHex("0000000000000000 A1A2A3A4A5A6A7A8") },
      apdu: "00 82 00 0A 10 0000000000000000 A1A2A3A4A5A6A7A8",
      answer: "63C2",
    },
  ],
});

/** The card proves that it has a key. `data`: 8 bytes, a challenge; or 16 bytes, process factor and source. */
export const internalAuthenticate = command({
  name: "INTERNAL AUTHENTICATE",
  clause: "ISO/IEC 7816-4, 7.5.2; LD/T 32.5-2015 for the 16-byte form",
  cla: 0x00,
  ins: 0x88,
  request: { p1: fixed(0x00), keyId: u8, data: rest },
  response: { result: rest },
  refusals: {
    ...REFUSED_FORM,
    0x6982: "the security status does not allow this",
    0x6985: "the conditions of use are not satisfied",
    0x6a80: "the data is wrong",
    0x6a88: "the card has no such key",
    0x9303: "the application is locked for ever",
    0x9403: "the card has no such key",
  },
  examples: [
    {
      origin: "computed",
      request: { keyId: 0x00, data: parseHex("1122334455667788 A1A2A3A4A5A6A7A8") },
      apdu: "00 88 00 00 10 1122334455667788 A1A2A3A4A5A6A7A8 00",
      answer: "AED9B522B7428028 9000",
      response: { result: parseHex("AED9B522B7428028") },
    },
  ],
});
