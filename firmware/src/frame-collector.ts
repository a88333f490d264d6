/**
 * Collects the host's frames from the line. The receiver of `@duka/protocol/wire/serial-frame` goes step by step, which
 * costs this interpreter more than all the rest of a short command; here a chunk is copied whole and looked at once.
 */

import { xorOf } from "@duka/protocol/wire/bytes";
import { LENGTH_AT, MESSAGE_HEADER_LENGTH, MESSAGE_MAX } from "@duka/protocol/wire/ccid";
import { ACK, FRAME_OVERHEAD, SYNC } from "@duka/protocol/wire/serial-frame";
import { count, STRAYS } from "./statistics.js";

const MESSAGE_AT = 2;
/** The shortest frame: a message without payload. */
const FRAME_MIN = 13;
const FRAME_MAX = FRAME_OVERHEAD + MESSAGE_MAX;

/** From SYNC on. What comes after the end of a frame is moved to the front when that has been executed. */
const frame = new Uint8Array(FRAME_MAX);
/** The message of the frame; the next frame overwrites it. */
export const request = frame.subarray(MESSAGE_AT);
/** @param length dwLength of the message in `request` */
export function requestPayload(length: number): Uint8Array {
  return request.subarray(MESSAGE_HEADER_LENGTH, MESSAGE_HEADER_LENGTH + length);
}
let filled = 0;

/** What the bytes collected so far are. */
const COLLECTING = 0;
/** A message stands in `request`, LRC right. */
export const COMPLETE = 1;
/** Wrong LRC, or a length that no frame can have. */
export const BROKEN = 2;

/** Length of the complete frame. */
let end = 0;

/** True while nothing of a frame has been received. */
export function isBetweenFrames(): boolean {
  return filled === 0;
}

/** True from 03 06 on; a 03 alone may be anything. */
export function isFrameBegun(): boolean {
  return filled > 1;
}

export function forgetFrame(): void {
  filled = 0;
}

/** Takes a chunk cut anywhere. What does not fit is lost, and the frame will be broken. */
export function collect(chunk: Uint8Array): number {
  frame.set(chunk, filled);
  filled = Math.min(filled + chunk.length, FRAME_MAX);
  return check();
}

/** After a complete frame: begins the next with what was behind it. */
export function collectRest(rest: number): number {
  if (rest === 0) return COLLECTING;
  frame.set(frame.subarray(end, end + rest));
  filled = rest;
  return check();
}

/** Bytes behind the complete frame; from here on the frame counts as taken. */
export function takeFrame(): number {
  const rest = filled - end;
  filled = 0;
  return rest;
}

function check(): number {
  if (frame[0] !== SYNC || (filled > 1 && frame[1] !== ACK)) resynchronise();
  if (filled < FRAME_MIN) return COLLECTING;
  const at = MESSAGE_AT + LENGTH_AT;
  end = FRAME_MIN + frame[at]! + (frame[at + 1]! << 8);
  if (end > FRAME_MAX || frame[at + 2] || frame[at + 3]) return BROKEN;
  if (filled < end) return COLLECTING;
  return xorOf(frame.subarray(0, end)) === 0 ? COMPLETE : BROKEN;
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
