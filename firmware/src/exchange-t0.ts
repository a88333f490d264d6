/**
 * One TPDU of T=0 (ISO/IEC 7816-3, 10.3), and what of the next one a host leaves to the reader (12.2). The command is
 * copied to where the answer will be: what comes out of the card overwrites it, and the next host frame cannot.
 */
import {
  ERROR_BAD_LENGTH,
  ERROR_PROCEDURE_BYTE_CONFLICT,
  MESSAGE_HEADER_LENGTH,
  PARAMETER_AT,
} from "@duka/protocol/wire/ccid";
import { LEVEL_ALL, LEVEL_FETCH, LEVEL_REPEAT } from "@duka/protocol/wire/escape";
import {
  isInsAllowed,
  PROCEDURE_ALL,
  PROCEDURE_INVALID,
  PROCEDURE_NULL,
  PROCEDURE_SW1,
  procedureStep,
} from "@duka/protocol/wire/t0";
import {
  answerPayload,
  complete,
  keepStatusWord,
  PENDING,
  REFUSED,
  requestTime,
  runningSlot,
} from "./answer.js";
import { invert, transmit } from "./card-line.js";
import { beginExchange, endExchange, fail, failsFor } from "./exchange.js";
import { HAS_LEVEL } from "./features.js";
import { request } from "./frame-collector.js";
import type { Slot } from "./slots.js";

const INS = 1;
const P3 = 4;
const DATA = 5;
const header = answerPayload.subarray(0, DATA);

let waitingTimeMs = 0;
let ins = 0;
let isToCard = false;
/** Data bytes that no procedure byte has let go yet, in either direction. */
let left = 0;
/** Those that one has let come, and that are on their way. */
let coming = 0;
/** Position in the payload: of the next data byte, and in the end of SW1. */
let at = 0;
let sw1 = 0;

/** LEVEL_… that the host has agreed on. */
export let allowedLevel = 0;
/** Of these, what it leaves to the reader for the command in hand; moved up by so many bits while that fetches. */
let level = 0;
const FETCHING_BITS = 2;
/** Data bytes that the host takes at most. */
let most = 0;
const INS_GET_RESPONSE = 0xc0;
const MORE_DATA = 0x61;
const WRONG_LE = 0x6c;

export function allowLevel(agreed: number): void {
  allowedLevel = agreed;
}

/**
 * @param length of the command in `request`: a header of 4 or 5 bytes, with or without data; what follows P3 bytes is
 *   dropped
 */
export function exchangeT0(slot: Slot, length: number): number {
  answerPayload.set(request.subarray(MESSAGE_HEADER_LENGTH, MESSAGE_HEADER_LENGTH + length));
  return sendT0(slot, length, request[PARAMETER_AT + 1]!);
}

/**
 * @param length of the command, which stands in `answerPayload`
 * @param leaves LEVEL_… of what the reader does by itself
 */
export function sendT0(slot: Slot, length: number, leaves: number): number {
  if (length < P3) return REFUSED - ERROR_BAD_LENGTH;
  slot.isFresh = false;
  if (length === P3) answerPayload[P3] = 0;
  const p3 = answerPayload[P3]!;
  isToCard = length > DATA && p3 > 0;
  if (isToCard && length < DATA + p3) return REFUSED - ERROR_BAD_LENGTH;
  ins = answerPayload[INS]!;
  if (!isInsAllowed(ins)) return REFUSED - (MESSAGE_HEADER_LENGTH + INS);
  // Case 1 moves no data; P3 = 0 of case 2 asks for 256 bytes.
  left = length === P3 ? 0 : p3 || 256;
  at = isToCard ? DATA : 0;
  if (HAS_LEVEL) {
    level = leaves;
    const le = isToCard ? DATA + p3 : P3;
    most = (le < length && answerPayload[le]) || 256;
  }
  beginExchange(slot, characters, complete);
  waitingTimeMs = slot.waitingTimeMs;
  sendHeader();
  return PENDING;
}

function sendHeader(): void {
  coming = 0;
  sw1 = 0;
  transmit(header, waitingTimeMs);
}

/** What is said most comes first: data alone, INS, 9X. */
function characters(bytes: Uint8Array, parityError: boolean): void {
  if (parityError && failsFor(parityError)) return;
  const length = bytes.length;
  if (coming >= length) {
    answerPayload.set(bytes, at);
    at += length;
    coming -= length;
    return;
  }
  let from = 0;
  let byte = 0;
  while (from < length) {
    if (coming > 0) {
      byte = Math.min(coming, length - from);
      answerPayload.set(bytes.subarray(from, from + byte), at);
      at += byte;
      coming -= byte;
      from += byte;
      continue;
    }
    byte = bytes[from++]!;
    if (sw1) {
      if (isToCard) at = 0;
      end(byte);
      return;
    }
    if (byte === ins && left > 0) transfer(left);
    else if ((byte & 0xf0) === 0x90) sw1 = byte;
    else if (!proceed(byte)) {
      fail(ERROR_PROCEDURE_BYTE_CONFLICT);
      return;
    }
  }
}

function end(sw2: number): void {
  if (HAS_LEVEL && level && at === 0 && goesOn(sw2)) return;
  answerPayload[at] = sw1;
  answerPayload[at + 1] = sw2;
  // What could not be fetched is the host's again, which is told what the card said to its command.
  endExchange(HAS_LEVEL && level > LEVEL_ALL && !isFetched(sw2) ? REFUSED : at + 2);
}

/** A refusal of GET RESPONSE must not be taken for one of the command; a warning could be, where money moves. */
function isFetched(sw2: number): boolean {
  const isWarning = sw1 >> 1 === 0x31;
  return (sw1 === 0x90 && !sw2) || sw1 === MORE_DATA || (isWarning && level > LEVEL_FETCH << FETCHING_BITS);
}

/**
 * Sends what the host has left to the reader; each of it once, so that no card keeps it busy for ever.
 * @returns false when there is nothing to do
 */
function goesOn(sw2: number): boolean {
  const isWrongLe = sw1 === WRONG_LE && level & LEVEL_REPEAT && !isToCard && left > 0;
  if (!isWrongLe && !(sw1 === MORE_DATA && level & LEVEL_FETCH)) return false;
  if (runningSlot().isInverse) invert(header);
  left = sw2 || 256;
  if (isWrongLe) {
    level -= LEVEL_REPEAT;
  } else {
    level <<= FETCHING_BITS;
    keepStatusWord((MORE_DATA << 8) | sw2);
    // On the same logical channel, without chaining and secure messaging (7816-4, 5.4.1).
    const cla = header[0]!;
    header[0] = cla & 0x40 ? cla & 0x4f : cla & 3;
    header[INS] = ins = INS_GET_RESPONSE;
    header[2] = header[3] = 0;
    isToCard = false;
    left = Math.min(left, most);
  }
  header[P3] = left;
  sendHeader();
  return true;
}

/** Lets so much of the data go its way. */
function transfer(length: number): void {
  left -= length;
  if (!isToCard) {
    coming = length;
    return;
  }
  const from = at;
  at += length;
  transmit(answerPayload.subarray(from, at), waitingTimeMs);
}

/** @returns false when the procedure byte breaks the protocol */
function proceed(procedureByte: number): boolean {
  const step = procedureStep(ins, procedureByte);
  if (step === PROCEDURE_NULL) {
    requestTime();
    return true;
  }
  if (step === PROCEDURE_SW1) {
    sw1 = procedureByte;
    return true;
  }
  if (step === PROCEDURE_INVALID || left === 0) return false;
  transfer(step === PROCEDURE_ALL ? left : 1);
  return true;
}
