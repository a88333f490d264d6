/**
 * The electronic purse (EP, 电子钱包) and electronic deposit (ED, 电子存折) of PBOC (JR/T 0025). P2 of these commands is
 * the kind of account. Every pair INITIALIZE and DEBIT or CREDIT stands side by side: anything between makes the card
 * forget, and answer 6985.
 */
import { command } from "../layout/command.js";
import {
  amountFen,
  bytes,
  digits,
  fixed,
  rest,
  secret,
  u8,
  u16,
  u24,
  u32,
  untilFF,
} from "../layout/field.js";
import { parseHex } from "../layout/hexadecimal.js";

/** Old and new password in BCD, as for VERIFY. A wrong old one costs a try. */
export const changePin = command({
  name: "CHANGE PIN",
  clause: "PBOC 2.0 part 2, CHANGE/RELOAD PIN",
  cla: 0x80,
  ins: 0x5e,
  request: { p1: fixed(0x01), p2: fixed(0x00), oldPin: secret(untilFF), newPin: secret(rest) },
  response: {},
  refusals: {
    0x63c0: "the old password is wrong",
    0x6700: "a password has a wrong length",
    0x6983: "the password is locked",
    0x6985: "the conditions of use are not satisfied",
    0x6a80: "a password has a wrong form",
    0x6a81: "the card is locked, or does not know this function",
    0x6a86: "P1 or P2 is wrong",
    0x9303: "the application is locked for ever",
  },
  examples: [
    {
      origin: "computed",
      request: { oldPin: parseHex("123456"), newPin: parseHex("654321") },
      apdu: "80 5E 01 00 07 123456 FF 654321",
      answer: "9000",
      response: {},
    },
  ],
});

export const getBalance = command({
  name: "GET BALANCE",
  clause: "PBOC 2.0 part 2, GET BALANCE",
  cla: 0x80,
  ins: 0x5c,
  request: { p1: fixed(0x00), p2: u8 },
  response: { balanceFen: u32 },
  refusals: {
    0x6700: "the length is wrong",
    0x6901: "the card does not accept this now",
    0x6982: "reading the balance needs the password first",
    0x6985: "the conditions of use are not satisfied",
    0x6a81: "the card is locked, or has no such account",
    0x6a86: "P1 or P2 is wrong",
    0x9303: "the application is locked for ever",
  },
  examples: [
    {
      origin: "computed",
      request: { p2: 0x02 },
      apdu: "80 5C 00 02 04",
      answer: "000004E2 9000",
      response: { balanceFen: 1250 },
    },
  ],
});

/** First of the two steps of a purchase (消费). Moves nothing. */
export const initializeForPurchase = command({
  name: "INITIALIZE FOR PURCHASE",
  clause: "PBOC 2.0 part 2, INITIALIZE FOR PURCHASE",
  cla: 0x80,
  ins: 0x50,
  request: { p1: fixed(0x01), p2: u8, keyIndex: u8, amountFen, terminalId: digits(12) },
  response: {
    balanceFen: u32,
    offlineSequence: u16,
    overdraftLimitFen: u24,
    keyVersion: u8,
    algorithm: u8,
    random: bytes(4),
  },
  refusals: {
    0x6700: "the data has a wrong length",
    0x6901: "the card does not accept this now",
    0x6982: "the account needs the password first",
    0x6983: "too many wrong MACs: the key is locked",
    0x6985: "the conditions of use are not satisfied",
    0x6a80: "the data is wrong",
    0x6a81: "the card is locked, or has no such account",
    0x6a86: "P1 or P2 is wrong",
    0x9301: "the balance is too small",
    0x9303: "the application is locked for ever",
    0x9401: "the balance is too small",
    0x9402: "the card has used up its transaction counter",
    0x9403: "the card has no key with this index",
  },
  examples: [
    {
      // The page that published it prints balance 0, where a real card would answer 9401: good for the layout only.
      origin: "published",
      request: { p2: 0x02, keyIndex: 1, amountFen: 0x1000, terminalId: "001122334455" },
      apdu: "80 50 01 02 0B 01 00001000 001122334455 0F",
      answer: "00000000 0000 000000 01 00 11223344 9000",
      response: {
        balanceFen: 0,
        offlineSequence: 0,
        overdraftLimitFen: 0,
        keyVersion: 1,
        algorithm: 0,
        random: parseHex("11223344"),
      },
    },
    {
      origin: "computed",
      request: { p2: 0x02, keyIndex: 1, amountFen: 0xffffffff, terminalId: "001122334455" },
      apdu: "80 50 01 02 0B 01 FFFFFFFF 001122334455 0F",
      answer: "9401",
    },
  ],
});

