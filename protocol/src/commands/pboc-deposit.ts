/** What only the electronic deposit (ED, 电子存折) does: unload, withdrawal, overdraft limit (JR/T 0025). */
import { command } from "../layout/command.js";
import { amountFen, bytes, digits, fixed, u8, u16, u24, u32 } from "../layout/field.js";
import { parseHex } from "../layout/hexadecimal.js";
import { REFUSED_APPLICATION, REFUSED_INITIALIZE } from "../layout/refusals.js";

export const TYPE_UNLOAD = 0x03;
export const TYPE_CASH_WITHDRAWAL = 0x04;

const TERMINAL = "001122334455";
const WHEN = { date: "20120229", time: "135100" };

/** First of the two steps of an unload (圈提): the money goes back to the bank account. Moves nothing. */
export const initializeForUnload = command({
  name: "INITIALIZE FOR UNLOAD",
  clause: "PBOC 2.0 part 2, INITIALIZE FOR UNLOAD",
  cla: 0x80,
  ins: 0x50,
  request: { p1: fixed(0x05), p2: u8, keyIndex: u8, amountFen, terminalId: digits(12) },
  response: {
    balanceFen: u32,
    onlineSequence: u16,
    keyVersion: u8,
    algorithm: u8,
    random: bytes(4),
    mac1: bytes(4),
  },
  refusals: { ...REFUSED_INITIALIZE, 0x9401: "the balance is too small" },
  examples: [
    {
      origin: "computed",
      request: { p2: 0x01, keyIndex: 1, amountFen: 0x1000, terminalId: TERMINAL },
      apdu: "80 50 05 01 0B 01 00001000 001122334455 10",
      answer: "00002000 0001 01 00 11223344 0A0B0C0D 9000",
      response: {
        balanceFen: 0x2000,
        onlineSequence: 1,
        keyVersion: 1,
        algorithm: 0,
        random: parseHex("11223344"),
        mac1: parseHex("0A0B0C0D"),
      },
    },
    {
      origin: "computed",
      request: { p2: 0x01, keyIndex: 1, amountFen: 0xffffffff, terminalId: TERMINAL },
      apdu: "80 50 05 01 0B 01 FFFFFFFF 001122334455 10",
      answer: "9401",
    },
  ],
});

/** Second step of an unload: the money moves here. MAC3 tells the centre that it has. */
export const debitForUnload = command({
  name: "DEBIT FOR UNLOAD",
  clause: "PBOC 2.0 part 2, DEBIT FOR UNLOAD",
  cla: 0x80,
  ins: 0x54,
  request: { p1: fixed(0x03), p2: fixed(0x00), date: digits(8), time: digits(6), mac2: bytes(4) },
  response: { mac3: bytes(4) },
  refusals: {
    ...REFUSED_APPLICATION,
    0x6985: "INITIALIZE FOR UNLOAD does not stand just before this",
    0x9302: "MAC2 is wrong: the centre could not prove itself",
    0x9401: "the balance is too small",
  },
  movesMoney: true,
  examples: [
    {
      origin: "computed",
      request: { ...WHEN, mac2: parseHex("0A0B0C0D") },
      apdu: "80 54 03 00 0B 20120229 135100 0A0B0C0D 04",
      answer: "01020304 9000",
      response: { mac3: parseHex("01020304") },
    },
  ],
});

/** First of the two steps of a cash withdrawal (取现); the second is DEBIT FOR PURCHASE. Moves nothing. */
export const initializeForCashWithdraw = command({
  name: "INITIALIZE FOR CASH WITHDRAW",
  clause: "PBOC 2.0 part 2, INITIALIZE FOR CASH WITHDRAW",
  cla: 0x80,
  ins: 0x50,
  request: { p1: fixed(0x02), p2: u8, keyIndex: u8, amountFen, terminalId: digits(12) },
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
      request: { p2: 0x01, keyIndex: 1, amountFen: 0x1000, terminalId: TERMINAL },
      apdu: "80 50 02 01 0B 01 00001000 001122334455 0F",
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

/** First of the two steps of a new overdraft limit (修改透支限额). */
export const initializeForUpdate = command({
  name: "INITIALIZE FOR UPDATE",
  clause: "PBOC 2.0 part 2, INITIALIZE FOR UPDATE",
  cla: 0x80,
  ins: 0x50,
  request: { p1: fixed(0x04), p2: u8, keyIndex: u8, terminalId: digits(12) },
  response: {
    balanceFen: u32,
    onlineSequence: u16,
    overdraftLimitFen: u24,
    keyVersion: u8,
    algorithm: u8,
    random: bytes(4),
    mac1: bytes(4),
  },
  refusals: REFUSED_INITIALIZE,
  examples: [
    {
      origin: "computed",
      request: { p2: 0x01, keyIndex: 1, terminalId: TERMINAL },
      apdu: "80 50 04 01 07 01 001122334455 13",
      answer: "00001000 0000 000000 01 00 11223344 41910816 9000",
      response: {
        balanceFen: 0x1000,
        onlineSequence: 0,
        overdraftLimitFen: 0,
        keyVersion: 1,
        algorithm: 0,
        random: parseHex("11223344"),
        mac1: parseHex("41910816"),
      },
    },
  ],
});

/** Second step: the limit is part of the balance, so the balance moves with it. */
export const updateOverdrawLimit = command({
  name: "UPDATE OVERDRAW LIMIT",
  clause: "PBOC 2.0 part 2, UPDATE OVERDRAW LIMIT",
  cla: 0x80,
  ins: 0x58,
  request: {
    p1: fixed(0x00),
    p2: fixed(0x00),
    overdraftLimitFen: u24,
    date: digits(8),
    time: digits(6),
    mac2: bytes(4),
  },
  response: { tac: bytes(4) },
  refusals: {
    ...REFUSED_APPLICATION,
    0x6985: "INITIALIZE FOR UPDATE does not stand just before this",
    0x9302: "MAC2 is wrong: the centre could not prove itself",
    0x9401: "more of the limit is spent than the new one allows",
  },
  movesMoney: true,
  examples: [
    {
      origin: "computed",
      request: { overdraftLimitFen: 0x1000, ...WHEN, mac2: parseHex("EB90CF46") },
      apdu: "80 58 00 00 0E 001000 20120229 135100 EB90CF46 04",
      answer: "01020304 9000",
      response: { tac: parseHex("01020304") },
    },
  ],
});
