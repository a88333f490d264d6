/**
 * A card that holds no key: it copies ATR, issuing data and public data of one that was seen, takes any password, and
 * claims whatever helps it. What it answers to DEBIT is the test's; asked later, it has made the purchase, as its log
 * and its proof say.
 */
import { logRecord } from "@duka/protocol/commands/purse-log";
import { packRecord } from "@duka/protocol/layout/write-fields";
import { openChips } from "@duka/simulator/card/open-chips";
import type { CardChip } from "@duka/simulator/chip/chip";
import { bytes, hex } from "../values/hex.js";

const SELECTED =
  "6F 2E 84 09 A0 00 00 00 03 86 98 07 01 A5 21 9F 0C 1E 10 00 00 00 33 01 00 00 03 01 02 33 01 86 53 00 01 00 17 42 36 20 24 01 01 20 33 11 21 00 90 00";
const PUBLIC_DATA =
  "10 00 00 00 33 01 00 00 03 01 33 01 86 53 00 01 00 17 42 36 20 24 01 01 20 33 11 21 00 00 90 00";
const MADE_UP = "11 22 33 44 55 66 77 88 90 00";
const LOG_P2 = 0xc4;
/** All records of EF05 of the environment. */
const ISSUING_P2 = 0x2d;
const SELECT_ENVIRONMENT = "00 A4 04 00 0F 73 78 31 2E 73 68 2E C9 E7 BB E1 B1 A3 D5 CF";

function publicDataFrom(fromByte: number, length: number): Uint8Array {
  return Uint8Array.of(...bytes(PUBLIC_DATA).subarray(fromByte, fromByte + length), 0x90, 0x00);
}

/** @param debit answers DEBIT; by default with a TAC and a MAC2 that are made up */
export function keylessCard(debit: () => Uint8Array = () => bytes(MADE_UP)): CardChip {
  const seen = openChips("hangzhou", undefined, 1).card;
  const atr = seen.reset();
  seen.execute(bytes(SELECT_ENVIRONMENT));
  const issuingData = seen.execute(bytes("00 B2 01 2D 00"));
  let initialized = new Uint8Array(0);
  let record: Uint8Array | undefined;
  return {
    reset: () => atr.slice(),
    powerOff: () => undefined,
    takesData: (header) => [0xa4, 0x20, 0x50, 0x54, 0x5a].includes(header[1]!),
    execute(command) {
      switch (command[1]) {
        case 0xa4:
          return command[2] === 0x04 ? bytes(SELECTED) : bytes("6A 82");
        case 0xb0:
          return publicDataFrom(command[3]!, command[4]!);
        case 0x20:
          return bytes("90 00");
        case 0x50:
          if (record === undefined) initialized = command.slice();
          return bytes(`00 0F 42 40 00 0${record === undefined ? 0 : 1} 00 00 00 01 00 DE AD BE EF 90 00`);
        case 0x54:
          record = recordOf(initialized, command);
          return debit();
        case 0x5a:
          return bytes(MADE_UP);
        case 0xb2:
          if (command[3] === ISSUING_P2) return issuingData.slice();
          if (command[3] !== LOG_P2 || command[2] !== 1 || record === undefined) return bytes("6A 83");
          return Uint8Array.of(...record, 0x90, 0x00);
        default:
          return bytes("6D 00");
      }
    },
  };
}

/** What a card that had paid would have written. */
function recordOf(initialize: Uint8Array, debit: Uint8Array): Uint8Array {
  const digits = (from: Uint8Array, at: number, length: number) =>
    hex(from.subarray(at, at + length)).replaceAll(" ", "");
  return packRecord(logRecord, {
    sequence: 1,
    overdraftLimitFen: 0,
    amountFen: new DataView(initialize.buffer, initialize.byteOffset).getUint32(6),
    transactionType: 6,
    terminalId: digits(initialize, 10, 6),
    date: digits(debit, 9, 4),
    time: digits(debit, 13, 3),
  });
}
