/**
 * One conversation with a card, character by character: sends with the guard time, discards the echo by count, and
 * knows when the card has been silent too long. What the characters mean is for the listener.
 */
import { ERROR_ICC_MUTE } from "@duka/protocol/wire/ccid";
import { board } from "./board.js";
import { nowMs, startTimer, stopTimer, writeCard } from "./hal.js";
import type { Slot } from "./slots.js";

/** Characters with the convention of the slot undone; `parityError` is about the first of them. */
export type Characters = (bytes: Uint8Array, parityError: boolean) => void;
type Failure = (error: number) => void;

/** A line is taken to be silent after so long. */
const SILENCE_MS = 10;
/**
 * 16 etu lie between the start bits when the direction changes (10.3), 22 with T=1 (11.4.3); the UART has told of the
 * last after 10 or 11.
 */
const TURN_ETU = [6, 12];
/** From the start bit of one character to that of the next, in etu, without extra guard time. */
const CHARACTER_ETU = 12;

let slot: Slot | undefined;
let characters: Characters = ignore;
let failure: Failure = ignore;
let timer = 0;
/** The timer is there to see that the card is silent, after the time that was last waited for at the latest. */
let isWatching = false;
let waitMs = 0;
let heardMs = 0;
let echoLeft = 0;
let answerWithinMs = 0;
let unsent: Uint8Array;
let unsentAt = 0;

/** Undoes, or does, the inverse convention in place: bits inverted and in reverse order (ISO/IEC 7816-3, 8.1). */
const REVERSED = new Uint8Array([0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15]);
export function invert(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at++) {
    const byte = ~bytes[at]!;
    bytes[at] = (REVERSED[byte & 15]! << 4) | REVERSED[(byte >> 4) & 15]!;
  }
}

function ignore(): void {}

/** Begins a conversation. What was said before, and any echo of it, is forgotten. */
export function converse(to: Slot, onCharacters: Characters, onFailure: Failure): void {
  if (timer) hangUp();
  slot = to;
  characters = onCharacters;
  failure = onFailure;
  echoLeft = 0;
}

/** Ends the conversation: nothing more is expected, nothing more is heard. */
export function hangUp(): void {
  if (timer) stopTimer(timer);
  timer = 0;
  isWatching = false;
  slot = undefined;
}

/** Calls `then` later, unless the conversation ends before. */
export function pause(delayMs: number, then: () => void): void {
  if (timer) stopTimer(timer);
  isWatching = false;
  timer = startTimer(then, delayMs);
}

/** The failure is `ERROR_ICC_MUTE` when the card says nothing for so long, counted from its last character or now. */
export function expect(withinMs: number): void {
  const lookMs = heardMs + waitMs;
  waitMs = withinMs + board.latencyMs;
  heardMs = nowMs();
  // A timer that ends before will look again.
  if (isWatching && lookMs <= heardMs + waitMs) return;
  pause(waitMs, checkSilence);
  isWatching = true;
}

function checkSilence(): void {
  const restMs = heardMs + waitMs - nowMs();
  if (restMs > 0) {
    timer = startTimer(checkSilence, restMs + 1);
    return;
  }
  timer = 0;
  isWatching = false;
  failure(ERROR_ICC_MUTE);
}

/** The conversation has failed: waits until the card has said all, so that the next one does not hear it. */
export function fallSilent(then: () => void): void {
  characters = ignore;
  failure = then;
  expect(SILENCE_MS);
}

/**
 * Sends, then expects an answer.
 * @param bytes are inverted in place when the card speaks so
 * @param withinMs from the last character sent to the first one of the answer
 */
export function transmit(bytes: Uint8Array, withinMs: number): void {
  const to = slot!;
  if (to.isInverse) invert(bytes);
  unsent = bytes;
  unsentAt = 0;
  answerWithinMs = withinMs;
  const restMs = heardMs + TURN_ETU[to.protocol]! * to.etuMs - nowMs();
  if (restMs > 0) pause(restMs, transmitRest);
  else transmitRest();
}

/** The UART sends back to back; extra guard time is a timer between characters. */
function transmitRest(): void {
  const to = slot!;
  const isSpaced = to.extraGuardTimeEtu > 0;
  const part = isSpaced ? unsent.subarray(unsentAt, unsentAt + 1) : unsent;
  unsentAt += part.length;
  if (board.echo) echoLeft += part.length;
  writeCard(to.index, part);
  if (unsentAt < unsent.length) pause((CHARACTER_ETU + to.extraGuardTimeEtu) * to.etuMs, transmitRest);
  else expect(answerWithinMs);
}

/** From the card port: bytes of a slot that no one converses with are no one's. */
export function hear(index: number, bytes: Uint8Array, parityError: boolean): void {
  if (!slot || slot.index !== index) return;
  heardMs = nowMs();
  if (echoLeft > 0) hearEcho(bytes);
  else {
    if (slot.isInverse) invert(bytes);
    characters(bytes, parityError);
  }
}

/** Forgets what the reader has said itself; what stands behind it is the card's, and no parity error is about that. */
function hearEcho(bytes: Uint8Array): void {
  const echo = Math.min(echoLeft, bytes.length);
  echoLeft -= echo;
  // It may be a PIN, and the buffer of the port keeps it.
  bytes.fill(0, 0, echo);
  if (bytes.length === echo) return;
  const rest = bytes.subarray(echo);
  if (slot!.isInverse) invert(rest);
  characters(rest, false);
}
