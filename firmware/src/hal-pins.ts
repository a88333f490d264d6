/** Card contacts on pins, in the order of ISO/IEC 7816-3 clause 6 as `contacts.ts` asks for them. */

import type { KeypadWiring, PanelWiring, PortWiring, SlotWiring } from "@duka/protocol/board";
import { PANEL_BEEPER, PANEL_DISPLAY, PANEL_LIGHTS, PROMPT_TEXT_MAX } from "@duka/protocol/wire/escape";

export function portOptions(port: PortWiring): SerialOptions {
  return { tx: port.tx, rx: port.rx };
}

/** I/O is one wire: the UART only pulls it down. To be said after each `setup`, which makes the pin push-pull. */
export function shareIo(slot: SlotWiring): void {
  pinMode(slot.tx, "af_opendrain");
}

/** I/O to state A (low). */
export function pullIoDown(slot: SlotWiring): void {
  pinMode(slot.tx, "opendrain");
  digitalWrite(slot.tx, 0);
}

/** The pin that switches a class on: bPowerSelect 1..3. Empty: the slot has no such supply. */
function supplyPin(slot: SlotWiring, powerSelect: number): string {
  if (powerSelect === 1) return slot.vcc;
  return powerSelect === 2 ? slot.vcc3V : slot.vcc1V8;
}

export function hasSupply(slot: SlotWiring, powerSelect: number): boolean {
  return supplyPin(slot, powerSelect) !== "";
}

export function switchSupply(slot: SlotWiring, _index: number, powerSelect: number, level: number): void {
  digitalWrite(supplyPin(slot, powerSelect), level);
}

export function driveReset(slot: SlotWiring, _index: number, level: number): void {
  digitalWrite(slot.rst, level);
}

/** @param frequencyHz 0 stops the clock in the low state */
export function driveClock(slot: SlotWiring, _index: number, frequencyHz: number): void {
  if (frequencyHz === 0) digitalWrite(slot.clk, 0);
  else analogWrite(slot.clk, 0.5, { freq: frequencyHz });
}

export function isCardIn(slot: SlotWiring, _index: number): boolean {
  return slot.present === "" || digitalRead(slot.present) === 1;
}

/**
 * Calls `changed` at each edge of a contact switch. Bounces come through: each is a removal, which is what it may be.
 */
export function watchPresence(
  slots: readonly SlotWiring[],
  changed: (index: number, isIn: boolean) => void,
): void {
  slots.forEach((slot, index) => {
    if (slot.present === "") return;
    pinMode(slot.present, "input_pulldown");
    setWatch((edge) => changed(index, edge.state), slot.present, { repeat: true, edge: "both", debounce: 0 });
  });
}

const BEEP_HZ = 2700;
/** ST7920 in serial mode: what stands in front of an instruction, and of a character. */
const INSTRUCTION = 0xf8;
const CHARACTER = 0xfa;
/** Basic instructions, display on without cursor, address counts up. */
const DISPLAY_START = new Uint8Array([0x30, 0x0c, 0x06]);
/** Address of the first line; the second is as many further as a line has columns. */
const FIRST_LINE = 0x80;
const COLUMNS = 16;
const BLANK = 0x20;
const packet = new Uint8Array(3);
let display: SPI | undefined;

/** One transfer each: the display needs 72 microseconds, which the interpreter takes anyway. */
function tellDisplay(kind: number, byte: number): void {
  packet[0] = kind;
  packet[1] = byte & 0xf0;
  packet[2] = byte << 4;
  display!.write(packet);
}

/** Shows a text on the display's two lines of 16 columns, from one column to before another, and blanks behind it. */
export function showText(panel: PanelWiring, text: Uint8Array, from: number, to: number): void {
  if (!panel.sid) return;
  if (!display) {
    display = new SPI();
    display.setup({ sck: panel.sclk, mosi: panel.sid });
  }
  // Each time, since it may have been without power.
  for (const byte of DISPLAY_START) tellDisplay(INSTRUCTION, byte);
  for (let at = from; at < to; at++) {
    if (at % COLUMNS === 0) tellDisplay(INSTRUCTION, FIRST_LINE + at);
    tellDisplay(CHARACTER, at - from < text.length ? text[at - from]! : BLANK);
  }
}

/**
 * @param isBeeping the beeper sounds until the next call
 * @param text undefined leaves the display as it is
 * @returns `PANEL_…`: what of it the board has
 */
export function showOnPanel(
  panel: PanelWiring,
  good: boolean,
  bad: boolean,
  isBeeping: boolean,
  text: Uint8Array | undefined,
): number {
  let shown = 0;
  if (panel.good) {
    digitalWrite(panel.good, good ? 1 : 0);
    digitalWrite(panel.bad, bad ? 1 : 0);
    shown = PANEL_LIGHTS;
  }
  if (panel.beeper) {
    if (isBeeping) analogWrite(panel.beeper, 0.5, { freq: BEEP_HZ });
    else digitalWrite(panel.beeper, 0);
    shown |= PANEL_BEEPER;
  }
  if (panel.sid) {
    if (text) showText(panel, text, 0, PROMPT_TEXT_MAX);
    shown |= PANEL_DISPLAY;
  }
  return shown;
}

/** What a look at the keypad finds beside the index of one key. */
const NO_KEY = 255;
const SEVERAL_KEYS = 254;
/** What was seen at the last look; the key that is held down, and has been told. */
let seenKey = NO_KEY;
let heldKey = NO_KEY;

export function hasKeypad(keypad: KeypadWiring): boolean {
  return keypad.keys !== "";
}

/** A key that is down already does not count. */
export function openKeypad(keypad: KeypadWiring): void {
  keypad.rows.forEach((row) => {
    pinMode(row, "opendrain");
    digitalWrite(row, 1);
  });
  keypad.columns.forEach((column) => {
    pinMode(column, "input_pullup");
  });
  heldKey = seenKey = lookForKey(keypad);
}

/** One row after the other is pulled down: a pressed key takes its column with it. */
function lookForKey(keypad: KeypadWiring): number {
  const rows = keypad.rows;
  const columns = keypad.columns;
  let found = NO_KEY;
  for (let row = 0; row < rows.length; row++) {
    digitalWrite(rows[row]!, 0);
    const levels = digitalRead(columns);
    digitalWrite(rows[row]!, 1);
    for (let column = 0; column < columns.length; column++) {
      // The last column has the lowest bit.
      if ((levels >> (columns.length - 1 - column)) & 1) continue;
      found = found === NO_KEY ? row * columns.length + column : SEVERAL_KEYS;
    }
  }
  return found;
}

/**
 * One look at the keypad, for a caller that looks every 20 ms: contacts bounce less than that, so what is seen twice is
 * so.
 * @returns the code of a key that has gone down, once; 0 for none
 */
export function nextKey(keypad: KeypadWiring): number {
  const key = lookForKey(keypad);
  const isSteady = key === seenKey;
  seenKey = key;
  if (!isSteady || key === heldKey || key === SEVERAL_KEYS) return 0;
  heldKey = key;
  return key === NO_KEY ? 0 : keypad.keys.charCodeAt(key);
}

/** Forgets which key was pressed last. */
export function closeKeypad(): void {
  heldKey = seenKey = NO_KEY;
}
