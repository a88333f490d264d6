/** The structures by which PC/SC part 10 asks a reader for a PIN (2.5.2 and 2.5.3), and what their answers mean. */
import type { PinEntry, PinModification, PinResult } from "@duka/protocol/transport";
import { statusWordOf } from "@duka/protocol/wire/status-word";

/** bConfirmPIN: the new PIN is asked for twice; the current one is asked for first. */
const CONFIRM_NEW = 0x01;
const ASK_OLD = 0x02;
/** bMsgIndex: which of its own texts the reader shows. */
const MESSAGE_ENTER = 0;
const MESSAGE_NEW = 1;
const MESSAGE_CONFIRM = 2;
const PROLOGUE = [0, 0, 0];

/** Status words that the reader answers in place of the card (part 10, 2.5.7). */
const OUTCOMES: { readonly [statusWord: number]: Exclude<PinResult["outcome"], "answered"> } = {
  0x6400: "timedOut",
  0x6401: "cancelled",
  0x6402: "mismatch",
  0x6403: "wrongLength",
};
/** "Invalid parameter in passed structure". */
const SW_INVALID_STRUCTURE = 0x6b80;
const STATUS_WORD_LENGTH = 2;

/** PIN_VERIFY_STRUCTURE. @param condition bEntryValidationCondition @throws RangeError for a value that does not fit */
export function verifyStructure(entry: PinEntry, condition: number): Uint8Array {
  return Uint8Array.of(
    ...timesAndFormat(entry),
    ...digits(entry),
    condition,
    1,
    ...twoBytes("langId", entry.langId),
    MESSAGE_ENTER,
    ...PROLOGUE,
    ...template(entry),
  );
}

/** PIN_MODIFY_STRUCTURE. @throws RangeError for a value that does not fit */
export function modifyStructure(change: PinModification, condition: number): Uint8Array {
  const messages = [
    ...(change.askOld ? [MESSAGE_ENTER] : []),
    MESSAGE_NEW,
    ...(change.confirmNew ? [MESSAGE_CONFIRM] : []),
  ];
  return Uint8Array.of(
    ...timesAndFormat(change),
    byte("insertionOffsetOld", change.insertionOffsetOld),
    byte("insertionOffsetNew", change.insertionOffsetNew),
    ...digits(change),
    (change.confirmNew ? CONFIRM_NEW : 0) | (change.askOld ? ASK_OLD : 0),
    condition,
    messages.length,
    ...twoBytes("langId", change.langId),
    ...[0, 1, 2].map((at) => messages[at] ?? 0),
    ...PROLOGUE,
    ...template(change),
  );
}

/**
 * Commands with a PIN have no data in their response.
 * @param protocol T=0 or T=1. Of a card's T=1 block with a CRC stock drivers take the epilogue to be one byte, and hand
 *   over the other.
 * @returns undefined when the reader did not understand the structure
 */
export function pinResultOf(answer: Uint8Array, protocol: number): PinResult | undefined {
  const hasCrcByte = protocol === 1 && answer.length === STATUS_WORD_LENGTH + 1;
  const response = hasCrcByte ? answer.subarray(0, STATUS_WORD_LENGTH) : answer;
  const sw = response.length === STATUS_WORD_LENGTH ? statusWordOf(response) : undefined;
  if (sw === SW_INVALID_STRUCTURE) return undefined;
  const outcome = sw === undefined ? undefined : OUTCOMES[sw];
  return outcome === undefined ? { outcome: "answered", response } : { outcome };
}

/** bTimerOut and bTimerOut2: for the first key, and for each further one. */
function timesAndFormat(entry: PinEntry): number[] {
  const timeOut = byte("timeOutS", entry.timeOutS, 1);
  return [
    timeOut,
    timeOut,
    byte("formatString", entry.formatString),
    byte("blockString", entry.blockString),
    byte("lengthFormat", entry.lengthFormat),
  ];
}

/** wPINMaxExtraDigit 0xXXYY, the low byte first: the most, then the fewest. */
function digits({ digitsMin, digitsMax }: PinEntry): number[] {
  return [byte("digitsMax", digitsMax, digitsMin), byte("digitsMin", digitsMin)];
}

/** ulDataLength and abData. */
function template({ apdu }: PinEntry): number[] {
  return [apdu.length & 0xff, apdu.length >> 8, 0, 0, ...apdu];
}

function byte(name: string, value: number, min = 0): number {
  if (Number.isInteger(value) && value >= min && value <= 0xff) return value;
  throw new RangeError(`PIN entry: ${name} must be a whole number from ${min} to 255, not ${value}`);
}

function twoBytes(name: string, value: number): number[] {
  if (Number.isInteger(value) && value >= 0 && value <= 0xffff) return [value & 0xff, value >> 8];
  throw new RangeError(`PIN entry: ${name} must be a whole number from 0 to 65535, not ${value}`);
}
