/** PC_to_RDR_IccPowerOn (CCID 6.1.1): activation or warm reset, and the answer to reset (ISO/IEC 7816-3, 8). */
import { ATR_MAX, atrLength, isTckRight, TS_DIRECT } from "@duka/protocol/wire/atr";
import {
  ERROR_BAD_ATR_TCK,
  ERROR_BAD_ATR_TS,
  ERROR_ICC_MUTE,
  ERROR_ICC_PROTOCOL_NOT_SUPPORTED,
  ERROR_XFR_PARITY_ERROR,
  ICC_ABSENT,
  ICC_ACTIVE,
  PARAMETER_AT,
  POWER_1V8,
  POWER_5V,
} from "@duka/protocol/wire/ccid";
import { IFS_DEFAULT } from "@duka/protocol/wire/t1";
import {
  ATR_DELAY_MAX_CYCLES,
  INITIAL_WAITING_TIME_ETU,
  TA1_DEFAULT,
  WAITING_INTEGERS_DEFAULT,
  WI_DEFAULT,
} from "@duka/protocol/wire/timing";
import { answerPayload, complete, PENDING, REFUSED } from "./answer.js";
import { board } from "./board.js";
import { converse, expect, hangUp, invert, pause } from "./card-line.js";
import { activate, deactivate, raiseReset, resetWarm } from "./contacts.js";
import { request } from "./frame-collector.js";
import { hasSupply } from "./hal.js";
import {
  applyParameters,
  cardBaud,
  FI_DI,
  GUARD_TIME,
  IFSC,
  resetParameters,
  type Slot,
  TCCKS,
  WAITING_INTEGER,
} from "./slots.js";
import { count, PARITY_ERRORS } from "./statistics.js";

/** Contacts stay inactive so long before they are activated again (6.2.4 asks for 10 ms when the class changes). */
const OFF_MS = 10;
/** RST stays low so long; 400 clock cycles are asked for (6.2.2), the supply needs longer to settle. */
const RESET_MS = 5;
/** 40 000 clock cycles, and the first character itself. */
const FIRST_CHARACTER_MS = (1000 * ATR_DELAY_MAX_CYCLES) / board.clockHz + 2;
/** TS of the inverse convention as a UART sees it that expects the direct one. */
const TS_INVERSE_ON_LINE = 0x03;

let slot: Slot;
let powerSelect = 0;
let filled = 0;
let isInverse = false;
/** The first answer was damaged: this one is after the one warm reset that follows it. */
let isSecond = false;

export function powerOn(of: Slot): number {
  if (of.icc === ICC_ABSENT) return REFUSED - ERROR_ICC_MUTE;
  powerSelect = request[PARAMETER_AT]! || POWER_5V;
  if (powerSelect > POWER_1V8 || !hasSupply(of.wiring!, powerSelect)) return REFUSED - PARAMETER_AT;
  slot = of;
  isSecond = false;
  // No one listens before RST is high: a line that is pulled down for deactivation reads as a character.
  hangUp();
  if (of.icc === ICC_ACTIVE && of.supply === powerSelect) startWarm();
  else {
    deactivate(of);
    pause(OFF_MS, resetCold);
  }
  return PENDING;
}

function resetCold(): void {
  activate(slot, powerSelect);
  pause(RESET_MS, startAtr);
}

function startWarm(): void {
  resetWarm(slot);
  pause(RESET_MS, startAtr);
}

function startAtr(): void {
  filled = 0;
  isInverse = false;
  converse(slot, atrCharacters, fail);
  raiseReset(slot);
  expect(FIRST_CHARACTER_MS);
}

function fail(error: number): void {
  hangUp();
  deactivate(slot);
  complete(REFUSED - error);
}

/** An answer against the rules of clause 8 gets one warm reset (社会保障卡规范 part 2, 6.1.3.2 and 8.5), then power off. */
function damaged(error: number): void {
  if (isSecond) fail(error);
  else {
    isSecond = true;
    hangUp();
    startWarm();
  }
}

