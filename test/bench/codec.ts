/** Encoding a command and parsing an answer, beside Ledger's builder and parser and beside code written by hand. */

import { initializeForPurchase } from "@duka/protocol/commands/pboc-purse";
import { command, packCommand, readResponse } from "@duka/protocol/layout/command";
import { bytes, fixed, u8, u32 } from "@duka/protocol/layout/field";
import type { Ledger } from "./ledger.js";
import { type Goal, printComparison, printGoal } from "./report.js";
import { type Contestant, compare } from "./timing.js";

/** Case 4: header 4, Lc 1, data 16, Le 1. */
const measured = command({
  name: "MEASURED",
  clause: "none: its size is what is measured",
  cla: 0x80,
  ins: 0x50,
  request: {
    p1: fixed(0x01),
    p2: fixed(0x02),
    keyIndex: u8,
    amountFen: u32,
    terminalId: bytes(6),
    random: bytes(5),
  },
  response: { random: bytes(16) },
  refusals: {},
  examples: [],
});

const TERMINAL_ID = Uint8Array.of(0x31, 0x01, 0x00, 0x00, 0x12, 0x34);
const RANDOM = Uint8Array.of(1, 2, 3, 4, 5);
/**
 * Of INITIALIZE FOR PURCHASE, which every sale has: balance, sequence, overdraft limit, key version, algorithm, random.
 */
const ANSWER = Uint8Array.of(0, 0, 0x27, 0x10, 0, 7, 0, 0, 0, 1, 0, 9, 8, 7, 6, 0x90, 0x00);

/** @returns the goals */
export function measureCodec(ledger: Ledger | undefined): Goal[] {
  return [
    ...measure("encode a command of 4 + 1 + 16 + 1 bytes, four fields", encoders(ledger)),
    ...measure("parse an answer of INITIALIZE FOR PURCHASE, 15 bytes + SW, six fields", parsers(ledger)),
  ];
}

function measure(title: string, contestants: readonly Contestant[]): Goal[] {
  const timings = compare(contestants);
  const [ours = Number.NaN, floor = Number.NaN, peer] = timings.map((one) => one.nanoseconds);
  const goals = [{ what: "at most 3 times the hand-written floor", met: ours <= floor * 3 }];
  // Where code by hand is not ten times faster, ours cannot be: then the distance from the floor is the whole goal.
  if (peer !== undefined && peer >= floor * 10) {
    const within = `the floor itself is ${(peer / floor).toFixed(1)} times faster`;
    goals.unshift({ what: `at least 10 times faster than Ledger's (${within})`, met: peer >= ours * 10 });
  }
  printComparison(title, timings);
  goals.forEach(printGoal);
  return goals;
}

function encoders(ledger: Ledger | undefined): Contestant[] {
  let amountFen = 0;
  const next = (): number => {
    amountFen = (amountFen + 1) & 0xffffff;
    return amountFen;
  };
  const request = () => ({ keyIndex: 1, amountFen: next(), terminalId: TERMINAL_ID, random: RANDOM });
  const list: Contestant[] = [
    { name: "packCommand", work: () => packCommand(measured, request())[8]! },
    { name: "written by hand", work: () => encodeByHand(1, next(), TERMINAL_ID, RANDOM)[8]! },
  ];
  if (ledger !== undefined) {
    const { ApduBuilder } = ledger;
    const header = { cla: 0x80, ins: 0x50, p1: 0x01, p2: 0x02 };
    const work = (): number =>
      new ApduBuilder(header)
        .add8BitUIntToData(1)
        .add32BitUIntToData(next())
        .addBufferToData(TERMINAL_ID)
        .addBufferToData(RANDOM)
        .build()
        .getRawApdu()[8]!;
    list.push({ name: `Ledger ApduBuilder ${ledger.version} (cannot write Le)`, work });
  }
  return list;
}

/** The floor: what one would write for this very command, values trusted. */
function encodeByHand(
  keyIndex: number,
  amountFen: number,
  terminalId: Uint8Array,
  random: Uint8Array,
): Uint8Array {
  const apdu = new Uint8Array(22);
  apdu[0] = 0x80;
  apdu[1] = 0x50;
  apdu[2] = 0x01;
  apdu[3] = 0x02;
  apdu[4] = 16;
  apdu[5] = keyIndex;
  apdu[6] = amountFen >>> 24;
  apdu[7] = amountFen >>> 16;
  apdu[8] = amountFen >>> 8;
  apdu[9] = amountFen;
  apdu.set(terminalId, 10);
  apdu.set(random, 16);
  apdu[21] = 16;
  return apdu;
}

function parsers(ledger: Ledger | undefined): Contestant[] {
  const parse = (): number => {
    const result = readResponse(initializeForPurchase, ANSWER);
    return result.ok
      ? result.response.balanceFen + result.response.algorithm + result.response.random[3]!
      : 0;
  };
  const byHand = (): number => {
    const result = parseByHand(ANSWER);
    return result.balanceFen + result.algorithm + result.random[3]!;
  };
  const list: Contestant[] = [
    { name: "readResponse", work: parse },
    { name: "written by hand", work: byHand },
  ];
  if (ledger !== undefined) {
    list.push({ name: `Ledger ApduParser ${ledger.version}`, work: () => parseWithLedger(ledger, ANSWER) });
  }
  return list;
}

/** From the same bytes to the same fields; 24 bits have no word of their own there. */
function parseWithLedger(ledger: Ledger, answer: Uint8Array): number {
  const { ApduParser, ApduResponse } = ledger;
  const parser = new ApduParser(
    new ApduResponse({ data: answer.slice(0, -2), statusCode: answer.slice(-2) }),
  );
  const balanceFen = parser.extract32BitUInt();
  const offlineSequence = parser.extract16BitUInt();
  const limit = parser.extractFieldByLength(3)!;
  const overdraftLimitFen = (limit[0]! << 16) | (limit[1]! << 8) | limit[2]!;
  const keyVersion = parser.extract8BitUInt();
  const algorithm = parser.extract8BitUInt();
  const random = parser.extractFieldByLength(4);
  const result = { balanceFen, offlineSequence, overdraftLimitFen, keyVersion, algorithm, random };
  return result.balanceFen! + result.algorithm! + result.random![3]!;
}

function parseByHand(answer: Uint8Array) {
  if (answer.length !== 17) throw new RangeError("length");
  return {
    sw: (answer[15]! << 8) | answer[16]!,
    balanceFen: ((answer[0]! << 24) | (answer[1]! << 16) | (answer[2]! << 8) | answer[3]!) >>> 0,
    offlineSequence: (answer[4]! << 8) | answer[5]!,
    overdraftLimitFen: (answer[6]! << 16) | (answer[7]! << 8) | answer[8]!,
    keyVersion: answer[9]!,
    algorithm: answer[10]!,
    random: answer.slice(11, 15),
  };
}
