/**
 * One TPDU of T=0 (ISO/IEC 7816-3, 10.3). The command is copied to where the answer will be: what comes out of the card
 * overwrites it, and the next host frame cannot.
 */
import {
  ERROR_BAD_LENGTH,
  ERROR_PROCEDURE_BYTE_CONFLICT,
  MESSAGE_HEADER_LENGTH,
} from "@duka/protocol/wire/ccid";
import {
  isInsAllowed,
  PROCEDURE_ALL,
  PROCEDURE_INVALID,
  PROCEDURE_NULL,
  PROCEDURE_SW1,
  procedureStep,
} from "@duka/protocol/wire/t0";
import { answerPayload, complete, PENDING, REFUSED, requestTime } from "./answer.js";
import { transmit } from "./card-line.js";
import { beginExchange, endExchange, fail, failsFor } from "./exchange.js";
import { requestPayload } from "./frame-collector.js";
import type { Slot } from "./slots.js";

const INS = 1;
const P3 = 4;
const DATA = 5;
const header = answerPayload.subarray(0, DATA);

let waitingTimeMs = 0;
let ins = 0;
let isToCard = false;
/** Data bytes not yet transferred in either direction. */
let left = 0;
/** Of these, those that a procedure byte has let come. */
let coming = 0;
/** Position in the payload: of the next data byte, and in the end of SW1. */
let at = 0;
let sw1 = 0;

/**
 * @param length of the command in `request`: a header of 4 or 5 bytes, with or without data; what follows P3 bytes is
 *   dropped
 */
export function exchangeT0(slot: Slot, length: number): number {
  answerPayload.set(requestPayload(length));
  return sendT0(slot, length);
}

/** @param length of the command, which stands in `answerPayload` */
export function sendT0(slot: Slot, length: number): number {
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
  coming = 0;
  sw1 = 0;
  beginExchange(slot, characters, complete);
  waitingTimeMs = slot.waitingTimeMs;
  transmit(header, waitingTimeMs);
  return PENDING;
}

function characters(bytes: Uint8Array, parityError: boolean): void {
  if (failsFor(parityError)) return;
  let from = 0;
  while (from < bytes.length) {
    if (coming > 0) {
      const taken = Math.min(coming, bytes.length - from);
      answerPayload.set(bytes.subarray(from, from + taken), at);
      at += taken;
      left -= taken;
      coming -= taken;
      from += taken;
    } else if (sw1) {
      answerPayload[at] = sw1;
      answerPayload[at + 1] = bytes[from]!;
      endExchange(at + 2);
      return;
    } else if (!proceed(bytes[from++]!)) {
      fail(ERROR_PROCEDURE_BYTE_CONFLICT);
      return;
    }
  }
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
    if (isToCard) at = 0;
    return true;
  }
  if (step === PROCEDURE_INVALID || left === 0) return false;
  const length = step === PROCEDURE_ALL ? left : 1;
  if (isToCard) {
    transmit(answerPayload.subarray(at, at + length), waitingTimeMs);
    at += length;
    left -= length;
  } else {
    coming = length;
  }
  return true;
}
