/** PC_to_RDR_Escape (CCID 6.1.8): what stock drivers ask when they open the reader, and Duka's own. */

import { readU32, writeU16, writeU32 } from "@duka/protocol/wire/bytes";
import { MESSAGE_HEADER_LENGTH } from "@duka/protocol/wire/ccid";
import {
  DUKA_CONFIRM,
  DUKA_CONSOLE,
  DUKA_HOST_SPEED,
  DUKA_IDENTITY,
  DUKA_LEVEL,
  DUKA_MEMORY,
  DUKA_PERSONA,
  DUKA_PROMPT,
  DUKA_RESTART,
  DUKA_SELF_TEST,
  DUKA_STATISTICS,
  ESCAPE_DUKA_0,
  ESCAPE_DUKA_1,
  ESCAPE_FIRMWARE_TEXT,
  ESCAPE_FIRMWARE_TEXT_SEC1210,
  ESCAPE_GEMALTO_FEATURES,
  ESCAPE_MOVEMENT_MODE,
  ESCAPE_TEXTS,
  ESCAPE_TEXTS_LENGTH,
  IDENTITY_CLOCK_AT,
  IDENTITY_PERSONA_AT,
  IDENTITY_SLOTS_AT,
  IDENTITY_TEXTS_AT,
  IDENTITY_VERSION_AT,
  LEVEL_ALL,
  READER_FAST_LINE,
  READER_KEYPAD,
  READER_LEVEL,
  READER_PPS,
  READER_T1,
} from "@duka/protocol/wire/escape";
import { answerPayload, REFUSED } from "./answer.js";
import { board } from "./board.js";
import { BUILT_PERSONA } from "./built-persona.js";
import { deactivate } from "./contacts.js";
import { allowLevel } from "./exchange-t0.js";
import { HAS_CONSOLE_SECRET, HAS_FAST_LINE, HAS_LEVEL, HAS_PINPAD, HAS_PPS, HAS_T1 } from "./features.js";
import { request } from "./frame-collector.js";
import {
  confirmImage,
  hasKeypad,
  openConsole,
  putText,
  restart,
  sha256,
  startTimer,
  variablesTotal,
  variablesUsed,
} from "./hal.js";
import { agreeOnHostSpeed, hasFastLine } from "./host-speed.js";
import { isPinPad, keepPersona, nextPersona, runningPersona } from "./persona.js";
import { keepTexts } from "./pin-texts.js";
import { prompt } from "./prompt.js";
import { selfTest } from "./self-test.js";
import { slots } from "./slots.js";
import { COUNTERS, counters } from "./statistics.js";
import { consoleSecretSha256, serialNumber } from "./unit.js";
import { VERSION_MAJOR, VERSION_MINOR, VERSION_PATCH } from "./version.js";

/**
 * More of it a stock driver does not take; with the serial number, by which a simulated reader is known through PC/SC
 * too.
 */
const FIRMWARE_TEXT_MAX = 50;
/** The answer to a restart is on its way before the reader goes. */
const RESTART_MS = 100;

export function executeEscape(_slot: unknown, length: number): number {
  const first = request[MESSAGE_HEADER_LENGTH];
  if (length === 1 && (first === ESCAPE_FIRMWARE_TEXT || first === ESCAPE_FIRMWARE_TEXT_SEC1210))
    return firmwareText();
  // Movement is not announced, which is allowed: no one acts on it.
  if (length === 3 && first === ESCAPE_MOVEMENT_MODE) return 0;
  if (HAS_PINPAD && length === ESCAPE_TEXTS_LENGTH && first === ESCAPE_TEXTS) return keepTexts();
  if (HAS_PINPAD && isPinPad && length === 1 && first === ESCAPE_GEMALTO_FEATURES) return pinPadFeatures();
  if (length >= 3 && first === ESCAPE_DUKA_0 && request[MESSAGE_HEADER_LENGTH + 1] === ESCAPE_DUKA_1)
    return duka(length);
  return REFUSED - MESSAGE_HEADER_LENGTH;
}

function firmwareText(): number {
  // A host that opens the reader knows nothing of what another has agreed on.
  if (HAS_LEVEL) allowLevel(0);
  const version = `${VERSION_MAJOR}.${VERSION_MINOR}.${VERSION_PATCH}`;
  const text = `Duka ${version} ${board.name} ${serialNumber()}`.substr(0, FIRMWARE_TEXT_MAX);
  putText(answerPayload, 0, text);
  return text.length;
}

/**
 * Two lines of 16 columns; every entry validation; verify and modify; bNumberMessage says how many message indices
 * follow; version 1; 4 to 12 digits.
 */
const PINPAD_FEATURES = [2, 16, 0, 7, 0x60, 0, 0, 0, 4, 0, 0, 0, 1, 4, 12];
const PINPAD_FEATURES_LENGTH = 21;

function pinPadFeatures(): number {
  answerPayload.fill(0, 0, PINPAD_FEATURES_LENGTH);
  answerPayload.set(PINPAD_FEATURES);
  return PINPAD_FEATURES_LENGTH;
}

