/** The purchase secure access module (PSAM, 消费安全存取模块): the card in the reader that holds the terminal's keys. */
import { command } from "../layout/command.js";
import { amountFen, bytes, digits, fixed, rest, u8, u16, u32 } from "../layout/field.js";
import { parseHex } from "../layout/hexadecimal.js";

/**
 * Makes MAC1 for the card from what INITIALIZE FOR PURCHASE answered. `factors` are 8 bytes for each level of key
 * diversification: the card's alone, or the card's and the region's before it.
 */
export const initSamForPurchase = command({
  name: "INIT SAM FOR PURCHASE",
  clause: "PBOC PSAM specification, INIT SAM FOR PURCHASE",
  cla: 0x80,
  ins: 0x70,
  request: {
    p1: fixed(0x00),
    p2: fixed(0x00),
    random: bytes(4),
    cardSequence: u16,
    amountFen,
    transactionType: u8,
    date: digits(8),
    time: digits(6),
    keyVersion: u8,
    algorithm: u8,
    factors: rest,
  },
  response: { terminalSequence: u32, mac1: bytes(4) },
  refusals: {
    0x6700: "the data has a wrong length",
    0x6901: "the module does not accept this now",
    0x6983: "the module has refused too many wrong MAC2",
    0x6985: "the conditions of use are not satisfied",
    0x6a80: "the data is wrong",
    0x6a81: "the module is locked, or does not know this function",
    0x6a86: "P1 or P2 is wrong",
    0x6a88: "the module has no such key",
    0x9402: "the module has used up its transaction counter",
    0x9403: "the module has no key of this version",
  },
  examples: [
    {
      origin: "computed",
      request: {
        random: parseHex("11223344"),
        cardSequence: 0,
        amountFen: 0x1000,
        transactionType: 0x06,
        date: "20120229",
        time: "135100",
        keyVersion: 1,
        algorithm: 0,
        factors: parseHex("0011223344556677"),
      },
      apdu: "80 70 00 00 1C 11223344 0000 00001000 06 20120229 135100 01 00 0011223344556677 08",
      answer: "00000001 904E9362 9000",
      response: { terminalSequence: 1, mac1: parseHex("904E9362") },
    },
  ],
});

/** Checks MAC2, which only the genuine card can make. Wrong ones are counted, so an old MAC2 is never tried. */
export const creditSamForPurchase = command({
  name: "CREDIT SAM FOR PURCHASE",
  clause: "PBOC PSAM specification, CREDIT SAM FOR PURCHASE",
  cla: 0x80,
  ins: 0x72,
  request: { p1: fixed(0x00), p2: fixed(0x00), mac2: bytes(4) },
  response: {},
  refusals: {
    0x6700: "the data has a wrong length",
    0x6901: "the module does not accept this now",
    0x6983: "the module has refused too many wrong MAC2",
    0x6985: "INIT SAM FOR PURCHASE does not stand before this",
    0x6a81: "the module is locked, or does not know this function",
    0x6a86: "P1 or P2 is wrong",
    0x9302: "MAC2 is wrong: the card is not genuine, or the answer was changed",
  },
  examples: [
    {
      origin: "computed",
      request: { mac2: parseHex("5128E8E6") },
      apdu: "80 72 00 00 04 5128E8E6",
      answer: "9000",
      response: {},
    },
    {
      origin: "computed",
      request: { mac2: parseHex("00000000") },
      apdu: "80 72 00 00 04 00000000",
      answer: "9302",
    },
  ],
});
