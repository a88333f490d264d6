/**
 * One PIN on the keypad: digits go where they are wanted and nowhere else, the display shows a star for each. In front
 * of the stars stands what the PIN is for, in a word of the reader's own that no host can change.
 */
import { ERROR_PIN_CANCELLED, ERROR_PIN_TIMEOUT } from "@duka/protocol/wire/ccid";
import { PROMPT_ENTER_PASSWORD } from "@duka/protocol/wire/escape";
import { VALIDATION_KEY, VALIDATION_MAX_REACHED, VALIDATION_TIME_OUT } from "@duka/protocol/wire/secure";
import { PENDING, REFUSED } from "./answer.js";
import { board } from "./board.js";
import { pause } from "./card-line.js";
import { closeKeypad, nextKey, nowMs, openKeypad, putText, showText } from "./hal.js";
import { pinText } from "./pin-texts.js";
import { showPrompt } from "./prompt.js";

const LOOK_MS = 20;
const KEY_CONFIRM = 35;
const KEY_CORRECT = 42;
const KEY_0 = 48;
const KEY_CANCEL = 67;
/** The display's second line; the first is for words. */
const STARS_FROM = 16;
const STARS_TO = 32;
/** By PIN_FOR_…, in the display's code (GB 2312): 验证, 改密, 解锁. */
const PURPOSES = ["\xd1\xe9\xd6\xa4", "\xb8\xc4\xc3\xdc", "\xbd\xe2\xcb\xf8"];
const PURPOSE_LENGTH = 4;
/** The word, and as many stars as there are digits at most; beyond twelve of them there is no room for the word. */
const stars = new Uint8Array(PURPOSE_LENGTH + STARS_TO - STARS_FROM);
stars.fill(42);
const BESIDE_MAX = 12;

let digits: Uint8Array;
let count = 0;
let minimum = 0;
let maximum = 0;
let condition = 0;
let timeOutMs = 0;
let hasWords = false;
let deadlineMs = 0;
let isAsking = false;
let then: (result: number) => void;

/** True from the first `askPin` to `endPinEntry`. */
export function isAskingPin(): boolean {
  return isAsking;
}

/**
 * For all PINs until `endPinEntry`.
 * @param validation VALIDATION_…: what ends the entry of a PIN
 * @param silenceMs from the start, and from each key, to the next
 * @param words the reader shows its own
 * @param purpose PIN_FOR_…
 */
export function beginPinEntry(
  min: number,
  max: number,
  validation: number,
  silenceMs: number,
  words: boolean,
  purpose: number,
): void {
  putText(stars, 0, PURPOSES[purpose]!);
  minimum = min;
  maximum = max;
  condition = validation;
  timeOutMs = silenceMs;
  hasWords = words;
  isAsking = true;
  openKeypad(board.keypad);
}

/**
 * Asks for one.
 * @param into 0 to 9 in each byte; the caller overwrites them
 * @param which of `pinText`
 * @param end takes how many digits it has, or a refusal
 */
export function askPin(into: Uint8Array, which: number, end: (result: number) => void): void {
  digits = into;
  count = 0;
  then = end;
  showPrompt(PROMPT_ENTER_PASSWORD, undefined);
  if (hasWords) showText(board.panel, pinText(which), 0, STARS_FROM);
  showStars(0);
  deadlineMs = nowMs() + timeOutMs;
  pause(LOOK_MS, look);
}

/** Takes the reader's words and the stars from the display. */
export function endPinEntry(): void {
  if (!isAsking) return;
  isAsking = false;
  closeKeypad();
  showText(board.panel, stars.subarray(0, 0), hasWords ? 0 : STARS_FROM, STARS_TO);
}

function showStars(change: number): void {
  count += change;
  const from = count > BESIDE_MAX ? PURPOSE_LENGTH : 0;
  showText(board.panel, stars.subarray(from, PURPOSE_LENGTH + count), STARS_FROM, STARS_TO);
}

function look(): void {
  const key = nextKey(board.keypad);
  let result = PENDING;
  if (key) {
    deadlineMs = nowMs() + timeOutMs;
    result = press(key);
  } else if (nowMs() >= deadlineMs) {
    result = validated(VALIDATION_TIME_OUT);
    if (result === PENDING) result = REFUSED - ERROR_PIN_TIMEOUT;
  }
  if (result === PENDING) pause(LOOK_MS, look);
  else then(result);
}

function validated(by: number): number {
  return condition & by && count >= minimum ? count : PENDING;
}

function press(key: number): number {
  const digit = key - KEY_0;
  if (digit >= 0 && digit < 10) {
    if (count === maximum) return PENDING;
    digits[count] = digit;
    showStars(1);
    return count === maximum ? validated(VALIDATION_MAX_REACHED) : PENDING;
  }
  if (key === KEY_CANCEL) return REFUSED - ERROR_PIN_CANCELLED;
  if (key === KEY_CONFIRM) return validated(VALIDATION_KEY);
  if (key === KEY_CORRECT && count > 0) {
    showStars(-1);
    digits[count] = 0;
  }
  return PENDING;
}
