/**
 * The answer to a command that was given up: it may still come, in front of that to the Abort, and is the truth about
 * the command.
 */
import { SEQ_AT, SLOT_AT } from "@duka/protocol/wire/ccid";
import { answers, type CcidAnswer, readAnswer } from "./ccid-frame.js";

export type LateAnswer = {
  readonly exchange: { readonly slot: number; readonly seq: number } | undefined;
  /** Of the command. */
  readonly type: number;
  resolve(answer: CcidAnswer): void;
};

/** @returns true when the message belongs to that command: its answer, its echo, or a time extension */
export function takeLateAnswer(expected: LateAnswer | undefined, message: Uint8Array): boolean {
  const exchange = expected?.exchange;
  if (expected === undefined || exchange === undefined) return false;
  if (message[SEQ_AT] !== exchange.seq || message[SLOT_AT] !== exchange.slot) return false;
  const answer = answers(message, expected.type) ? readAnswer(message, 0, 0) : undefined;
  if (answer !== undefined) expected.resolve(answer);
  return true;
}