function duka(length: number): number {
  const asked = request[MESSAGE_HEADER_LENGTH + 2]!;
  if (HAS_CONSOLE_SECRET && asked === DUKA_CONSOLE) return giveConsole(length);
  answerPayload[0] = ESCAPE_DUKA_0;
  answerPayload[1] = ESCAPE_DUKA_1;
  answerPayload[2] = asked;
  if (asked === DUKA_PROMPT) return prompt(length);
  if (asked === DUKA_PERSONA) return choosePersona(length);
  if (HAS_LEVEL && asked === DUKA_LEVEL) return agreeOnLevel(length);
  if (HAS_FAST_LINE && asked === DUKA_HOST_SPEED) return hostSpeed(length);
  if (length > 3) return REFUSED - MESSAGE_HEADER_LENGTH;
  if (asked === DUKA_SELF_TEST) return selfTest();
  if (asked === DUKA_IDENTITY) return identity();
  if (asked === DUKA_STATISTICS) return statistics();
  if (asked === DUKA_MEMORY) return memory();
  if (asked === DUKA_CONFIRM) return confirm();
  if (asked !== DUKA_RESTART) return REFUSED - (MESSAGE_HEADER_LENGTH + 2);
  startTimer(restart, RESTART_MS);
  return 3;
}

function agreeOnLevel(length: number): number {
  const level = request[MESSAGE_HEADER_LENGTH + 3]!;
  if (length !== 4 || level > LEVEL_ALL) return REFUSED - (MESSAGE_HEADER_LENGTH + 3);
  allowLevel(level);
  answerPayload[3] = level;
  return 4;
}

function hostSpeed(length: number): number {
  if (length !== 7) return REFUSED - (MESSAGE_HEADER_LENGTH + 3);
  writeU32(answerPayload, 3, agreeOnHostSpeed(readU32(request, MESSAGE_HEADER_LENGTH + 3)));
  return length;
}

function choosePersona(length: number): number {
  const at = MESSAGE_HEADER_LENGTH + 3;
  if (length > 4 || (length === 4 && !keepPersona(request[at]!))) return REFUSED - at;
  answerPayload[3] = runningPersona();
  answerPayload[4] = nextPersona();
  answerPayload[5] = BUILT_PERSONA;
  return 6;
}

/** The cards are powered down, and the reader is silent until it is restarted. */
function giveConsole(length: number): number {
  const secret = request.subarray(MESSAGE_HEADER_LENGTH + 3, MESSAGE_HEADER_LENGTH + length);
  const expected = consoleSecretSha256();
  if (!expected || sha256(secret) !== expected) return REFUSED - (MESSAGE_HEADER_LENGTH + 3);
  startTimer(() => {
    slots.forEach(deactivate);
    openConsole();
  }, RESTART_MS);
  answerPayload[0] = ESCAPE_DUKA_0;
  answerPayload[1] = ESCAPE_DUKA_1;
  answerPayload[2] = DUKA_CONSOLE;
  return 3;
}

function confirm(): number {
  const image = confirmImage();
  if (!image) return REFUSED - (MESSAGE_HEADER_LENGTH + 2);
  putText(answerPayload, 3, image);
  return 4;
}

function identity(): number {
  answerPayload[IDENTITY_VERSION_AT] = VERSION_MAJOR;
  answerPayload[IDENTITY_VERSION_AT + 1] = VERSION_MINOR;
  answerPayload[IDENTITY_VERSION_AT + 2] = VERSION_PATCH;
  answerPayload[IDENTITY_PERSONA_AT] = runningPersona();
  answerPayload[IDENTITY_SLOTS_AT] = board.slots.length;
  writeU32(answerPayload, IDENTITY_CLOCK_AT, board.clockHz);
  const end = putCounted(putCounted(IDENTITY_TEXTS_AT, board.name), serialNumber());
  writeU32(answerPayload, end, board.cardBaudMax);
  answerPayload[end + 4] =
    (HAS_PINPAD && hasKeypad(board.keypad) ? READER_KEYPAD : 0) |
    (HAS_T1 ? READER_T1 : 0) |
    (HAS_PPS ? READER_PPS : 0) |
    (HAS_LEVEL ? READER_LEVEL : 0) |
    (HAS_FAST_LINE && hasFastLine ? READER_FAST_LINE : 0);
  return end + 5;
}

/** Length, then the text. */
function putCounted(at: number, text: string): number {
  answerPayload[at] = text.length;
  putText(answerPayload, at + 1, text);
  return at + 1 + text.length;
}

function statistics(): number {
  for (let index = 0; index < COUNTERS; index++) writeU32(answerPayload, 3 + 4 * index, counters[index]!);
  return 3 + 4 * COUNTERS;
}

function memory(): number {
  writeU16(answerPayload, 3, variablesUsed());
  writeU16(answerPayload, 5, variablesTotal());
  return 7;
}
