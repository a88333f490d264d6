/**
 * The medical account (医疗账户) in the application DF04 of a social-security card, as 社会保障（个人）卡规范 part 5 has its
 * commands. What other editions do otherwise is an option of the city and of the simulator.
 */
import { command } from "../layout/command.js";
import { amountFen, bytes, digits, fixed, u8, u16, u32 } from "../layout/field.js";
import { parseHex } from "../layout/hexadecimal.js";
import { REFUSED_APPLICATION, REFUSED_INITIALIZE } from "../layout/refusals.js";

const TERMINAL = "001122334455";

export const getMedicalBalance = command({
  name: "GET MEDICAL BALANCE",
  clause: "社会保障（个人）卡规范 part 5, 7.3",
  cla: 0xb0,
  ins: 0x26,
  request: { p1: fixed(0x00), p2: fixed(0x01) },
  response: { balanceFen: u32 },
  refusals: { ...REFUSED_APPLICATION, 0x6982: "reading the balance needs the password first" },
  examples: [
    {
      origin: "computed",
      request: {},
      apdu: "B0 26 00 01 04",
      answer: "000004E2 9000",
      response: { balanceFen: 1250 },
    },
  ],
});

const REFUSED_TOTAL = { ...REFUSED_APPLICATION, 0x6982: "reading a total needs the password first" };

/** What the holder paid of his own this year (年度个人自付累计). The two bytes of `year` are digits, as far as is known. */
export const getAnnualSelfPay = command({
  name: "GET ANNUAL SELF-PAY",
  clause: "社会保障（个人）卡规范 part 5, 7.3",
  cla: 0xb0,
  ins: 0x26,
  request: { p1: fixed(0x00), p2: fixed(0x02) },
  response: { totalFen: u32, year: bytes(2) },
  refusals: REFUSED_TOTAL,
  examples: [
    {
      origin: "computed",
      request: {},
      apdu: "B0 26 00 02 06",
      answer: "0000012C 2026 9000",
      response: { totalFen: 300, year: parseHex("2026") },
    },
  ],
});

/** What the pooled fund paid for the holder this year (年度统筹基金支付累计). */
export const getAnnualPool = command({
  name: "GET ANNUAL POOL PAYMENT",
  clause: "社会保障（个人）卡规范 part 5, 7.3",
  cla: 0xb0,
  ins: 0x26,
  request: { p1: fixed(0x00), p2: fixed(0x03) },
  response: { totalFen: u32, year: bytes(2) },
  refusals: REFUSED_TOTAL,
  examples: [
    {
      origin: "computed",
      request: {},
      apdu: "B0 26 00 03 06",
      answer: "000007D0 2026 9000",
      response: { totalFen: 2000, year: parseHex("2026") },
    },
  ],
});

/** The day, MMDD, on which the year of the two totals begins; wants DSK authenticated. */
export const updateStartingDay = command({
  name: "UPDATE STARTING DAY",
  clause: "社会保障（个人）卡规范 part 5, 7.7",
  cla: 0xb0,
  ins: 0x56,
  request: { p1: fixed(0x00), p2: fixed(0x00), day: digits(4) },
  response: {},
  refusals: {
    ...REFUSED_APPLICATION,
    0x6982: "the starting day needs an external authentication with DSK first",
  },
  examples: [
    {
      origin: "computed",
      request: { day: "0401" },
      apdu: "B0 56 00 00 02 0401",
      answer: "9000",
      response: {},
    },
  ],
});

export const getStartingDay = command({
  name: "GET STARTING DAY",
  clause: "社会保障（个人）卡规范 part 5, 7.8",
  cla: 0xb0,
  ins: 0x56,
  request: { p1: fixed(0x01), p2: fixed(0x00) },
  response: { day: digits(4) },
  refusals: { ...REFUSED_APPLICATION, 0x6982: "reading the starting day needs the password first" },
  examples: [
    {
      origin: "computed",
      request: {},
      apdu: "B0 56 01 00 02",
      answer: "0101 9000",
      response: { day: "0101" },
    },
  ],
});

/** MAC2 and TAC of the account's last transaction once more (P5 7.4). `p2` is its type; no password is asked for. */
export const getMedicalProof = command({
  name: "GET MEDICAL TRANSACTION PROOF",
  clause: "社会保障（个人）卡规范 part 5, 7.4",
  cla: 0xb0,
  ins: 0x2e,
  request: { p1: fixed(0x00), p2: u8, sequence: u16 },
  response: { mac: bytes(4), tac: bytes(4) },
  refusals: {
    ...REFUSED_APPLICATION,
    0x6985: "the conditions of use are not satisfied",
    0x6a86: "P1 or P2 is wrong",
    0x9406: "the card has no MAC and TAC for this transaction",
  },
  examples: [
    {
      origin: "computed",
      request: { p2: 0x32, sequence: 1 },
      apdu: "B0 2E 00 32 02 0001 08",
      answer: "B2CE1A78 1E149BA3 9000",
      response: { mac: parseHex("B2CE1A78"), tac: parseHex("1E149BA3") },
    },
    {
      origin: "computed",
      request: { p2: 0x32, sequence: 2 },
      apdu: "B0 2E 00 32 02 0002 08",
      answer: "9406",
    },
  ],
});

