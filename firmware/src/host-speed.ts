/**
 * The speed of the host line. A faster one is the host's to ask for, and lasts only while the line carries it and that
 * host is there: any other finds the reader at the speed of its board's table, or brings it back by its first word.
 */
import { HOST_SPEED_IDLE_MS, HOST_SPEED_TRIAL_MS, hostSpeedSwitchMs } from "@duka/protocol/wire/escape";
import { isWaiting } from "./answer.js";
import { board } from "./board.js";
import { isFast, setFast } from "./frame-collector.js";
import { setUpHost, startTimer, stopTimer } from "./hal.js";
import { counters, FRAMES } from "./statistics.js";

let nextBaud = 0;
let timer = 0;
let framesSeen = 0;

export const hasFastLine = (board.host.baudMax || 0) > board.host.baud;

/** @returns the speed that the line has when the answer to this is out */
export function agreeOnHostSpeed(baudMax: number): number {
  nextBaud = Math.min(board.host.baudMax || 0, baudMax);
  if (nextBaud < board.host.baud) nextBaud = board.host.baud;
  look(changeSpeed, hostSpeedSwitchMs(board.host.baud));
  return nextBaud;
}

function look(then: () => void, delayMs: number): void {
  if (timer) stopTimer(timer);
  timer = startTimer(then, delayMs);
}

function changeSpeed(): void {
  setFast(nextBaud > board.host.baud);
  setUpHost(nextBaud);
  framesSeen = counters[FRAMES]!;
  if (isFast) look(lookForHost, HOST_SPEED_TRIAL_MS);
}

/** Back to the speed at which every host finds it. */
export function slowDown(): void {
  nextBaud = board.host.baud;
  changeSpeed();
}

function lookForHost(): void {
  if (!isFast) return;
  if (counters[FRAMES] === framesSeen && !isWaiting) {
    slowDown();
    return;
  }
  // The answer to a command that runs is something to wait after.
  framesSeen = isWaiting ? -1 : counters[FRAMES]!;
  look(lookForHost, HOST_SPEED_IDLE_MS);
}
