/** Get-, Set- and ResetParameters (CCID 6.1.5 to 6.1.7). */
import {
  ERROR_BAD_LENGTH,
  ERROR_ICC_MUTE,
  ERROR_ICC_PROTOCOL_NOT_SUPPORTED,
  ICC_ACTIVE,
  MESSAGE_HEADER_LENGTH,
  PARAMETER_AT,
} from "@duka/protocol/wire/ccid";
import { BWI_MAX } from "@duka/protocol/wire/timing";
import { answerPayload, refusal } from "./answer.js";
import { request } from "./frame-collector.js";
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
  if (slot.icc !== ICC_ACTIVE) return refusal(ERROR_ICC_MUTE);
  answerPayload.set(slot.parameters);
  return parametersLength(slot.protocol);
}

export function restoreParameters(slot: Slot): number {
  if (slot.icc !== ICC_ACTIVE) return refusal(ERROR_ICC_MUTE);
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

/** A refused byte is pointed at by its offset in the message (table 6.2-2); then nothing has changed. */
export function setParameters(slot: Slot, length: number): number {
  if (slot.icc !== ICC_ACTIVE) return refusal(ERROR_ICC_MUTE);
  const protocol = request[PARAMETER_AT]!;
  if (protocol > 1) return refusal(ERROR_ICC_PROTOCOL_NOT_SUPPORTED);
  if (length !== parametersLength(protocol)) return refusal(ERROR_BAD_LENGTH);
  const wanted = request.subarray(MESSAGE_HEADER_LENGTH, MESSAGE_HEADER_LENGTH + length);
  const refused = protocol === 0 ? refusedForT0(wanted) : refusedForT1(wanted);
  if (refused >= 0) return refusal(MESSAGE_HEADER_LENGTH + refused);
  slot.protocol = protocol;
  slot.parameters.set(wanted);
  // The convention is the card's; the host can only repeat it.
  slot.parameters[TCCKS] = (wanted[TCCKS]! & (protocol ? 0x11 : 0)) | (slot.isInverse ? 2 : 0);
  applyParameters(slot, true);
  return getParameters(slot);
}
