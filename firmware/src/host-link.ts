/**
 * The host's side of the line: frames in, and never out of step with a host that has no way to get back into step. A
 * broken frame is thrown away until the line is silent, then reported by NAK; a repeated frame is not executed again.
 */
import {
  MESSAGE_HEADER_LENGTH,
  PC_TO_RDR_ESCAPE,
  payloadLength,
  SEQ_AT,
  TYPE_AT,
} from "@duka/protocol/wire/ccid";
import { ESCAPE_FIRMWARE_TEXT, ESCAPE_FIRMWARE_TEXT_SEC1210 } from "@duka/protocol/wire/escape";
import { isBusy, repeatAnswer } from "./answer.js";
import { execute, giveUp } from "./commands.js";
import {
  BROKEN,
  COMPLETE,
  collect,
  collectRest,
  forgetFrame,
  isBetweenFrames,
  isFrameBegun,
  request,
  takeFrame,
} from "./frame-collector.js";
import { crc32, nowMs, openHost, startTimer, stopTimer, writeHost } from "./hal.js";
import { count, FRAMES, NAKS, OVERRUNS, REPEATS } from "./statistics.js";

/** A host that still waits for an answer of before gives it up meanwhile, and empties its buffer. */
const SILENCE_MS = 4000;
/** Silence on the line that ends a broken frame, and one that breaks a frame. */
const END_OF_GARBAGE_MS = 5;
const END_OF_FRAME_MS = 100;
const NAK_FRAME = new Uint8Array([0x03, 0x15, 0x16]);

let isDiscarding = false;
/** Chunks so far, and of these at the last look at the line. */
let chunks = 0;
let chunksSeen = 0;
let timer = 0;
/** Nothing is said to the host before this time, unless it opens anew; 0 when that is over. */
let silentUntilMs = 0;
/** The last executed frame. */
let lastLength = 0;
let lastCrc = 0;

export function openHostLink(): void {
  beSilent();
  openHost(hear);
}

/** Bytes were lost: nobody knows any more who waits for what. */
export function recoverFromOverrun(): void {
  count(OVERRUNS);
  if (isBusy()) giveUp(false);
  beSilent();
}

function beSilent(): void {
  lastLength = 0;
  silentUntilMs = nowMs() + SILENCE_MS;
  forgetFrame();
}

function isSilent(): boolean {
  if (silentUntilMs > 0 && nowMs() >= silentUntilMs) silentUntilMs = 0;
  return silentUntilMs > 0;
}

function hear(chunk: Uint8Array): void {
  chunks++;
  if (!isDiscarding) {
    let state = collect(chunk);
    while (state === COMPLETE) {
      const rest = takeFrame();
      executeFrame(payloadLength(request));
      state = collectRest(rest);
    }
    if (state === BROKEN) {
      isDiscarding = true;
      stopTimer(timer);
      timer = 0;
    } else if (isBetweenFrames()) {
      return;
    }
  }
  if (timer === 0) watchLine();
}

function watchLine(): void {
  chunksSeen = chunks;
  timer = startTimer(isDiscarding ? END_OF_GARBAGE_MS : END_OF_FRAME_MS, lookAtLine);
}

function lookAtLine(): void {
  timer = 0;
  if (isBetweenFrames() && !isDiscarding) return;
  if (chunks !== chunksSeen) {
    watchLine();
    return;
  }
  const isBroken = isDiscarding || isFrameBegun();
  isDiscarding = false;
  forgetFrame();
  if (!isBroken) return;
  count(NAKS);
  if (!isSilent()) writeHost(NAK_FRAME);
}

function executeFrame(length: number): void {
  const end = MESSAGE_HEADER_LENGTH + length;
  const crc = crc32(request.subarray(0, end));
  count(FRAMES);
  if (isOpening(length)) {
    silentUntilMs = 0;
  } else if (silentUntilMs > 0 && isSilent()) {
    return;
  } else if (end === lastLength && crc === lastCrc) {
    // bSeq is part of the message. While the command still runs, its answer is yet to come.
    count(REPEATS);
    if (!isBusy()) repeatAnswer();
    return;
  }
  lastLength = end;
  lastCrc = crc;
  execute(length);
}

/** The first word of a host that opens the reader: get firmware text, with bSeq 0. */
function isOpening(length: number): boolean {
  if (length !== 1 || request[TYPE_AT] !== PC_TO_RDR_ESCAPE || request[SEQ_AT] !== 0) return false;
  const asked = request[MESSAGE_HEADER_LENGTH];
  return asked === ESCAPE_FIRMWARE_TEXT || asked === ESCAPE_FIRMWARE_TEXT_SEC1210;
}
