/**
 * One block to the card and one back (ISO/IEC 7816-3, 11.3 and 11.4), as the host has made it. What the blocks mean,
 * and whether the EDC is right, is the host's business at TPDU level.
 */
import { xorOf } from "@duka/protocol/wire/bytes";
import {
  ERROR_BAD_LENGTH,
  ERROR_ICC_MUTE,
  ERROR_XFR_PARITY_ERROR,
  MESSAGE_HEADER_LENGTH,
  PARAMETER_AT,
} from "@duka/protocol/wire/ccid";
import { crcOf, LEN_AT, PCB_AT, PCB_I_MORE, PCB_R, PROLOGUE_LENGTH } from "@duka/protocol/wire/t1";
import { answerPayload, complete, PENDING, REFUSED } from "./answer.js";
import { converse, expect, hangUp, transmit } from "./card-line.js";
import { HAS_PINPAD } from "./features.js";
import { request, requestPayload } from "./frame-collector.js";
import { type Slot, TCCKS } from "./slots.js";
import { count, PARITY_ERRORS } from "./statistics.js";

/** A NAD that cannot be told from PPSS (11.3.2.1). */
const NAD_INVALID = 0xff;

let filled = 0;
let edcLength = 1;
let characterTimeMs = 0;
let isSpoilt = false;

/** @param length of the block in `request`, which must be what its LEN says */
export function exchangeT1(slot: Slot, length: number): number {
  const block = requestPayload(length);
  edcLength = 1 + (slot.parameters[TCCKS]! & 1);
  if (length < PROLOGUE_LENGTH || length !== PROLOGUE_LENGTH + block[LEN_AT]! + edcLength)
    return REFUSED - ERROR_BAD_LENGTH;
  if (block[0] === NAD_INVALID) return REFUSED - MESSAGE_HEADER_LENGTH;
  // What is neither R-block nor S-block; a card may take no notice of the reserved bits.
  if (HAS_PINPAD && block[PCB_AT]! < PCB_R) slot.isChained = (block[PCB_AT]! & PCB_I_MORE) > 0;
  answerPayload.set(block);
  // bBWI, after a request of the card for more time: multiplies the block waiting time (CCID 6.1.4).
  return sendBlock(slot, length, request[PARAMETER_AT] || 1);
}

/**
 * An APDU in `answerPayload`, behind the room for its prologue, becomes a block with LRC or the CRC of ISO/IEC 13239
 * (11.3.4).
 */
export function sendApduT1(slot: Slot, length: number): number {
  const end = PROLOGUE_LENGTH + length;
  const covered = answerPayload.subarray(0, end);
  answerPayload[LEN_AT] = length;
  edcLength = 1 + (slot.parameters[TCCKS]! & 1);
  const edc = edcLength > 1 ? ~crcOf(covered) : xorOf(covered);
  answerPayload[end] = edc;
  answerPayload[end + 1] = edc >> 8;
  return sendBlock(slot, end + edcLength, 1);
}

/** @param multiplier of the block waiting time */
function sendBlock(slot: Slot, length: number, multiplier: number): number {
  slot.isFresh = false;
  filled = 0;
  isSpoilt = false;
  characterTimeMs = slot.characterTimeMs;
  converse(slot, characters, stopped);
  transmit(answerPayload.subarray(0, length), slot.waitingTimeMs * multiplier);
  return PENDING;
}

/** Silence: of a whole block waiting time, or in the middle of a block, whose LEN may have been spoilt. */
function stopped(error: number): void {
  hangUp();
  complete(REFUSED - (filled && error === ERROR_ICC_MUTE ? ERROR_XFR_PARITY_ERROR : error));
}

/** A spoilt block is received to its end, so that the next one does not meet the rest of it. */
function characters(bytes: Uint8Array, parityError: boolean): void {
  if (parityError) {
    count(PARITY_ERRORS);
    isSpoilt = true;
  }
  if (filled === 0) expect(characterTimeMs);
  answerPayload.set(bytes, filled);
  filled += bytes.length;
  const end = PROLOGUE_LENGTH + answerPayload[LEN_AT]! + edcLength;
  if (filled < PROLOGUE_LENGTH || filled < end) return;
  hangUp();
  complete(isSpoilt ? REFUSED - ERROR_XFR_PARITY_ERROR : end);
}
