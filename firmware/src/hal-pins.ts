/** Card contacts on pins, in the order of ISO/IEC 7816-3 clause 6 as `contacts.ts` asks for them. */
import type { PortWiring, SlotWiring } from "./board-table.js";

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

/** Calls `changed` at each edge of a contact switch. Bounces come through: each is a removal, which is what it may be. */
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
