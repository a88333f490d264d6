/** What every exchange with a card has in common: how it begins, and how it ends. */
import { ERROR_XFR_PARITY_ERROR } from "@duka/protocol/wire/ccid";
import { REFUSED } from "./answer.js";
import { type Characters, converse, fallSilent, hangUp } from "./card-line.js";
import type { Slot } from "./slots.js";
import { count, PARITY_ERRORS } from "./statistics.js";

/** Takes the length of the answer in `answerPayload`, or a refusal. */
export type End = (result: number) => void;

let then: End;
let error = 0;

/** @param end takes the result; the conversation is over by then */
export function beginExchange(slot: Slot, characters: Characters, end: End): void {
  then = end;
  converse(slot, characters, stop);
}

export function endExchange(result: number): void {
  hangUp();
  then(result);
}

/** The card has fallen silent. */
function stop(bError: number): void {
  endExchange(REFUSED - bError);
}

/** The card may still be talking. */
export function fail(bError: number): void {
  error = bError;
  fallSilent(stopFailed);
}

function stopFailed(): void {
  stop(error);
}

/** Ends the exchange when there was one. */
export function failsFor(parityError: boolean): boolean {
  if (parityError) {
    count(PARITY_ERRORS);
    fail(ERROR_XFR_PARITY_ERROR);
  }
  return parityError;
}
