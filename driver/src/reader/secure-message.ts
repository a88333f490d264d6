/**
 * The payload of PC_to_RDR_Secure (CCID 1.1, 6.1.11): what is asked of the keypad, and the command that its PIN goes
 * into.
 */
import type { PinEntry, PinModification } from "@duka/protocol/transport";
import {
  CONFIRM_CURRENT,
  CONFIRM_NEW,
  MESSAGES_ALL,
  MESSAGES_NONE,
  MODIFY_CONDITION_AT,
  MODIFY_CONFIRM_AT,
  MODIFY_DIGITS_MAX_AT,
  MODIFY_DIGITS_MIN_AT,
  MODIFY_LANGUAGE_AT,
  MODIFY_MESSAGE_AT,
  MODIFY_MESSAGES_AT,
  MODIFY_OFFSET_NEW_AT,
  MODIFY_OFFSET_OLD_AT,
  MODIFY_PROLOGUE_AT,
  PIN_BLOCK_AT,
  PIN_FORMAT_AT,
  PIN_LENGTH_FORMAT_AT,
  PIN_OPERATION_AT,
  PIN_OPERATION_MODIFY,
  PIN_OPERATION_VERIFY,
  PIN_TIME_OUT_AT,
  VALIDATION_KEY,
  VERIFY_APDU_AT,
  VERIFY_CONDITION_AT,
  VERIFY_DIGITS_MAX_AT,
  VERIFY_DIGITS_MIN_AT,
  VERIFY_LANGUAGE_AT,
  VERIFY_MESSAGES_AT,
  VERIFY_PROLOGUE_AT,
} from "@duka/protocol/wire/secure";
import { PROLOGUE_LENGTH } from "@duka/protocol/wire/t1";
import { checkPinCommand } from "./pin-slot.js";

/** The shortest template: CLA INS P1 P2 Lc. */
const TEMPLATE_MIN = 5;
const LC_AT = 4;
const DIGITS_MAX = 16;
/** bMsgIndex2 and bMsgIndex3 follow where the reader speaks for each PIN. */
const FURTHER_MESSAGES = 2;

/** @throws RangeError when a field is out of its range, the command takes no PIN, or Lc is not what follows it */
export function checkPinEntry(request: PinEntry | PinModification): void {
  const { apdu, timeOutS, digitsMin, digitsMax } = request;
  if (apdu.length < TEMPLATE_MIN || apdu.length !== TEMPLATE_MIN + apdu[LC_AT]!) {
    throw new RangeError("the command for a PIN has CLA INS P1 P2, Lc, and Lc bytes of data");
  }
  checkPinCommand(apdu);
  check("timeOutS", timeOutS, 1, 255);
  check("digitsMax", digitsMax, 1, DIGITS_MAX);
  check("digitsMin", digitsMin, 1, digitsMax);
  check("formatString", request.formatString, 0, 255);
  check("blockString", request.blockString, 0, 255);
  check("lengthFormat", request.lengthFormat, 0, 255);
  check("langId", request.langId, 0, 0xffff);
  if (!("insertionOffsetOld" in request)) return;
  check("insertionOffsetOld", request.insertionOffsetOld, 0, 255);
  check("insertionOffsetNew", request.insertionOffsetNew, 0, 255);
}

/** @param prologue NAD PCB LEN of the I-block with T=1; zeros with T=0 */
export function verifyMessage(request: PinEntry, prologue: Uint8Array): Uint8Array {
  const message = new Uint8Array(VERIFY_APDU_AT + request.apdu.length);
  message[PIN_OPERATION_AT] = PIN_OPERATION_VERIFY;
  putFormat(message, request);
  message[VERIFY_DIGITS_MAX_AT] = request.digitsMax;
  message[VERIFY_DIGITS_MIN_AT] = request.digitsMin;
  message[VERIFY_CONDITION_AT] = VALIDATION_KEY;
  // The display keeps the words that the host has put there.
  message[VERIFY_MESSAGES_AT] = MESSAGES_NONE;
  putLanguage(message, VERIFY_LANGUAGE_AT, request);
  message.set(prologue, VERIFY_PROLOGUE_AT);
  message.set(request.apdu, VERIFY_APDU_AT);
  return message;
}

/** @param prologue as for `verifyMessage` */
export function modifyMessage(request: PinModification, prologue: Uint8Array): Uint8Array {
  const prologueAt = MODIFY_PROLOGUE_AT + FURTHER_MESSAGES;
  const message = new Uint8Array(prologueAt + PROLOGUE_LENGTH + request.apdu.length);
  message[PIN_OPERATION_AT] = PIN_OPERATION_MODIFY;
  putFormat(message, request);
  message[MODIFY_OFFSET_OLD_AT] = request.insertionOffsetOld;
  message[MODIFY_OFFSET_NEW_AT] = request.insertionOffsetNew;
  message[MODIFY_DIGITS_MAX_AT] = request.digitsMax;
  message[MODIFY_DIGITS_MIN_AT] = request.digitsMin;
  message[MODIFY_CONFIRM_AT] =
    (request.confirmNew ? CONFIRM_NEW : 0) | (request.askOld ? CONFIRM_CURRENT : 0);
  message[MODIFY_CONDITION_AT] = VALIDATION_KEY;
  // One person, up to three PINs: only the reader knows which of them is due.
  message[MODIFY_MESSAGES_AT] = MESSAGES_ALL;
  putLanguage(message, MODIFY_LANGUAGE_AT, request);
  message.set([0, 1, 2], MODIFY_MESSAGE_AT);
  message.set(prologue, prologueAt);
  message.set(request.apdu, prologueAt + PROLOGUE_LENGTH);
  return message;
}

function putFormat(message: Uint8Array, request: PinEntry): void {
  message[PIN_TIME_OUT_AT] = request.timeOutS;
  message[PIN_FORMAT_AT] = request.formatString;
  message[PIN_BLOCK_AT] = request.blockString;
  message[PIN_LENGTH_FORMAT_AT] = request.lengthFormat;
}

function putLanguage(message: Uint8Array, at: number, { langId }: PinEntry): void {
  message[at] = langId;
  message[at + 1] = langId >> 8;
}

function check(name: string, value: number, low: number, high: number): void {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  throw new RangeError(`PIN entry: ${name} must be a whole number from ${low} to ${high}, not ${value}`);
}
