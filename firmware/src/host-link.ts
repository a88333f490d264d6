/**
 * The host's side of the line: frames in, and never out of step with a host that has no way to get back into step. A
 * broken frame is thrown away until the line is silent, then reported by NAK; a repeated frame is not executed again.
 */
import {
  ERROR_XFR_OVERRUN,
  MESSAGE_HEADER_LENGTH,
  PC_TO_RDR_ESCAPE,
  SEQ_AT,
  TYPE_AT,
} from "@duka/protocol/wire/ccid";
import { ESCAPE_FIRMWARE_TEXT, ESCAPE_FIRMWARE_TEXT_SEC1210 } from "@duka/protocol/wire/escape";
import { FRAME_OVERHEAD } from "@duka/protocol/wire/serial-frame";
import { isWaiting, repeatAnswer } from "./answer.js";
import { execute, giveUp } from "./commands.js";
import { HAS_FAST_LINE } from "./features.js";
import {
  BROKEN,
  COLLECTING,
  COMPLETE,
  collect,
  collectRest,
  end,
  filled,
  forgetFrame,
  isFast,
  request,
  rest,
} from "./frame-collector.js";
import { crc32, openHost, startTimer, stopTimer, writeHost } from "./hal.js";
import { slowDown } from "./host-speed.js";
import { count, counters, FRAMES, NAKS, OVERRUNS, REPEATS } from "./statistics.js";

/** Silence on the line that ends a broken frame, and one that breaks a frame. */
const END_OF_GARBAGE_MS = 5;
const END_OF_FRAME_MS = 100;
const NAK_FRAME = new Uint8Array([0x03, 0x15, 0x16]);

let isDiscarding = false;
/** Chunks so far, and of these at the last look at the line. */
let chunks = 0;
let chunksSeen = 0;
let timer = 0;
/** The last executed frame. */
let lastLength = 0;
let lastCrc = 0;

/**
 * A reader that starts anew answers at once. It has no answer of before to send late, and a host sends one command at a
 * time: the sender has stopped waiting. Silence would leave an XfrBlock unanswered, for which stock drivers wait
 * minutes.
 */
export function openHostLink(): void {
  openHost(hear);
}

/**
 * Bytes were lost. The command in hand is answered, as failed; of a frame that has begun, the rest is worth nothing.
 * The last executed frame is not forgotten: what was lost may be the host's repeat of it, and the next one must not
 * debit a second time.
 */
export function recoverFromOverrun(): void {
  count(OVERRUNS);
  if (isWaiting) giveUp(ERROR_XFR_OVERRUN);
  else if (filled > 1) discard();
}

/** Throws everything away until the line is silent. */
function discard(): void {
  isDiscarding = true;
  if (timer) stopTimer(timer);
  watchLine();
}

function hear(chunk: Uint8Array): void {
  chunks++;
  if (!isDiscarding) {
    let state = collect(chunk);
    while (state === COMPLETE) {
      executeFrame(end - FRAME_OVERHEAD);
      state = rest > 0 ? collectRest() : COLLECTING;
    }
    if (filled === 0) return;
    if (state === BROKEN) {
      discard();
      return;
    }
  }
  if (timer === 0) watchLine();
}

function watchLine(): void {
  chunksSeen = chunks;
  timer = startTimer(lookAtLine, isDiscarding ? END_OF_GARBAGE_MS : END_OF_FRAME_MS);
}

function lookAtLine(): void {
  timer = 0;
  if (filled === 0 && !isDiscarding) return;
  if (chunks !== chunksSeen) {
    watchLine();
    return;
  }
  const isBroken = isDiscarding || filled > 1;
  isDiscarding = false;
  forgetFrame();
  if (!isBroken) return;
  count(NAKS);
  // A host that said this at another speed hears it there.
  if (HAS_FAST_LINE && isFast) slowDown();
  writeHost(NAK_FRAME);
}

/** @param length of the message in `request` */
function executeFrame(length: number): void {
  const crc = crc32(request.subarray(0, length));
  counters[FRAMES]!++;
  if (crc === lastCrc && length === lastLength && !isOpening(length)) {
    // bSeq is part of the message. While the command still runs, its answer is yet to come.
    count(REPEATS);
    if (!isWaiting) repeatAnswer();
    return;
  }
  lastLength = length;
  lastCrc = crc;
  execute(length - MESSAGE_HEADER_LENGTH);
}

/** The first word of a host that opens the reader: get firmware text, with bSeq 0. */
function isOpening(length: number): boolean {
  if (length !== MESSAGE_HEADER_LENGTH + 1 || request[TYPE_AT] !== PC_TO_RDR_ESCAPE || request[SEQ_AT] !== 0)
    return false;
  const asked = request[MESSAGE_HEADER_LENGTH];
  return asked === ESCAPE_FIRMWARE_TEXT || asked === ESCAPE_FIRMWARE_TEXT_SEC1210;
}
