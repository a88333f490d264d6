/**
 * One CCID command on the line until its answer is there. A frame that was garbled, refused with NAK or met with
 * silence is sent again byte for byte, at most three times, and only to a reader that recognises the repeat by length,
 * bSeq and CRC-32 and then answers from what it kept, or when carrying it out twice changes nothing. On a line that was
 * made faster it is sent again at the speed of before; the reader may have to hear it once to come back too. The
 * caller's deadline is watched by the client.
 */
import type { Cancel, Clock, Link } from "@duka/protocol/transport";
import { COMMAND_STATUS_MASK, COMMAND_TIME_EXTENSION, ERROR_AT, STATUS_AT } from "@duka/protocol/wire/ccid";
import { EVENT_FRAME, EVENT_NAK, EVENT_STRAY, EVENT_TIME_REQUEST } from "@duka/protocol/wire/serial-frame";
import type { ErrorCode } from "../base/errors.js";
import { answers, type CcidAnswer, isEcho, readAnswer } from "./ccid-frame.js";
import type { LineSpeed } from "./line-speed.js";

const REPEATS_MAX = 3;
/**
 * A reader that got the frame says something within 50 ms: the answer, or that it needs time. The rest is for the
 * host's own delays.
 */
const FIRST_SIGN_MS = 1000;
/** A reader that has asked for time asks again at least every 2 s. */
const NEXT_SIGN_MS = 3000;
/** Silence on the line before a repeat, so that the rest of what was garbled has gone by. */
const QUIET_MS = 20;
/** Longest pause inside a frame, beyond the time its bytes take. */
const GAP_MAX_MS = 500;

/** What happened on the line and was overcome. */
export type LineStatistics = { strays: number; naks: number; garbled: number; repeats: number; late: number };

type CcidExchangeSetup = {
  readonly clock: Clock;
  readonly link: Link;
  readonly speed: LineSpeed;
  readonly frame: Uint8Array;
  readonly commandType: number;
  readonly slot: number;
  readonly seq: number;
  readonly mayRepeat: boolean;
  readonly statistics: LineStatistics;
  /** How many bytes the step of the receiver still needs; 0 between frames. */
  bytesMissing(): number;
  /** Forgets a frame that has begun to arrive. */
  dropFrame(): void;
  done(answer: CcidAnswer): void;
  failed(code: ErrorCode, why: string): void;
};

export type CcidExchange = {
  readonly slot: number;
  readonly seq: number;
  /** Sends the frame. */
  start(): void;
  /** What the receiver completed; a frame has the slot and bSeq of this exchange. */
  event(event: number, message: Uint8Array): void;
  /** Bytes have arrived and were all looked at. */
  heard(): void;
  /** Ends all waiting. */
  stop(): void;
};

export function createExchange(setup: CcidExchangeSetup): CcidExchange {
  const { clock, link, speed, statistics } = setup;
  const startMs = clock.nowMs();
  const byteMs = (): number => (speed.bitsPerByte * 1000) / speed.baud;
  let repeats = 0;
  let repeatsMax = REPEATS_MAX;
  let stopped = false;
  /** When the last stray byte came. */
  let strayMs = Number.NEGATIVE_INFINITY;
  /** When the last time request came. */
  let askedMs = Number.NEGATIVE_INFINITY;
  /** Set when a repeat is due as soon as the line is quiet. */
  let isRepeatDue = false;
  /** Until the next sign of life. */
  let stopSignTimer: Cancel = () => {};
  /** Until a pause inside a frame is too long, or the line is quiet. */
  let stopLineTimer: Cancel = () => {};

  return { slot: setup.slot, seq: setup.seq, start, event: onEvent, heard: onHeard, stop };

  function start(): void {
    sendAfter(speed.afterPause());
  }

  function sendAfter(change: Promise<void> | undefined): void {
    if (change === undefined) send();
    else void change.then(send);
  }

  function send(): void {
    if (stopped) return;
    isRepeatDue = false;
    waitForSign(FIRST_SIGN_MS + setup.frame.length * byteMs());
    link.write(setup.frame);
  }

  function onEvent(event: number, message: Uint8Array): void {
    if (stopped) return;
    if (event === EVENT_FRAME) {
      onFrame(message);
    } else if (event === EVENT_TIME_REQUEST) {
      // In one breath with stray bytes it is the rest of a damaged frame.
      if (clock.nowMs() - strayMs >= QUIET_MS) extend(1);
      askedMs = clock.nowMs();
    } else if (event === EVENT_STRAY) {
      strayMs = clock.nowMs();
      statistics.strays++;
      // What the reader says at the lower speed, to which it has gone back.
      if (speed.isRaised) garbled("the reader has left the speed that was agreed on");
      // And so was its first byte, which had looked like one.
      if (strayMs - askedMs < QUIET_MS && !isRepeatDue) waitForSign(FIRST_SIGN_MS);
    } else if (event === EVENT_NAK) {
      statistics.naks++;
      garbled("the reader could not read the frame (NAK)");
    } else {
      statistics.garbled++;
      garbled("the answer arrived garbled");
    }
  }

  function onFrame(message: Uint8Array): void {
    if (isEcho(message)) {
      // The command itself, with all that is in it.
      message.fill(0);
      return;
    }
    if ((message[STATUS_AT]! & COMMAND_STATUS_MASK) === COMMAND_TIME_EXTENSION) {
      extend(message[ERROR_AT]! || 1);
      return;
    }
    const answer = answers(message, setup.commandType)
      ? readAnswer(message, repeats, clock.nowMs() - startMs)
      : undefined;
    if (answer !== undefined) {
      speed.heardAnswer();
      setup.done(answer);
    } else {
      statistics.garbled++;
      garbled("the answer does not belong to this command");
    }
  }

  /** The reader is at work. It may still never finish: the caller's deadline holds. */
  function extend(multiplier: number): void {
    // What follows a garbled frame may look like a time request.
    if (!isRepeatDue) waitForSign(NEXT_SIGN_MS * multiplier);
  }

  /** After each chunk: a repeat waits for the line to be quiet, and a frame that has begun must go on. */
  function onHeard(): void {
    if (stopped) return;
    stopLineTimer();
    const missing = setup.bytesMissing();
    if (isRepeatDue) waitForQuiet();
    else if (missing > 0) stopLineTimer = clock.after(GAP_MAX_MS + missing * byteMs(), onGap);
  }

  function onGap(): void {
    setup.dropFrame();
    statistics.garbled++;
    garbled("the answer stopped in the middle");
  }

  function onSilence(): void {
    if (setup.bytesMissing() > 0 || !setup.mayRepeat) return;
    if (repeats >= repeatsMax) setup.failed("timeout", `no sign of an answer after ${1 + repeats} tries`);
    else repeat();
  }

  function garbled(why: string): void {
    if (!setup.mayRepeat || repeats >= repeatsMax) {
      setup.failed("protocol-violation", why);
    } else {
      isRepeatDue = true;
      stopSignTimer();
      waitForQuiet();
    }
  }

  function waitForQuiet(): void {
    stopLineTimer();
    stopLineTimer = clock.after(QUIET_MS, repeat);
  }

  function waitForSign(delayMs: number): void {
    stopSignTimer();
    stopSignTimer = clock.after(delayMs, onSilence);
  }

  function repeat(): void {
    setup.dropFrame();
    repeats++;
    statistics.repeats++;
    // At the higher speed the reader makes nothing of it but that it has to come back.
    if (speed.isRaised) repeatsMax++;
    sendAfter(speed.fall());
  }

  function stop(): void {
    stopped = true;
    stopSignTimer();
    stopLineTimer();
  }
}
