/**
 * The reader tests itself: interpreter memory, both buffers, and the line of each slot, on which it must hear what it
 * sends. Cards stay in reset meanwhile, where they neither listen nor speak.
 */
import { MESSAGE_HEADER_LENGTH, POWER_5V } from "@duka/protocol/wire/ccid";
import {
  FAULT_BUFFERS,
  FAULT_CARD_LINE,
  FAULT_MEMORY,
  SLOT_CARD_IN,
  SLOT_LINE_FAULT,
  SLOT_NOT_TESTED,
} from "@duka/protocol/wire/escape";
import { answerPayload, complete, PENDING } from "./answer.js";
import { board } from "./board.js";
import { converse, expect, hangUp, pause } from "./card-line.js";
import { activate, deactivate } from "./contacts.js";
import { request } from "./frame-collector.js";
import { isCardIn, variablesTotal, variablesUsed, writeCard } from "./hal.js";
import { slots } from "./slots.js";

/** Less than the longest exchange needs. */
const VARIABLES_FREE_MIN = 200;
/** The supply settles. */
const SETTLE_MS = 5;
const ECHO_MS = 20;
const PATTERN = new Uint8Array([0x55, 0xaa, 0x00, 0xff]);
const FAULTS_AT = 3;
const SLOTS_AT = 4;

let index = 0;
let heard = 0;

export function selfTest(): number {
  const isLow = variablesTotal() - variablesUsed() < VARIABLES_FREE_MIN;
  const isKept = keepsBytes(answerPayload) && keepsBytes(request.subarray(0, MESSAGE_HEADER_LENGTH));
  answerPayload[FAULTS_AT] = (isLow ? FAULT_MEMORY : 0) | (isKept ? 0 : FAULT_BUFFERS);
  slots.forEach(deactivate);
  index = -1;
  testNextSlot();
  return index < slots.length ? PENDING : SLOTS_AT + slots.length;
}

/** Every bit both ways; what was there is there again. */
function keepsBytes(buffer: Uint8Array): boolean {
  let isKept = true;
  for (let at = 0; at < buffer.length; at++) {
    const byte = buffer[at]!;
    buffer[at] = ~byte;
    if (buffer[at] !== (byte ^ 255)) isKept = false;
    buffer[at] = byte;
  }
  return isKept;
}

/** Without echo there is nothing to wait for. */
function testNextSlot(): void {
  while (++index < slots.length) {
    const slot = slots[index]!;
    answerPayload[SLOTS_AT + index] =
      (isCardIn(slot.wiring!, index) ? SLOT_CARD_IN : 0) | (board.echo ? SLOT_LINE_FAULT : SLOT_NOT_TESTED);
    if (board.echo) {
      heard = 0;
      activate(slot, POWER_5V);
      pause(SETTLE_MS, sendPattern);
      return;
    }
  }
}

function sendPattern(): void {
  converse(slots[index]!, compare, endSlot);
  writeCard(index, PATTERN);
  expect(ECHO_MS);
}

function compare(bytes: Uint8Array, parityError: boolean): void {
  for (let at = 0; at < bytes.length; at++, heard++) {
    if (parityError || bytes[at] !== PATTERN[heard]) {
      endSlot();
      return;
    }
  }
  if (heard < PATTERN.length) return;
  answerPayload[SLOTS_AT + index]! &= SLOT_CARD_IN;
  endSlot();
}

function endSlot(): void {
  hangUp();
  if (answerPayload[SLOTS_AT + index]! & SLOT_LINE_FAULT) answerPayload[FAULTS_AT]! |= FAULT_CARD_LINE;
  deactivate(slots[index]!);
  testNextSlot();
  if (index === slots.length) complete(SLOTS_AT + slots.length);
}
