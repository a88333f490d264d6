/**
 * Collects the host's frames from the line. The receiver of `@duka/protocol/wire/serial-frame` goes step by step, which
 * costs this interpreter more than all the rest of a short command; here a chunk is copied whole and looked at once.
 */

import { xorOfWords } from "@duka/protocol/wire/bytes";
import { LENGTH_AT, MESSAGE_HEADER_LENGTH, MESSAGE_MAX } from "@duka/protocol/wire/ccid";
import { ACK, FRAME_OVERHEAD, SYNC } from "@duka/protocol/wire/serial-frame";
import { HAS_FAST_LINE } from "./features.js";
import { count, STRAYS } from "./statistics.js";

const MESSAGE_AT = 2;
const LENGTH = MESSAGE_AT + LENGTH_AT;
/** The shortest frame: a message without payload. */
const FRAME_MIN = 13;
const FRAME_MAX = FRAME_OVERHEAD + MESSAGE_MAX;

/** From SYNC on. What comes after the end of a frame is moved to the front when that has been executed. */
const frame = new Uint8Array((FRAME_MAX + 3) & ~3);
/** The same, four bytes at a time. */
const words = new Int32Array(frame.buffer);
/** The message of the frame; the next frame overwrites it. */
export const request = frame.subarray(MESSAGE_AT);
/** @param length dwLength of the message in `request` */
export function requestPayload(length: number): Uint8Array {
  return request.subarray(MESSAGE_HEADER_LENGTH, MESSAGE_HEADER_LENGTH + length);
}
/** Bytes of the frame so far, 0 between frames; a 03 alone may be anything, a frame has begun from 03 06 on. */
export let filled = 0;

/** The line is faster than a host finds it: only frames are taken, and anything else is broken. */
export let isFast = false;
export function setFast(fast: boolean): void {
  isFast = fast;
}

/** What the bytes collected so far are. */
export const COLLECTING = 0;
/** A message stands in `request`, LRC right. */
export const COMPLETE = 1;
/** Wrong LRC, or a length that no frame can have. */
export const BROKEN = 2;

/** Length of the complete frame, and how many bytes came behind it. */
export let end = 0;
export let rest = 0;

export function forgetFrame(): void {
  filled = 0;
}

/** After a complete frame: begins the next with what was behind it. */
export function collectRest(): number {
  return collect(frame.subarray(end, end + rest));
}

/**
 * Takes a chunk cut anywhere. What does not fit is lost, and the frame will be broken. A complete frame counts as
 * taken.
 */
export function collect(chunk: Uint8Array): number {
  frame.set(chunk, filled);
  filled += chunk.length;
  if (filled > FRAME_MAX) filled = FRAME_MAX;
  if (frame[0] !== SYNC || (filled > 1 && frame[1] !== ACK)) {
    if (HAS_FAST_LINE && isFast) return BROKEN;
    resynchronise();
  }
  if (filled < FRAME_MIN) return COLLECTING;
  end = FRAME_MIN + frame[LENGTH]! + (frame[LENGTH + 1]! << 8);
  if (end > FRAME_MAX || frame[LENGTH + 2]! + frame[LENGTH + 3]! > 0) return BROKEN;
  if (filled < end) return COLLECTING;
  if (xorOfWords(words, frame, end) !== 0) return BROKEN;
  rest = filled - end;
  filled = 0;
  return COMPLETE;
}

/** Throws away what stands before the next 03 06. */
function resynchronise(): void {
  let at = 0;
  while (at < filled && (frame[at] !== SYNC || (at + 1 < filled && frame[at + 1] !== ACK))) {
    count(STRAYS);
    at++;
  }
  frame.set(frame.subarray(at, filled));
  filled -= at;
}