function atrCharacters(bytes: Uint8Array, parityError: boolean): void {
  if (filled === 0) {
    isInverse = bytes[0] === TS_INVERSE_ON_LINE;
    if (!isInverse && bytes[0] !== TS_DIRECT) {
      damaged(ERROR_BAD_ATR_TS);
      return;
    }
  }
  if (board.tellsParity && (isInverse ? !parityError || bytes.length > 1 : parityError)) {
    // Until its end the ATR is received with even parity, to which each right character of the inverse convention is
    // wrong.
    count(PARITY_ERRORS);
    fail(ERROR_XFR_PARITY_ERROR);
    return;
  }
  if (isInverse) invert(bytes);
  // Of characters beyond the longest ATR there is nothing to be known but that they are too many.
  answerPayload.set(filled + bytes.length > ATR_MAX ? bytes.subarray(0, ATR_MAX - filled) : bytes, filled);
  filled += bytes.length;
  const length = atrLength(answerPayload, Math.min(filled, ATR_MAX));
  if (length > ATR_MAX) damaged(ERROR_BAD_ATR_TCK);
  else if (filled < length) expect(INITIAL_WAITING_TIME_ETU * slot.etuMs);
  else if (!isTckRight(answerPayload, length)) damaged(ERROR_BAD_ATR_TCK);
  else if (!readInterfaceBytes()) fail(ERROR_ICC_PROTOCOL_NOT_SUPPORTED);
  else {
    hangUp();
    applyParameters(slot, false);
    slot.icc = ICC_ACTIVE;
    complete(length);
  }
}

/**
 * Takes over what the ATR sets by itself: first protocol, N, waiting integers, IFSC, EDC; in specific mode (TA2) also F
 * and D.
 * @returns false when that needs values reserved for future use, or a speed beyond the board's
 */
function readInterfaceBytes(): boolean {
  const parameters = slot.parameters;
  let td = answerPayload[1]!;
  let protocol = 0;
  let ta1 = TA1_DEFAULT;
  let fiDi = TA1_DEFAULT;
  let guardTime = 0;
  let wi = WI_DEFAULT;
  let isNegotiable = true;
  let at = 2;
  // From the third on a group is about the protocol that its TD names: of T=1 the first one counts.
  let t1Group = 0;
  let ifsc = IFS_DEFAULT;
  let t1Waiting = WAITING_INTEGERS_DEFAULT;
  let edc = 0;
  for (let group = 1; ; group++) {
    if (group > 2 && !t1Group && (td & 0x0f) === 1) t1Group = group;
    if (td & 0x10) {
      const ta = answerPayload[at++]!;
      if (group === 1) ta1 = ta;
      if (group === 2) {
        protocol = ta & 0x0f;
        isNegotiable = false;
        if (!(ta & 0x10)) fiDi = ta1;
      }
      if (group === t1Group) ifsc = ta;
    }
    if (td & 0x20) {
      const tb = answerPayload[at++]!;
      if (group === t1Group) t1Waiting = tb;
    }
    if (td & 0x40) {
      const tc = answerPayload[at++]!;
      if (group === 1) guardTime = tc;
      if (group === 2) wi = tc || WI_DEFAULT;
      if (group === t1Group) edc = tc & 1;
    }
    if (!(td & 0x80)) break;
    td = answerPayload[at++]!;
    if (group === 1) protocol = td & 0x0f;
  }
  slot.isInverse = isInverse;
  slot.isFresh = isNegotiable;
  slot.isChained = false;
  slot.protocol = protocol;
  resetParameters(slot);
  parameters[FI_DI] = fiDi;
  parameters[GUARD_TIME] = guardTime;
  parameters[WAITING_INTEGER] = wi;
  if (protocol === 1) {
    parameters[WAITING_INTEGER] = t1Waiting;
    parameters[TCCKS] = parameters[TCCKS]! | edc;
    parameters[IFSC] = ifsc;
  }
  return cardBaud(fiDi) > 0;
}
