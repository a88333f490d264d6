/** Get-, Set- and ResetParameters (CCID 6.1.5 to 6.1.7) of an active card. */
import { xorOf } from "@duka/protocol/wire/bytes";
import {
  ERROR_BAD_LENGTH,
  ERROR_ICC_PROTOCOL_NOT_SUPPORTED,
  ERROR_PROCEDURE_BYTE_CONFLICT,
  MESSAGE_HEADER_LENGTH,
  PARAMETER_AT,
} from "@duka/protocol/wire/ccid";
import { PPS0_HAS_PPS1 } from "@duka/protocol/wire/pps";
import { BWI_MAX, cyclesPerEtu, TA1_DEFAULT } from "@duka/protocol/wire/timing";
import { answerPayload, complete, REFUSED } from "./answer.js";
import { deactivate } from "./contacts.js";
import { negotiate } from "./exchange-pps.js";
import { HAS_PPS, HAS_T1 } from "./features.js";
import { request, requestPayload } from "./frame-collector.js";
import { isSec1210 } from "./persona.js";
import {
  applyParameters,
  cardBaud,
  FI_DI,
  IFSC,
  parametersLength,
  resetParameters,
  type Slot,
  TCCKS,
  WAITING_INTEGER,
} from "./slots.js";

export function getParameters(slot: Slot): number {
  answerPayload.set(slot.parameters);
  return parametersLength(slot.protocol);
}

export function restoreParameters(slot: Slot): number {
  resetParameters(slot);
  applyParameters(slot, false);
  return getParameters(slot);
}

/** @returns the offset of what cannot be, or -1 */
function refusedForT0(wanted: Uint8Array): number {
  if (!cardBaud(wanted[FI_DI]!)) return FI_DI;
  return wanted[WAITING_INTEGER] ? -1 : WAITING_INTEGER;
}

function refusedForT1(wanted: Uint8Array): number {
  if (!cardBaud(wanted[FI_DI]!)) return FI_DI;
  if (wanted[WAITING_INTEGER]! >> 4 > BWI_MAX) return WAITING_INTEGER;
  const ifsc = wanted[IFSC]!;
  return ifsc && ifsc < 255 ? -1 : IFSC;
}

/** What the host has asked for, while the card is asked. */
const wanted = new Uint8Array(parametersLength(1));
let negotiating: Slot;
let protocol = 0;

/** A refused byte is pointed at by its offset in the message (table 6.2-2); then nothing has changed. */
export function setParameters(slot: Slot, length: number): number {
  protocol = request[PARAMETER_AT]!;
  if (protocol > (HAS_T1 ? 1 : 0)) return REFUSED - ERROR_ICC_PROTOCOL_NOT_SUPPORTED;
  if (length !== parametersLength(protocol)) return REFUSED - ERROR_BAD_LENGTH;
  wanted.set(requestPayload(length));
  // This type's drivers ask for whatever the card offers, and take what the answer says.
  if (isSec1210 && cyclesPerEtu(wanted[FI_DI]!) && !cardBaud(wanted[FI_DI]!))
    wanted[FI_DI] = slot.parameters[FI_DI]!;
  const refused = protocol === 0 ? refusedForT0(wanted) : refusedForT1(wanted);
  if (refused >= 0) return REFUSED - (MESSAGE_HEADER_LENGTH + refused);
  if (
    HAS_PPS &&
    isSec1210 &&
    slot.isFresh &&
    (protocol !== slot.protocol || wanted[FI_DI] !== slot.parameters[FI_DI])
  ) {
    negotiating = slot;
    return negotiate(slot, protocol, wanted[FI_DI]!, negotiated);
  }
  return select(slot);
}

/** A card that answers otherwise than it may is not to be used before its next reset (ISO/IEC 7816-3, 9.3). */
function negotiated(length: number): void {
  if (length < 0 || !agrees(answerPayload.subarray(0, length))) {
    deactivate(negotiating);
    complete(length < 0 ? length : REFUSED - ERROR_PROCEDURE_BYTE_CONFLICT);
    return;
  }
  complete(select(negotiating));
}

/** A response without PPS1 agrees to the protocol alone: the speed is that of Fd and Dd. */
function agrees(response: Uint8Array): boolean {
  const pps0 = response[1]!;
  if (!(pps0 & PPS0_HAS_PPS1)) wanted[FI_DI] = TA1_DEFAULT;
  else if (response[2] !== wanted[FI_DI]) return false;
  return (pps0 & ~PPS0_HAS_PPS1) === protocol && xorOf(response) === 0;
}

function select(slot: Slot): number {
  slot.protocol = protocol;
  slot.parameters.set(wanted);
  // The convention is the card's; the host can only repeat it.
  slot.parameters[TCCKS] = (wanted[TCCKS]! & (protocol ? 0x11 : 0)) | (slot.isInverse ? 2 : 0);
  applyParameters(slot, true);
  return getParameters(slot);
}
