/**
 * What the card-holder sees and hears of the reader: two lights, a beeper, and a display of the ST7920 family in serial
 * mode.
 */
import { live } from "@duka/protocol/data/live";
import { decodeGb18030 } from "@duka/protocol/gb18030";
import type { PinWire } from "../espruino/wiring.js";

const COLUMNS = 16;
const LINES = 2;
const INSTRUCTION = 0xf8;
const CHARACTER = 0xfa;
/** Instruction with an address: the second line begins where the first ends. */
const SET_ADDRESS = 0x80;

export type Panel = {
  readonly good: boolean;
  readonly bad: boolean;
  /** What sounds now, 0 for silence. */
  readonly beepHz: number;
  /** How often a beep was asked for. */
  readonly beeps: number;
  /** Both lines of the display as they read, blanks at their ends left out. */
  readonly lines: readonly string[];
};

export type PanelHardware = {
  readonly state: Panel;
  readonly wires: { readonly good: PinWire; readonly bad: PinWire; readonly beeper: PinWire };
  readonly display: (bytes: Uint8Array) => void;
};

export function createPanel(): PanelHardware {
  const memory = new Uint8Array(COLUMNS * LINES).fill(0x20);
  const levels = { good: false, bad: false };
  let beepHz = 0;
  let beeps = 0;
  let at = 0;
  /** As they were read since the last character came: who watches a display looks often. */
  let lines: readonly string[] | undefined;

  function sound(hertz: number): void {
    if (hertz > 0) beeps++;
    beepHz = hertz;
  }

  function light(which: "good" | "bad"): PinWire {
    return output((level) => {
      levels[which] = level === 1;
    });
  }

  return {
    state: live<Panel, "good" | "bad" | "beepHz" | "beeps" | "lines">(
      {},
      {
        good: () => levels.good,
        bad: () => levels.bad,
        beepHz: () => beepHz,
        beeps: () => beeps,
        lines: () => {
          lines ??= linesOf(memory);
          return lines;
        },
      },
    ),
    wires: {
      good: light("good"),
      bad: light("bad"),
      beeper: { ...output(() => sound(0)), clock: sound },
    },
    display(bytes) {
      const [kind, high = 0, low = 0] = bytes;
      const byte = (high & 0xf0) | (low >> 4);
      if (kind === INSTRUCTION && byte >= SET_ADDRESS) {
        at = byte - SET_ADDRESS;
      } else if (kind === CHARACTER) {
        if (at < memory.length) memory[at] = byte;
        lines = undefined;
        at++;
      }
    },
  };
}

function linesOf(memory: Uint8Array): readonly string[] {
  return Array.from({ length: LINES }, (_, line) =>
    decodeGb18030(memory.subarray(line * COLUMNS, (line + 1) * COLUMNS)).trimEnd(),
  );
}

function output(drive: (level: 0 | 1) => void): PinWire {
  return { drive, clock() {}, read: () => 0, onEdge() {} };
}
