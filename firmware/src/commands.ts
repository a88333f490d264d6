/** The messages of the host by type (CCID 6.1): who executes them, and with what type they are answered. */
import {
  ERROR_BAD_LENGTH,
  ERROR_BAD_SLOT,
  ERROR_CMD_ABORTED,
  ERROR_COMMAND_NOT_SUPPORTED,
  ERROR_ICC_MUTE,
  ERROR_ICC_PROTOCOL_NOT_SUPPORTED,
  ICC_ACTIVE,
  MESSAGE_HEADER_LENGTH,
  PARAMETER_AT,
  PC_TO_RDR_ABORT,
  PC_TO_RDR_SET_PARAMETERS,
  RDR_TO_PC_DATA_BLOCK,
  SLOT_AT,
  TYPE_AT,
} from "@duka/protocol/wire/ccid";
import {
  abandon,
  answerPayload,
  begin,
  complete,
  isWaiting,
  PENDING,
  REFUSED,
  runningSlot,
  wait,
} from "./answer.js";
import { hangUp } from "./card-line.js";
import { deactivate } from "./contacts.js";
import { executeEscape } from "./escapes.js";
import { exchangePps, isPps } from "./exchange-pps.js";
import { allowedLevel, exchangeT0 } from "./exchange-t0.js";
import { exchangeT1 } from "./exchange-t1.js";
import { HAS_LEVEL, HAS_PINPAD, HAS_PPS, HAS_T1 } from "./features.js";
import { request } from "./frame-collector.js";
import { getParameters, restoreParameters, setParameters } from "./parameters.js";
import { isAskingPin } from "./pin-entry.js";
import { powerOn } from "./power-on.js";
import { lookForCard } from "./presence.js";
import { enterPin } from "./secure.js";
import { type Slot, slotOf, slots } from "./slots.js";

/** @returns a payload length, PENDING, or a refusal */
type Execute = (slot: Slot, length: number) => number;

const PSEUDO_CLASS = 0xff;

function slotStatus(slot: Slot): number {
  lookForCard(slot);
  return 0;
}

function iccPowerOn(slot: Slot): number {
  lookForCard(slot);
  return powerOn(slot);
}

function iccPowerOff(slot: Slot): number {
  deactivate(slot);
  return 0;
}

/** Has this host agreed on what wLevelParameter leaves to the reader? */
function isAgreed(slot: Slot): boolean {
  return (
    HAS_LEVEL && !slot.protocol && !(request[PARAMETER_AT + 1]! & ~allowedLevel) && !request[PARAMETER_AT + 2]
  );
}

function xfrBlock(slot: Slot, length: number): number {
  if (length === 0) return REFUSED - ERROR_BAD_LENGTH;
  // wLevelParameter: a whole TPDU at once, unless this host has agreed on more.
  const level = request[PARAMETER_AT + 1]! + request[PARAMETER_AT + 2]!;
  if (level > 0 && !isAgreed(slot)) return REFUSED - (PARAMETER_AT + 1);
  if (HAS_PPS && slot.isFresh && isPps(length)) return exchangePps(slot, length);
  if (slot.protocol > (HAS_T1 ? 1 : 0)) return REFUSED - ERROR_ICC_PROTOCOL_NOT_SUPPORTED;
  if (HAS_T1 && slot.protocol === 1) return exchangeT1(slot, length);
  if (request[MESSAGE_HEADER_LENGTH] === PSEUDO_CLASS) {
    // Meant for a reader, and this one has no such commands: CLA not supported.
    answerPayload[0] = 0x6e;
    answerPayload[1] = 0;
    return 2;
  }
  return exchangeT0(slot, length);
}

function secure(slot: Slot, length: number): number {
  const level = request[PARAMETER_AT + 1]! + request[PARAMETER_AT + 2]!;
  return level > 0 ? REFUSED - (PARAMETER_AT + 1) : enterPin(slot, length);
}

/** What was to be aborted has been, before this was executed. */
function abort(): number {
  return 0;
}

/** By message type, from PC_TO_RDR_SET_PARAMETERS on; undefined is not supported. */
const COMMANDS: (Execute | undefined)[] = [
  setParameters,
  iccPowerOn,
  iccPowerOff,
  undefined,
  slotStatus,
  undefined,
  undefined,
  undefined,
  HAS_PINPAD ? secure : undefined,
  undefined,
  executeEscape,
  getParameters,
  restoreParameters,
  undefined,
  xfrBlock,
  undefined,
  undefined,
  abort,
];

/** Answer types in the same order, as offsets from RDR_TO_PC_DATA_BLOCK; 1, SlotStatus, for everything else. */
const ANSWER_TYPES = new Uint8Array([
  58, 32, 33, 33, 33, 33, 33, 33, 56, 33, 43, 50, 50, 33, 56, 33, 33, 33, 44,
]);
/** Added for those that have a payload, those that need an active card, and to all. */
const HAS_PAYLOAD = 8;
const NEEDS_CARD = 16;
const KIND_MASK = 7;
const NOT_LISTED = 33;

/**
 * Executes the message in `request` and answers it, at once or later. A message that comes while another still runs
 * means that the host has given that one up: it is ended without an answer, which would come too late and be taken for
 * this one's. Only Abort has it answered first (CCID 6.1.13).
 */
export function execute(length: number): void {
  const type = request[TYPE_AT]!;
  const slot = slots[request[SLOT_AT]!] || slotOf(request[SLOT_AT]!);
  if (isWaiting) giveUp(type === PC_TO_RDR_ABORT ? ERROR_CMD_ABORTED : 0);
  // Never negative: the interpreter throws where such an element of a Uint8Array is read.
  const index = (type - PC_TO_RDR_SET_PARAMETERS) & 0xff;
  const kind = ANSWER_TYPES[index] || NOT_LISTED;
  begin(RDR_TO_PC_DATA_BLOCK + (kind & KIND_MASK), slot);
  const command = COMMANDS[index];
  const isRight =
    command &&
    slot &&
    (length === 0 || kind & HAS_PAYLOAD) &&
    (slot.icc === ICC_ACTIVE || !(kind & NEEDS_CARD));
  const result = isRight ? command(slot, length) : refusal(slot, command, kind);
  if (result === PENDING) wait();
  else complete(result);
}

/** Why a message is not executed. */
function refusal(slot: Slot | undefined, command: Execute | undefined, kind: number): number {
  if (slot === undefined) return REFUSED - ERROR_BAD_SLOT;
  if (command === undefined) return REFUSED - ERROR_COMMAND_NOT_SUPPORTED;
  return REFUSED - (kind & NEEDS_CARD && slot.icc !== ICC_ACTIVE ? ERROR_ICC_MUTE : ERROR_BAD_LENGTH);
}

/**
 * Ends the running command. Where its card stands is not known, so the card is deactivated; unless it has not been
 * asked yet, because a PIN was being typed.
 * @param error the bError that it is answered with; 0 for no answer at all
 */
export function giveUp(error: number): void {
  hangUp();
  if (!HAS_PINPAD || !isAskingPin()) deactivate(runningSlot());
  if (error !== 0) complete(REFUSED - error);
  else abandon();
}