/** Second step of a purchase: the money moves here. */
export const debitForPurchase = command({
  name: "DEBIT FOR PURCHASE",
  clause: "PBOC 2.0 part 2, DEBIT FOR PURCHASE/CASH WITHDRAW",
  cla: 0x80,
  ins: 0x54,
  request: {
    p1: fixed(0x01),
    p2: fixed(0x00),
    terminalSequence: u32,
    date: digits(8),
    time: digits(6),
    mac1: bytes(4),
  },
  response: { tac: bytes(4), mac2: bytes(4) },
  refusals: {
    0x6700: "the data has a wrong length",
    0x6901: "the card does not accept this now",
    0x6985: "INITIALIZE FOR PURCHASE does not stand just before this",
    0x6a81: "the card is locked, or does not know this function",
    0x6a86: "P1 or P2 is wrong",
    0x9301: "the balance is too small",
    0x9302: "MAC1 is wrong: the terminal could not prove itself",
    0x9303: "the application is locked for ever",
    0x9401: "the balance is too small",
  },
  movesMoney: true,
  examples: [
    {
      origin: "computed",
      request: {
        terminalSequence: 1,
        date: "20120229",
        time: "135100",
        mac1: parseHex("F15CAB75"),
      },
      apdu: "80 54 01 00 0F 00000001 20120229 135100 F15CAB75 08",
      answer: "B3A0D49C 56988A13 9000",
      response: { tac: parseHex("B3A0D49C"), mac2: parseHex("56988A13") },
    },
    {
      origin: "computed",
      request: { terminalSequence: 1, date: "20120229", time: "135100", mac1: parseHex("00000000") },
      apdu: "80 54 01 00 0F 00000001 20120229 135100 00000000 08",
      answer: "9302",
    },
  ],
});

/** First of the two steps of a load (圈存). Moves nothing. */
export const initializeForLoad = command({
  name: "INITIALIZE FOR LOAD",
  clause: "PBOC 2.0 part 2, INITIALIZE FOR LOAD",
  cla: 0x80,
  ins: 0x50,
  request: { p1: fixed(0x00), p2: u8, keyIndex: u8, amountFen, terminalId: digits(12) },
  response: {
    balanceFen: u32,
    onlineSequence: u16,
    keyVersion: u8,
    algorithm: u8,
    random: bytes(4),
    mac1: bytes(4),
  },
  refusals: {
    0x6700: "the data has a wrong length",
    0x6901: "the card does not accept this now",
    0x6982: "the account needs the password first",
    0x6983: "too many wrong MACs: the key is locked",
    0x6985: "the conditions of use are not satisfied, or the balance would grow too large",
    0x6a80: "the data is wrong",
    0x6a81: "the card is locked, or has no such account",
    0x6a86: "P1 or P2 is wrong",
    0x9303: "the application is locked for ever",
    0x9402: "the card has used up its transaction counter",
    0x9403: "the card has no key with this index",
  },
  examples: [
    {
      origin: "published",
      request: { p2: 0x01, keyIndex: 1, amountFen: 0x1000, terminalId: "001122334455" },
      apdu: "80 50 00 01 0B 01 00001000 001122334455 10",
      answer: "00000000 0000 02 00 11223344 2988AE5A 9000",
      response: {
        balanceFen: 0,
        onlineSequence: 0,
        keyVersion: 2,
        algorithm: 0,
        random: parseHex("11223344"),
        mac1: parseHex("2988AE5A"),
      },
    },
  ],
});

/** Second step of a load: the money moves here. */
export const creditForLoad = command({
  name: "CREDIT FOR LOAD",
  clause: "PBOC 2.0 part 2, CREDIT FOR LOAD",
  cla: 0x80,
  ins: 0x52,
  request: { p1: fixed(0x00), p2: fixed(0x00), date: digits(8), time: digits(6), mac2: bytes(4) },
  response: { tac: bytes(4) },
  refusals: {
    0x6700: "the data has a wrong length",
    0x6901: "the card does not accept this now",
    0x6985: "INITIALIZE FOR LOAD does not stand just before this",
    0x6a81: "the card is locked, or does not know this function",
    0x6a86: "P1 or P2 is wrong",
    0x9302: "MAC2 is wrong: the centre could not prove itself",
    0x9303: "the application is locked for ever",
  },
  movesMoney: true,
  examples: [
    {
      // The command is published; the page does not print a TAC.
      origin: "computed",
      request: { date: "20111221", time: "214822", mac2: parseHex("3A845BF0") },
      apdu: "80 52 00 00 0B 20111221 214822 3A845BF0 04",
      answer: "6314E5F5 9000",
      response: { tac: parseHex("6314E5F5") },
    },
  ],
});

/**
 * Asks for MAC and TAC of the last transaction once more (取交易认证). P2 is the transaction type. `mac` is MAC2 of a
 * purchase; it stands before the TAC, the reverse of DEBIT FOR PURCHASE.
 */
export const getTransactionProve = command({
  name: "GET TRANSACTION PROVE",
  clause: "PBOC 2.0 part 2, GET TRANSACTION PROVE",
  cla: 0x80,
  ins: 0x5a,
  request: { p1: fixed(0x00), p2: u8, sequence: u16 },
  response: { mac: bytes(4), tac: bytes(4) },
  refusals: {
    0x6700: "the data has a wrong length",
    0x6901: "the card does not accept this now",
    0x6985: "the conditions of use are not satisfied",
    0x6a81: "the card is locked, or does not know this function",
    0x6a86: "P1 or P2 is wrong",
    0x9303: "the application is locked for ever",
    0x9406: "the card has no MAC and TAC for this transaction",
  },
  examples: [
    {
      origin: "computed",
      request: { p2: 0x06, sequence: 1 },
      apdu: "80 5A 00 06 02 0001 08",
      answer: "56988A13 B3A0D49C 9000",
      response: { mac: parseHex("56988A13"), tac: parseHex("B3A0D49C") },
    },
    {
      origin: "computed",
      request: { p2: 0x06, sequence: 2 },
      apdu: "80 5A 00 06 02 0002 08",
      answer: "9406",
    },
  ],
});
