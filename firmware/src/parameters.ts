/** Get-, Set- and ResetParameters (CCID 6.1.5 to 6.1.7), for T=0. */
import {
  ERROR_BAD_LENGTH,
  ERROR_ICC_MUTE,
  ERROR_ICC_PROTOCOL_NOT_SUPPORTED,
  ICC_ACTIVE,
  MESSAGE_HEADER_LENGTH,
  PARAMETER_AT,
} from "@duka/protocol/wire/ccid";
import { cyclesPerEtu } from "@duka/protocol/wire/timing";
import { answerPayload, refusal } from "./answer.js";
import { request } from "./frame-collector.js";
import {
  applyParameters,
  FI_DI,
  PARAMETERS_LENGTH,
  resetParameters,
  type Slot,
  TCCKS,
  WAITING_INTEGER,
} from "./slots.js";

export function getParameters(slot: Slot): number {
  if (slot.icc !== ICC_ACTIVE) return refusal(ERROR_ICC_MUTE);
  answerPayload.set(slot.parameters);
  return PARAMETERS_LENGTH;
}

export function restoreParameters(slot: Slot): number {
  if (slot.icc !== ICC_ACTIVE) return refusal(ERROR_ICC_MUTE);
  resetParameters(slot);
  applyParameters(slot);
  return getParameters(slot);
}

/** A refused byte is pointed at by its offset in the message (table 6.2-2); then nothing has changed. */
export function setParameters(slot: Slot, length: number): number {
  if (slot.icc !== ICC_ACTIVE) return refusal(ERROR_ICC_MUTE);
  if (request[PARAMETER_AT] !== 0) return refusal(ERROR_ICC_PROTOCOL_NOT_SUPPORTED);
  if (length !== PARAMETERS_LENGTH) return refusal(ERROR_BAD_LENGTH);
  const wanted = request.subarray(MESSAGE_HEADER_LENGTH, MESSAGE_HEADER_LENGTH + length);
  if (cyclesPerEtu(wanted[FI_DI]!) === 0) return refusal(MESSAGE_HEADER_LENGTH + FI_DI);
  if (wanted[WAITING_INTEGER] === 0) return refusal(MESSAGE_HEADER_LENGTH + WAITING_INTEGER);
  slot.parameters.set(wanted);
  // The convention is the card's; the host can only repeat it.
  slot.parameters[TCCKS] = slot.isInverse ? 2 : 0;
  slot.protocol = 0;
  applyParameters(slot);
  return getParameters(slot);
}
