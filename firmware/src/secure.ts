/**
 * PC_to_RDR_Secure (CCID 6.1.11): PINs from the keypad into a command for the card. They stand in the answer's buffer
 * only, from which the command goes to the card, and are overwritten there however it ends.
 */
import {
  ERROR_BAD_LENGTH,
  ERROR_COMMAND_NOT_SUPPORTED,
  ERROR_ICC_PROTOCOL_NOT_SUPPORTED,
  MESSAGE_HEADER_LENGTH,
} from "@duka/protocol/wire/ccid";
import { fitsPin, insertPin, pinCapacity, pinGrowth } from "@duka/protocol/wire/pin-block";
import { pinPurpose } from "@duka/protocol/wire/pin-command";
import {
  CONFIRM_CURRENT,
  CONFIRM_NEW,
  furtherMessages,
  MODIFY_CONFIRM_AT,
  MODIFY_DIGITS_MAX_AT,
  MODIFY_MESSAGES_AT,
  MODIFY_OFFSET_NEW_AT,
  MODIFY_OFFSET_OLD_AT,
  MODIFY_PROLOGUE_AT,
  PIN_BLOCK_AT,
  PIN_FORMAT_AT,
  PIN_LENGTH_FORMAT_AT,
  PIN_OPERATION_MODIFY,
  PIN_TIME_OUT_AT,
  VALIDATION_KEY,
  VERIFY_APDU_AT,
  VERIFY_CONDITION_AT,
  VERIFY_DIGITS_MAX_AT,
} from "@duka/protocol/wire/secure";
import { PCB_I_SEQUENCE, PROLOGUE_LENGTH } from "@duka/protocol/wire/t1";
import { answerPayload, atEnd, complete, PENDING, REFUSED } from "./answer.js";
import { board } from "./board.js";
import { sendT0 } from "./exchange-t0.js";
import { sendApduT1 } from "./exchange-t1.js";
import { HAS_T1 } from "./features.js";
import { requestPayload } from "./frame-collector.js";
import { hasKeypad } from "./hal.js";
import { askPin, beginPinEntry, endPinEntry } from "./pin-entry.js";
import type { Slot } from "./slots.js";

const APDU_HEADER = 4;
const APDU_DATA = 5;
const TIME_OUT_S = 30;
/** Of the display's columns, and of the room for each of the three PINs that may be asked for. */
const DIGITS_MAX = 16;
/** Behind the longest command that is taken. */
const APDU_DATA_MAX = 160;
const digitsOfAll = answerPayload.subarray(answerPayload.length - 3 * DIGITS_MAX);

/** The PINs in the order in which they are asked for; `OLD` is also the one of verify. */
const OLD = 0;
const NEW = 1;
const AGAIN = 2;

let slot: Slot;
/** Begins where the command stands in the answer's payload. */
let apdu: Uint8Array;
const pin = { format: 0, block: 0, lengthFormat: 0 };
let isModify = false;
/** bConfirmPIN; the PIN of verify counts as a current one. */
let confirm = 0;
let fromOld = 0;
let fromNew = 0;
let which = OLD;
const counts = new Uint8Array(3);

function isWhole(data: Uint8Array, at: number): boolean {
  return data.length === at + APDU_HEADER || data.length === at + APDU_DATA + data[at + APDU_HEADER]!;
}

/** Some drivers send all three bMsgIndex whatever bNumberMessage says: what makes a whole command is right. */
function apduAtOf(data: Uint8Array): number {
  if (!isModify) return VERIFY_APDU_AT;
  const at = MODIFY_PROLOGUE_AT + PROLOGUE_LENGTH;
  const declaredAt = at + furtherMessages(data[MODIFY_MESSAGES_AT]!);
  return isWhole(data, declaredAt) ? declaredAt : at + 2;
}

/**
 * For an active card, which is the user's in slot 0 alone: a PSAM in another would encipher what was typed for whoever
 * asks. With T=1 the block is a whole command, so that nothing which the host has begun goes on with it.
 */
