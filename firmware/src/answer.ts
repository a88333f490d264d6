/**
 * The command in hand and its answer. Every command is answered exactly once; the answer is kept for a repeat of the
 * frame. While a card is slow the host is kept waiting by time requests.
 */
import { xorOf, xorOfWords } from "@duka/protocol/wire/bytes";
import {
  COMMAND_FAILED,
  ERROR_AT,
  ICC_ABSENT,
  ICC_ACTIVE,
  LENGTH_AT,
  MESSAGE_HEADER_LENGTH,
  MESSAGE_MAX,
  RDR_TO_PC_PARAMETERS,
  RDR_TO_PC_SLOT_STATUS,
  SEQ_AT,
  SLOT_AT,
  SPECIFIC_AT,
  STATUS_AT,
  setPayloadLength,
  TYPE_AT,
} from "@duka/protocol/wire/ccid";
import { ACK, FRAME_OVERHEAD, SYNC, TIME_REQUEST } from "@duka/protocol/wire/serial-frame";
import { HAS_LEVEL } from "./features.js";
import { request } from "./frame-collector.js";
import { nowMs, startTimer, stopTimer, writeHost } from "./hal.js";
import { isPinPad } from "./persona.js";
import type { Slot } from "./slots.js";

/** An empty frame in front of the answer, for stock drivers that expect to hear their own command first. */
const ECHO_LENGTH = isPinPad ? FRAME_OVERHEAD + MESSAGE_HEADER_LENGTH : 0;
const frames = new Uint8Array((ECHO_LENGTH + FRAME_OVERHEAD + MESSAGE_MAX + 3) & ~3);
/** The same, four bytes at a time. */
const words = new Int32Array(frames.buffer);
const frame = frames.subarray(ECHO_LENGTH);
// What stands in front of every message; nothing else is ever written there.
frames[0] = frame[0] = SYNC;
frames[1] = frame[1] = ACK;
/** Of an answer without payload. */
const LRC_AT = ECHO_LENGTH + MESSAGE_HEADER_LENGTH + FRAME_OVERHEAD - 1;
/** The answer message; a card's bytes come to stand in its payload one by one. */
const answer = frame.subarray(2);
export const answerPayload = answer.subarray(MESSAGE_HEADER_LENGTH);

/** What a command ends with: the length of its payload, `PENDING`, or `REFUSED - bError`. */
export const PENDING = -1;
export const REFUSED = -2;

/** A host that waits 2 s at most is asked early, then often enough. */
const FIRST_TIME_REQUEST_MS = 50;
const TIME_REQUEST_MS = 1000;

/** True from `begin` to `complete` or `abandon`: a host waits for an answer. */
export let isOwed = false;
/** True from `wait` to `complete` or `abandon`. */
export let isWaiting = false;
let slot: Slot | undefined;
/** Of both frames. */
let keptLength = 0;
let timer = 0;
let askedMs = 0;
let cleanUp: ((length: number) => void) | undefined;
/** SW1 SW2 that a failure is answered with instead; 0 for none. */
let said = 0;

/** The slot of the command in hand. While that waits, the slot is one that is wired. */
export function runningSlot(): Slot {
  return slot!;
}

/** Starts the answer to the message in `request`. */
export function begin(type: number, of: Slot | undefined): void {
  isOwed = true;
  slot = of;
  keptLength = 0;
  if (isPinPad) echo();
  answer[TYPE_AT] = type;
  answer[SLOT_AT] = request[SLOT_AT]!;
  answer[SEQ_AT] = request[SEQ_AT]!;
}

function echo(): void {
  const message = frames.subarray(2, 2 + MESSAGE_HEADER_LENGTH);
  message.set(request.subarray(0, MESSAGE_HEADER_LENGTH));
  // Whatever the command was, this is no answer.
  message[TYPE_AT]! &= 0x7f;
  setPayloadLength(message, 0);
  frames[ECHO_LENGTH - 1] = xorOf(frames.subarray(0, ECHO_LENGTH - 1));
}

/** The command goes on by itself and calls `complete` later. */
export function wait(): void {
  isWaiting = true;
  timer = startTimer(keepWaiting, FIRST_TIME_REQUEST_MS);
}

function keepWaiting(): void {
  askedMs = nowMs();
  writeHost(TIME_REQUEST);
  timer = startTimer(keepWaiting, TIME_REQUEST_MS);
}

/** The card itself asks for time. A card that does nothing else must not flood the host. */
export function requestTime(): void {
  if (nowMs() - askedMs < FIRST_TIME_REQUEST_MS) return;
  askedMs = nowMs();
  writeHost(TIME_REQUEST);
}

/**
 * Has `then` called once, when the command in hand ends in whatever way, before its answer leaves.
 * @param then takes the length of the answer's payload
 */
export function atEnd(then: (length: number) => void): void {
  cleanUp = then;
}

function cleanUpWith(length: number): void {
  const then = cleanUp!;
  cleanUp = undefined;
  then(length);
}

function end(): void {
  isOwed = isWaiting = false;
  stopTimer(timer);
}

/**
 * The card has done what the command says, and said so: whatever fails from here on, the command in hand is answered
 * with that.
 */
export function keepStatusWord(statusWord: number): void {
  said = statusWord;
}

/** Ends the command without a word: its host has given it up. */
export function abandon(): void {
  said = 0;
  if (cleanUp) cleanUpWith(0);
  end();
}

/** bClockStatus: stopped in the low state unless the card is active. bProtocolNum. bChainParameter: 0. */
function specificByte(icc: number): number {
  const type = answer[TYPE_AT];
  if (type === RDR_TO_PC_SLOT_STATUS) return icc === ICC_ACTIVE ? 0 : 1;
  return type === RDR_TO_PC_PARAMETERS && slot ? slot.protocol : 0;
}

/** @param ended a payload length or a refusal */
export function complete(ended: number): void {
  let result = ended;
  if (HAS_LEVEL && said && ended < 0) {
    answerPayload[0] = said >> 8;
    answerPayload[1] = said;
    result = 2;
  }
  said = 0;
  const length = Math.max(result, 0);
  if (cleanUp) cleanUpWith(length);
  const icc = slot ? slot.icc : ICC_ABSENT;
  // The two high bytes are 0 for ever.
  answer[LENGTH_AT] = length;
  answer[LENGTH_AT + 1] = length >> 8;
  answer[STATUS_AT] = result < 0 ? icc | COMMAND_FAILED : icc;
  answer[ERROR_AT] = result < 0 ? REFUSED - result : 0;
  answer[SPECIFIC_AT] = specificByte(icc);
  // The sum of an echo is 0.
  const lrcAt = LRC_AT + length;
  frames[lrcAt] = xorOfWords(words, frames, lrcAt);
  keptLength = lrcAt + 1;
  writeHost(frames.subarray(0, keptLength));
  // While the answer is on its way.
  if (isWaiting) end();
  else isOwed = false;
}

/** Sends the kept answer, if there is one. */
export function repeatAnswer(): void {
  if (keptLength) writeHost(frames.subarray(0, keptLength));
}
