/** CCID messages of the host inside serial frames, and what an answer says. */
import { secretBytes } from "@duka/protocol/layout";
import {
  COMMAND_FAILED,
  COMMAND_STATUS_MASK,
  ERROR_AT,
  ICC_ABSENT,
  ICC_ACTIVE,
  ICC_INACTIVE,
  ICC_STATUS_MASK,
  MESSAGE_HEADER_LENGTH,
  MESSAGE_MAX,
  PC_TO_RDR_ESCAPE,
  PC_TO_RDR_GET_PARAMETERS,
  PC_TO_RDR_ICC_POWER_ON,
  PC_TO_RDR_RESET_PARAMETERS,
  PC_TO_RDR_SECURE,
  PC_TO_RDR_SET_PARAMETERS,
  PC_TO_RDR_T0_APDU,
  PC_TO_RDR_XFR_BLOCK,
  payloadLength,
  RDR_TO_PC_DATA_BLOCK,
  RDR_TO_PC_ESCAPE,
  RDR_TO_PC_PARAMETERS,
  RDR_TO_PC_SLOT_STATUS,
  SPECIFIC_AT,
  STATUS_AT,
  TYPE_AT,
  writeCommandHeader,
} from "@duka/protocol/wire/ccid";
import { ACK, FRAME_OVERHEAD, frameLrc, SYNC } from "@duka/protocol/wire/serial-frame";
/** `active`: powered; `inactive`: a card is there, without power; `absent`: no card. */
export type SlotStatus = "active" | "inactive" | "absent";

export type CcidMessage = {
  /** PC_to_RDR message type. */
  readonly type: number;
  readonly slot: number;
  /** The three bytes that the message type names; zeros when absent. */
  readonly parameters?: readonly [number, number, number];
  readonly data?: Uint8Array;
};

export type CcidAnswer = {
  readonly card: SlotStatus;
  readonly failed: boolean;
  /** bError, meaningful when `failed`. */
  readonly error: number;
  /** The byte that the message type names: bClockStatus, bProtocolNum, bChainParameter. */
  readonly specific: number;
  readonly data: Uint8Array;
  /** How often the frame had to be sent again. */
  readonly repeats: number;
  /** From the first byte sent to the last one received. */
  readonly elapsedMs: number;
};

const MESSAGE_AT = 2;

/** @throws RangeError when the data does not fit a message of 271 bytes */
export function checkMessage(message: CcidMessage): void {
  const length = message.data?.length ?? 0;
  if (MESSAGE_HEADER_LENGTH + length > MESSAGE_MAX) {
    throw new RangeError(`${length} bytes do not fit a CCID message of ${MESSAGE_MAX} with its header`);
  }
}

/** The whole frame of a message that was checked. */
export function packFrame(message: CcidMessage, seq: number): Uint8Array {
  const data = message.data ?? new Uint8Array(0);
  const length = MESSAGE_HEADER_LENGTH + data.length;
  const frame = secretBytes(length + FRAME_OVERHEAD);
  frame[0] = SYNC;
  frame[1] = ACK;
  const body = frame.subarray(MESSAGE_AT, MESSAGE_AT + length);
  const [a, b, c] = message.parameters ?? [0, 0, 0];
  writeCommandHeader(body, message.type, data.length, message.slot, seq, a, b, c);
  body.set(data, MESSAGE_HEADER_LENGTH);
  frame[frame.length - 1] = frameLrc(body);
  return frame;
}

/** True when the card itself receives something by this message: only then can it have acted. */
export function reachesCard(type: number): boolean {
  return type === PC_TO_RDR_XFR_BLOCK || type === PC_TO_RDR_SECURE || type === PC_TO_RDR_T0_APDU;
}

/** A command of the host that comes back is the echo of some reader types. */
export function isEcho(message: Uint8Array): boolean {
  return message[TYPE_AT]! < RDR_TO_PC_DATA_BLOCK;
}

/**
 * Whether a message of this type may answer a command of that one (CCID 6.1); a bare SlotStatus may report any failure.
 */
export function answers(message: Uint8Array, commandType: number): boolean {
  const failed = (message[STATUS_AT]! & COMMAND_STATUS_MASK) === COMMAND_FAILED;
  if (failed && message[TYPE_AT] === RDR_TO_PC_SLOT_STATUS) return true;
  return message[TYPE_AT] === answerType(commandType);
}

function answerType(commandType: number): number {
  if (reachesCard(commandType) || commandType === PC_TO_RDR_ICC_POWER_ON) return RDR_TO_PC_DATA_BLOCK;
  if (commandType === PC_TO_RDR_ESCAPE) return RDR_TO_PC_ESCAPE;
  if (
    commandType === PC_TO_RDR_SET_PARAMETERS ||
    commandType === PC_TO_RDR_GET_PARAMETERS ||
    commandType === PC_TO_RDR_RESET_PARAMETERS
  ) {
    return RDR_TO_PC_PARAMETERS;
  }
  return RDR_TO_PC_SLOT_STATUS;
}

/**
 * What the reader says, copied out of the receive buffer; undefined when bmICCStatus or bmCommandStatus has a reserved
 * value.
 */
export function readAnswer(message: Uint8Array, repeats: number, elapsedMs: number): CcidAnswer | undefined {
  const card = slotStatusOf(message[STATUS_AT]! & ICC_STATUS_MASK);
  const commandStatus = message[STATUS_AT]! & COMMAND_STATUS_MASK;
  if (card === undefined || commandStatus > COMMAND_FAILED) return undefined;
  const end = MESSAGE_HEADER_LENGTH + payloadLength(message);
  return {
    card,
    failed: commandStatus === COMMAND_FAILED,
    error: message[ERROR_AT]!,
    specific: message[SPECIFIC_AT]!,
    data: message.slice(MESSAGE_HEADER_LENGTH, end),
    repeats,
    elapsedMs,
  };
}

function slotStatusOf(iccStatus: number): SlotStatus | undefined {
  if (iccStatus === ICC_ACTIVE) return "active";
  if (iccStatus === ICC_INACTIVE) return "inactive";
  return iccStatus === ICC_ABSENT ? "absent" : undefined;
}
