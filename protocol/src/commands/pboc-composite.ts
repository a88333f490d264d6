/**
 * The composite purchase (复合消费, CAPP) of the purse: INITIALIZE, UPDATE CAPP DATA CACHE as often as needed, then DEBIT
 * FOR PURCHASE, which moves the money and writes the records at once (JR/T 0025).
 */
import { command } from "../layout/command.js";
import { amountFen, bytes, digits, fixed, rest, u8, u16, u24, u32 } from "../layout/field.js";
import { parseHex } from "../layout/hexadecimal.js";
import { REFUSED_APPLICATION, REFUSED_INITIALIZE } from "../layout/refusals.js";

export const TYPE_COMPOSITE_PURCHASE = 0x09;

/** First step. Moves nothing. */
export const initializeForCappPurchase = command({
  name: "INITIALIZE FOR CAPP PURCHASE",
  clause: "PBOC 2.0 part 2, INITIALIZE FOR CAPP PURCHASE",
  cla: 0x80,
  ins: 0x50,
  request: { p1: fixed(0x03), p2: u8, keyIndex: u8, amountFen, terminalId: digits(12) },
  response: {
    balanceFen: u32,
    offlineSequence: u16,
    overdraftLimitFen: u24,
    keyVersion: u8,
    algorithm: u8,
    random: bytes(4),
  },
  refusals: { ...REFUSED_INITIALIZE, 0x9401: "the balance is too small" },
  examples: [
    {
      origin: "computed",
      request: { p2: 0x02, keyIndex: 1, amountFen: 0x1000, terminalId: "001122334455" },
      apdu: "80 50 03 02 0B 01 00001000 001122334455 0F",
      answer: "00002000 0000 000000 01 00 11223344 9000",
      response: {
        balanceFen: 0x2000,
        offlineSequence: 0,
        overdraftLimitFen: 0,
        keyVersion: 1,
        algorithm: 0,
        random: parseHex("11223344"),
      },
    },
  ],
});

/**
 * Puts a record in the cache; nothing is durable before the debit. P1 is the record's number and P2 `recordOfSfi(sfi)`,
 * or P1 its tag and P2 `taggedRecordOfSfi(sfi)`.
 */
export const updateCappDataCache = command({
  name: "UPDATE CAPP DATA CACHE",
  clause: "PBOC 2.0 part 2, UPDATE CAPP DATA CACHE",
  cla: 0x80,
  ins: 0xdc,
  request: { p1: u8, p2: u8, record: rest },
  response: {},
  refusals: {
    ...REFUSED_APPLICATION,
    0x6981: "the file has no records",
    0x6985: "INITIALIZE FOR CAPP PURCHASE does not stand before this",
    0x6a82: "the card has no such file",
    0x6a83: "the file has no such record",
    0x6a84: "the record is too long, or the cache is full",
    0x9407: "the record is locked by its application",
  },
  examples: [
    {
      origin: "computed",
      request: { p1: 0x01, p2: 0xb8, record: parseHex("01 04 00 AABBCC") },
      apdu: "80 DC 01 B8 06 01 04 00 AABBCC",
      answer: "9000",
      response: {},
    },
  ],
});