export function enterPin(of: Slot, length: number): number {
  if (of.index || !hasKeypad(board.keypad)) return REFUSED - ERROR_COMMAND_NOT_SUPPORTED;
  if (of.protocol > (HAS_T1 ? 1 : 0)) return REFUSED - ERROR_ICC_PROTOCOL_NOT_SUPPORTED;
  const data = requestPayload(length);
  if (data[0]! > PIN_OPERATION_MODIFY) return REFUSED - MESSAGE_HEADER_LENGTH;
  isModify = data[0] === PIN_OPERATION_MODIFY;
  const apduAt = apduAtOf(data);
  const dataLength = data[apduAt + APDU_HEADER] || 0;
  if (!isWhole(data, apduAt) || dataLength > APDU_DATA_MAX) return REFUSED - ERROR_BAD_LENGTH;
  const purpose = pinPurpose(data[apduAt]!, data[apduAt + 1]!);
  if (purpose < 0) return REFUSED - (MESSAGE_HEADER_LENGTH + apduAt);
  if (of.protocol && (of.isChained || data[apduAt - 2]! & ~PCB_I_SEQUENCE))
    return REFUSED - (MESSAGE_HEADER_LENGTH + apduAt - 2);
  const refused = readStructure(data, dataLength, purpose);
  if (refused >= 0) return REFUSED - (MESSAGE_HEADER_LENGTH + refused);
  slot = of;
  const prologueLength = of.protocol ? PROLOGUE_LENGTH : 0;
  answerPayload.set(data.subarray(apduAt - prologueLength));
  apdu = answerPayload.subarray(prologueLength);
  apdu[APDU_HEADER] = dataLength;
  atEnd(overwrite);
  which = confirm & CONFIRM_CURRENT ? OLD : NEW;
  ask();
  return PENDING;
}

/** @returns the offset of what cannot be, or -1 */
function readStructure(data: Uint8Array, dataLength: number, purpose: number): number {
  const shift = isModify ? MODIFY_DIGITS_MAX_AT - VERIFY_DIGITS_MAX_AT : 0;
  const limitsAt = VERIFY_DIGITS_MAX_AT + shift;
  // bConfirmPIN stands in between.
  const conditionAt = VERIFY_CONDITION_AT + shift + (isModify ? 1 : 0);
  pin.format = data[PIN_FORMAT_AT]!;
  pin.block = data[PIN_BLOCK_AT]!;
  pin.lengthFormat = data[PIN_LENGTH_FORMAT_AT]!;
  confirm = isModify ? data[MODIFY_CONFIRM_AT]! : CONFIRM_CURRENT;
  fromOld = isModify ? data[MODIFY_OFFSET_OLD_AT]! : 0;
  fromNew = isModify ? data[MODIFY_OFFSET_NEW_AT]! : 0;
  if (confirm & CONFIRM_CURRENT && !fitsPin(pin, fromOld, dataLength)) return PIN_FORMAT_AT;
  if (isModify && !fitsPin(pin, fromNew, dataLength)) return PIN_FORMAT_AT;
  const minimum = data[limitsAt + 1]!;
  const maximum = Math.min(data[limitsAt]!, pinCapacity(pin), DIGITS_MAX);
  if (!maximum || minimum > maximum) return limitsAt;
  const condition = data[conditionAt] || VALIDATION_KEY;
  if (condition > 7) return conditionAt;
  const timeOutMs = 1000 * (data[PIN_TIME_OUT_AT] || TIME_OUT_S);
  // bNumberMessage comes next.
  beginPinEntry(minimum, maximum, condition, timeOutMs, data[conditionAt + 1]! > 0, purpose);
  return -1;
}

function digitsOf(one: number): Uint8Array {
  return digitsOfAll.subarray(DIGITS_MAX * one, DIGITS_MAX * one + counts[one]!);
}

function ask(): void {
  counts[which] = DIGITS_MAX;
  askPin(digitsOf(which), which, typed);
}

function typed(result: number): void {
  if (result < 0) {
    complete(result);
    return;
  }
  counts[which] = result;
  if (isModify && (which === OLD || (which === NEW && confirm & CONFIRM_NEW))) {
    which++;
    ask();
  } else if (which === AGAIN && !isSame(digitsOf(NEW), digitsOf(AGAIN))) {
    // PC/SC part 10: the two entries of the new PIN differ.
    answerPayload[0] = 0x64;
    answerPayload[1] = 0x02;
    complete(2);
  } else {
    send();
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  let isEqual = one.length === other.length;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) isEqual = false;
  return isEqual;
}

/** What stands behind in the template is shifted first, so that the offsets stay those of the template. */
function send(): void {
  if (isModify) insertPin(apdu, pin, fromNew, digitsOf(NEW));
  if (confirm & CONFIRM_CURRENT) {
    const shift = fromOld > fromNew ? pinGrowth(pin, counts[NEW]!) : 0;
    insertPin(apdu, pin, fromOld + shift, digitsOf(OLD));
  }
  digitsOfAll.fill(0);
  endPinEntry();
  const dataLength = apdu[APDU_HEADER]!;
  // Without data P3 would ask the card for some.
  const length = dataLength ? APDU_DATA + dataLength : APDU_HEADER;
  const result = slot.protocol ? sendApduT1(slot, length) : sendT0(slot, length, 0);
  if (result !== PENDING) complete(result);
}

/** Of the answer's payload only what goes to the host is left. */
function overwrite(length: number): void {
  answerPayload.fill(0, length);
  endPinEntry();
}
