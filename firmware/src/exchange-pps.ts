/** A PPS (ISO/IEC 7816-3, 9) as the host's raw bytes. The new speed comes into force by SetParameters, not here. */

import { xorOf } from "@duka/protocol/wire/bytes";
import {
  ERROR_ICC_PROTOCOL_NOT_SUPPORTED,
  ERROR_PROCEDURE_BYTE_CONFLICT,
  MESSAGE_HEADER_LENGTH,
} from "@duka/protocol/wire/ccid";
import { PPS_MAX, PPS0_HAS_PPS1, PPS0_PROTOCOL, PPSS, ppsLength } from "@duka/protocol/wire/pps";
import { INITIAL_WAITING_TIME_ETU } from "@duka/protocol/wire/timing";
import { answerPayload, complete, PENDING, REFUSED } from "./answer.js";
import { transmit } from "./card-line.js";
import { beginExchange, type End, endExchange, fail, failsFor } from "./exchange.js";
import { request, requestPayload } from "./frame-collector.js";
import type { Slot } from "./slots.js";

let filled = 0;

/** Is the payload in `request` a PPS request, and not an APDU of class FF? */
export function isPps(length: number): boolean {
  const payload = requestPayload(length);
  return payload[0] === PPSS && length > 2 && length === ppsLength(payload[1]!) && xorOf(payload) === 0;
}

export function exchangePps(slot: Slot, length: number): number {
  if ((request[MESSAGE_HEADER_LENGTH + 1]! & PPS0_PROTOCOL) > 1)
    return REFUSED - ERROR_ICC_PROTOCOL_NOT_SUPPORTED;
  answerPayload.set(requestPayload(length));
  return send(slot, length, complete);
}

/**
 * Asks for a protocol and its speed, for a host that leaves this to the reader.
 * @param end takes the length of the response in `answerPayload`, or a refusal
 */
export function negotiate(slot: Slot, protocol: number, fiDi: number, end: End): number {
  answerPayload[0] = PPSS;
  answerPayload[1] = PPS0_HAS_PPS1 | protocol;
  answerPayload[2] = fiDi;
  answerPayload[3] = PPSS ^ answerPayload[1]! ^ fiDi;
  return send(slot, 4, end);
}

function send(slot: Slot, length: number, end: End): number {
  filled = 0;
  // Whatever the card says to it: there is one PPS after a reset.
  slot.isFresh = false;
  beginExchange(slot, characters, end);
  transmit(answerPayload.subarray(0, length), INITIAL_WAITING_TIME_ETU * slot.etuMs);
  return PENDING;
}

function characters(bytes: Uint8Array, parityError: boolean): void {
  if (failsFor(parityError)) return;
  if (filled + bytes.length > PPS_MAX || (filled === 0 && bytes[0] !== PPSS)) {
    fail(ERROR_PROCEDURE_BYTE_CONFLICT);
    return;
  }
  answerPayload.set(bytes, filled);
  filled += bytes.length;
  if (filled < 3 || filled < ppsLength(answerPayload[1]!)) return;
  endExchange(filled);
}