/** First of the two steps of a transfer into the account (账户划入, type 31). Moves nothing. */
export const initializeForMedicalLoad = command({
  name: "INITIALIZE FOR MEDICAL LOAD",
  clause: "社会保障（个人）卡规范 part 5, 7.5",
  cla: 0xb0,
  ins: 0x28,
  request: { p1: fixed(0x00), p2: fixed(0x01), keyIndex: u8, amountFen, terminalId: digits(12) },
  response: {
    balanceFen: u32,
    onlineSequence: u16,
    keyVersion: u8,
    algorithm: u8,
    random: bytes(4),
    mac1: bytes(4),
  },
  refusals: REFUSED_INITIALIZE,
  examples: [
    {
      // Key 11223344556677888877665544332211; the load's rule with type 31.
      origin: "computed",
      request: { keyIndex: 1, amountFen: 0x1000, terminalId: TERMINAL },
      apdu: "B0 28 00 01 0B 01 00001000 001122334455 10",
      answer: "00000000 0000 01 00 11223344 E8590416 9000",
      response: {
        balanceFen: 0,
        onlineSequence: 0,
        keyVersion: 1,
        algorithm: 0,
        random: parseHex("11223344"),
        mac1: parseHex("E8590416"),
      },
    },
  ],
});

/** Second step of a transfer into the account: the money moves here. */
export const creditForMedicalLoad = command({
  name: "CREDIT FOR MEDICAL LOAD",
  clause: "社会保障（个人）卡规范 part 5, 7.1",
  cla: 0xb0,
  ins: 0x2a,
  request: { p1: fixed(0x00), p2: fixed(0x00), date: digits(8), time: digits(6), mac2: bytes(4) },
  response: { tac: bytes(4) },
  refusals: {
    ...REFUSED_APPLICATION,
    0x6901: "INITIALIZE FOR MEDICAL LOAD does not stand just before this",
    0x6985: "INITIALIZE FOR MEDICAL LOAD does not stand just before this",
    0x9302: "MAC2 is wrong: the centre could not prove itself",
  },
  movesMoney: true,
  examples: [
    {
      origin: "computed",
      request: { date: "20111221", time: "214822", mac2: parseHex("42A929AC") },
      apdu: "B0 2A 00 00 0B 20111221 214822 42A929AC 04",
      answer: "01020304 9000",
      response: { tac: parseHex("01020304") },
    },
  ],
});

/**
 * First of the two steps of a medical purchase (医疗消费, type 32), with three amounts. Moves nothing. It answers the
 * balance and the two totals of the year as they are before the purchase; older cards have other bytes there.
 */
export const initializeForMedicalPurchase = command({
  name: "INITIALIZE FOR MEDICAL PURCHASE",
  clause: "社会保障（个人）卡规范 part 5, 7.6",
  cla: 0xb0,
  ins: 0x28,
  request: {
    p1: fixed(0x01),
    p2: fixed(0x01),
    keyIndex: u8,
    amount1Fen: amountFen,
    amount2Fen: amountFen,
    amount3Fen: amountFen,
    terminalId: digits(12),
  },
  response: {
    balanceFen: u32,
    selfPayOfYearFen: u32,
    poolOfYearFen: u32,
    year: bytes(2),
    offlineSequence: u16,
    keyVersion: u8,
    algorithm: u8,
    random: bytes(4),
  },
  refusals: { ...REFUSED_INITIALIZE, 0x9401: "the balance is too small" },
  examples: [
    {
      origin: "computed",
      request: { keyIndex: 1, amount1Fen: 0, amount2Fen: 1250, amount3Fen: 1250, terminalId: TERMINAL },
      apdu: "B0 28 01 01 13 01 00000000 000004E2 000004E2 001122334455 16",
      answer: "0001D4C0 0000012C 000007D0 2026 0001 01 00 11223344 9000",
      response: {
        balanceFen: 120_000,
        selfPayOfYearFen: 300,
        poolOfYearFen: 2000,
        year: parseHex("2026"),
        offlineSequence: 1,
        keyVersion: 1,
        algorithm: 0,
        random: parseHex("11223344"),
      },
    },
  ],
});

/** Second step of a medical purchase: the account is debited, log and annual totals are written. */
export const debitForMedicalPurchase = command({
  name: "DEBIT FOR MEDICAL PURCHASE",
  clause: "社会保障（个人）卡规范 part 5, 7.2",
  cla: 0xb0,
  ins: 0x2c,
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
    ...REFUSED_APPLICATION,
    0x6901: "INITIALIZE FOR MEDICAL PURCHASE does not stand just before this",
    0x6985: "INITIALIZE FOR MEDICAL PURCHASE does not stand just before this",
    0x9302: "MAC1 is wrong: the terminal could not prove itself",
    0x9401: "the balance is too small",
  },
  movesMoney: true,
  examples: [
    {
      // Key 11223344556677888877665544332211, amounts 00001000 00000200 00000300; the assumed rule for MACs.
      origin: "computed",
      request: { terminalSequence: 1, date: "20120229", time: "135100", mac1: parseHex("0E4D2D0F") },
      apdu: "B0 2C 01 00 0F 00000001 20120229 135100 0E4D2D0F 08",
      answer: "01020304 B2CE1A78 9000",
      response: { tac: parseHex("01020304"), mac2: parseHex("B2CE1A78") },
    },
  ],
});
