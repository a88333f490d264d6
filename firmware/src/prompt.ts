/**
 * The 14 standard prompts, as far as the board can show them: a light and a sound for what is meant, the text as it
 * comes.
 */
import { MESSAGE_HEADER_LENGTH } from "@duka/protocol/wire/ccid";
import { PROMPT_CONFIRM_NEW, PROMPT_TEXT_MAX } from "@duka/protocol/wire/escape";
import { answerPayload, REFUSED } from "./answer.js";
import { board } from "./board.js";
import { request } from "./frame-collector.js";
import { showOnPanel, startTimer, stopTimer } from "./hal.js";

const PROMPT_AT = MESSAGE_HEADER_LENGTH + 3;
const TEXT_AT = PROMPT_AT + 1;

/** What a prompt means to the card-holder: something to do, well done, or, the last, not. */
const ASKS = 1;
const IS_GOOD = 2;
const IS_BAD = 3;
/** By prompt, 0 is none. */
const MEANINGS = new Uint8Array([
  0,
  ASKS,
  ASKS,
  IS_BAD,
  ASKS,
  IS_BAD,
  IS_GOOD,
  IS_BAD,
  IS_BAD,
  ASKS,
  ASKS,
  ASKS,
  ASKS,
  ASKS,
  ASKS,
]);
/** By meaning. */
const BEEPS_MS = new Uint16Array([0, 60, 150, 600]);

let meaning = 0;
let timer = 0;

/** @param length of the Escape's payload */
export function prompt(length: number): number {
  const asked = request[PROMPT_AT]!;
  if (length < 4 || asked > PROMPT_CONFIRM_NEW) return REFUSED - PROMPT_AT;
  if (length > 4 + PROMPT_TEXT_MAX) return REFUSED - TEXT_AT;
  // Without prompt and without text everything is cleared.
  const text = length > 4 || !asked ? request.subarray(TEXT_AT, MESSAGE_HEADER_LENGTH + length) : undefined;
  answerPayload[3] = asked;
  answerPayload[4] = showPrompt(asked, text);
  return 5;
}

/** @returns `PANEL_…`: what of light, sound and text the board has */
export function showPrompt(asked: number, text: Uint8Array | undefined): number {
  meaning = MEANINGS[asked]!;
  if (timer) stopTimer(timer);
  timer = startTimer(endBeep, BEEPS_MS[meaning]!);
  return show(meaning > 0, text);
}

function endBeep(): void {
  timer = 0;
  show(false, undefined);
}

function show(isBeeping: boolean, text: Uint8Array | undefined): number {
  return showOnPanel(board.panel, meaning % IS_BAD > 0, meaning === IS_BAD, isBeeping, text);
}
