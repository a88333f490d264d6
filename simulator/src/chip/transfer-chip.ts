/**
 * A chip that only carries bytes: every case of a command, every length, wrong lengths, unknown commands. For proving
 * readers and the programs above them; it has no files and no keys.
 *
 *     80 10 00 00              case 1   9000
 *     80 12 P1 00 Le           case 2   P1 bytes counting up from 0; P1 = 00: 256 bytes
 *     80 14 00 00 Lc data      case 3   keeps the data
 *     80 16 00 00 Lc data Le   case 4   answers the data as it came
 *     80 18 00 00 Le           case 2   the data that was kept
 *     80 1A 00 00 Le           case 2   how many commands were executed since reset, 4 bytes, this one included
 *     80 14 00 00 00 Lc Lc data      the same with extended length, as T=1 brings it; likewise 80 16
 *     80 18 00 00 00 Le Le           Le bytes of what was kept, 6282 when there are more
 *     00 20 or 00 24, Lc data  case 3   keeps the data, as any card takes VERIFY and CHANGE REFERENCE DATA
 *     00 A4 00 00 02 3F 00     case 4   SELECT of the master file, as almost every card knows it
 */
import { writeU32 } from "@duka/protocol/wire/bytes";
import type { CardChip } from "./chip.js";

const TRANSFER_CLA = 0x80;
const INS_NOTHING = 0x10;
const INS_OUT = 0x12;
const INS_IN = 0x14;
const INS_ECHO = 0x16;
const INS_KEPT = 0x18;
const INS_COUNT = 0x1a;
const INS_VERIFY = 0x20;
const INS_CHANGE = 0x24;
const INS_SELECT = 0xa4;
const MASTER_FILE = [0x3f, 0x00];
const FCI = [0x6f, 0x04, 0x84, 0x02, 0x3f, 0x00];

const SW_OK = 0x9000;
const SW_WRONG_LENGTH = 0x6700;
const SW_NOTHING_KEPT = 0x6985;
const SW_NO_FILE = 0x6a82;
const SW_UNKNOWN_INS = 0x6d00;
const SW_UNKNOWN_CLA = 0x6e00;
const SW_END_OF_FILE = 0x6282;
const P3_AT = 4;
const DATA_AT = 5;
const EXTENDED_DATA_AT = 7;

/** @param mark last historical byte of the ATR, so that two such cards can be told apart */
export function createTransferChip(mark = 0): CardChip {
  let kept: Uint8Array | undefined;
  let executed = 0;

  return {
    reset() {
      kept = undefined;
      executed = 0;
      // T=0, default speed, historical bytes "Duka" and the mark.
      return Uint8Array.of(0x3b, 0x05, 0x44, 0x75, 0x6b, 0x61, mark);
    },
    takesData: ([cla, ins]) =>
      cla === TRANSFER_CLA
        ? ins === INS_IN || ins === INS_ECHO
        : cla === 0 && (ins === INS_SELECT || isForPin(ins)),
    execute(apdu) {
      executed++;
      if (apdu.length < 4) return answer(SW_WRONG_LENGTH);
      if (apdu[0] === TRANSFER_CLA) return run(apdu);
      if (apdu[0] === 0 && isForPin(apdu[1])) return keep(apdu.slice(DATA_AT));
      return apdu[0] === 0 && apdu[1] === INS_SELECT ? select(apdu) : answer(SW_UNKNOWN_CLA);
    },
    powerOff() {
      kept = undefined;
    },
  };

  function run(apdu: Uint8Array): Uint8Array {
    const isExtended = apdu.length > DATA_AT + 1 && apdu[P3_AT] === 0;
    const data = apdu.slice(isExtended ? EXTENDED_DATA_AT : DATA_AT);
    switch (apdu[1]) {
      case INS_NOTHING:
        return answer((apdu[4] ?? 0) === 0 ? SW_OK : SW_WRONG_LENGTH);
      case INS_OUT:
        return answer(
          SW_OK,
          Uint8Array.from({ length: apdu[2]! || 256 }, (_, index) => index),
        );
      case INS_IN:
        return keep(data);
      case INS_ECHO:
        return data.length === 0 ? answer(SW_WRONG_LENGTH) : answer(SW_OK, data);
      case INS_KEPT:
        return isExtended ? keptPart((apdu[5]! << 8) | apdu[6]!) : keptPart(0);
      case INS_COUNT:
        return answer(SW_OK, count());
      default:
        return answer(SW_UNKNOWN_INS);
    }
  }

  function keep(data: Uint8Array): Uint8Array {
    if (data.length === 0) return answer(SW_WRONG_LENGTH);
    kept = data;
    return answer(SW_OK);
  }

  /** @param length 0 is all */
  function keptPart(length: number): Uint8Array {
    if (kept === undefined) return answer(SW_NOTHING_KEPT);
    if (length === 0 || length >= kept.length) return answer(SW_OK, kept);
    return answer(SW_END_OF_FILE, kept.subarray(0, length));
  }

  function select(apdu: Uint8Array): Uint8Array {
    const isMasterFile = MASTER_FILE.every((byte, at) => apdu[DATA_AT + at] === byte);
    return isMasterFile ? answer(SW_OK, Uint8Array.from(FCI)) : answer(SW_NO_FILE);
  }

  function count(): Uint8Array {
    const bytes = new Uint8Array(4);
    writeU32(bytes, 0, executed);
    return bytes;
  }
}

function isForPin(ins: number | undefined): boolean {
  return ins === INS_VERIFY || ins === INS_CHANGE;
}

function answer(statusWord: number, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const response = new Uint8Array(data.length + 2);
  response.set(data);
  response[data.length] = statusWord >> 8;
  response[data.length + 1] = statusWord;
  return response;
}
