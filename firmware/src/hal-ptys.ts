/**
 * Card contacts over one more serial port, for machines without pins. One byte for each change:
 *
 *     reader to card end   slot × 16 + supply (0 off, 1 5 V, 2 3 V, 3 1.8 V) + 4 × RST + 8 × CLK running
 *     card end to reader   slot × 16 + 1 card in, + 0 card out
 *                          128 + ASCII of a key that is pressed: 0 to 9, # confirms, * corrects, C cancels
 *
 * At its start the reader sends the byte of each slot; the card end answers with the presence of each.
 */
import type { KeypadWiring, PanelWiring, PortWiring, SlotWiring } from "@duka/protocol/board";

const states = new Uint8Array(16);
const cardIn = new Uint8Array(16);
/** Pressed, and not yet asked for. */
let keys = "";
const contacts = global.Serial4 as SerialPort;

export function portOptions(port: PortWiring): SerialOptions {
  return { path: global[port.path] as string };
}

/** There is no wire to share. */
export function shareIo(_slot: SlotWiring): void {}

/** The contact byte of a slot without supply says as much. */
export function pullIoDown(_slot: SlotWiring): void {}

export function hasSupply(_slot: SlotWiring, _powerSelect: number): boolean {
  return true;
}

function tell(index: number, mask: number, value: number): void {
  states[index] = (states[index]! & ~mask) | value;
  contacts.write((index << 4) | states[index]!);
}

export function switchSupply(_slot: SlotWiring, index: number, powerSelect: number, level: number): void {
  tell(index, 3, level ? powerSelect : 0);
}

export function driveReset(_slot: SlotWiring, index: number, level: number): void {
  tell(index, 4, level << 2);
}

export function driveClock(_slot: SlotWiring, index: number, frequencyHz: number): void {
  tell(index, 8, frequencyHz ? 8 : 0);
}

export function isCardIn(_slot: SlotWiring, index: number): boolean {
  return cardIn[index] === 1;
}

export function watchPresence(
  slots: readonly SlotWiring[],
  changed: (index: number, isIn: boolean) => void,
): void {
  contacts.on("data", (text) => {
    for (let at = 0; at < text.length; at++) {
      const byte = text.charCodeAt(at);
      if (byte & 128) {
        keys += String.fromCharCode(byte & 127);
        continue;
      }
      cardIn[byte >> 4] = byte & 1;
      if (byte >> 4 < slots.length) changed(byte >> 4, (byte & 1) === 1);
    }
  });
  contacts.setup(115200, { path: global.DUKA_CONTACTS as string });
  for (let index = 0; index < slots.length; index++) tell(index, 0, 0);
}

/** No one is there to see it. */
export function showOnPanel(_panel: PanelWiring): number {
  return 0;
}

export function showText(_panel: PanelWiring): void {}

export function hasKeypad(_keypad: KeypadWiring): boolean {
  return true;
}

export function openKeypad(_keypad: KeypadWiring): void {
  keys = "";
}

export function nextKey(_keypad: KeypadWiring): number {
  const key = keys.charCodeAt(0) || 0;
  keys = keys.substr(1);
  return key;
}

export function closeKeypad(): void {
  keys = "";
}
