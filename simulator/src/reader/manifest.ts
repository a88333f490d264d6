/**
 * The board manifest that the firmware's build writes beside a bundle: which pins and UARTs the firmware
 * uses for what.
 */

/** Names of the board's pins; empty where a contact is not wired. */
type SlotWiring = {
  readonly uart: string;
  /** Output of the UART, tied to I/O. */
  readonly tx: string;
  /** Switches for the supplies of class A, B and C. */
  readonly vcc: string;
  readonly vcc3V: string;
  readonly vcc1V8: string;
  readonly rst: string;
  readonly clk: string;
  readonly present: string;
};

/** What a card-holder sees and hears; empty names are what the board has not. */
type PanelWiring = {
  readonly good: string;
  readonly bad: string;
  readonly beeper: string;
  /** Data of the display's serial bus. */
  readonly sid: string;
};

/** A keypad as a matrix; no rows: the board has none. */
export type KeypadWiring = {
  /** Driven low one after the other. */
  readonly rows: readonly string[];
  /** Pulled up; low while a pressed key ties the column to a row that is low. */
  readonly columns: readonly string[];
  /** What is printed on the keys, row after row: 0 to 9, # confirms, * corrects, C cancels, a blank is no key. */
  readonly keys: string;
};

export type Manifest = {
  readonly name: string;
  readonly version: string;
  readonly board: string;
  readonly persona: string;
  readonly host: { readonly uart: string; readonly baud: number; readonly stopBits: number };
  readonly slots: readonly SlotWiring[];
  readonly panel: PanelWiring;
  readonly keypad: KeypadWiring;
};

/** @throws RangeError naming what is missing */
export function parseManifest(text: string): Manifest {
  const read: unknown = JSON.parse(text);
  const manifest = objectOf(read, "");
  const host = objectOf(manifest.host, "host");
  const panel = objectOf(manifest.panel, "panel");
  const keypad = objectOf(manifest.keypad, "keypad");
  if (!Array.isArray(manifest.slots)) throw damaged("slots", "a list");
  return {
    name: textOf(manifest, "name"),
    version: textOf(manifest, "version"),
    board: textOf(manifest, "board"),
    persona: textOf(manifest, "persona"),
    host: { uart: textOf(host, "uart"), baud: numberOf(host, "baud"), stopBits: numberOf(host, "stopBits") },
    panel: {
      good: textOf(panel, "good"),
      bad: textOf(panel, "bad"),
      beeper: textOf(panel, "beeper"),
      sid: textOf(panel, "sid"),
    },
    keypad: {
      rows: textsOf(keypad, "rows"),
      columns: textsOf(keypad, "columns"),
      keys: textOf(keypad, "keys"),
    },
    slots: manifest.slots.map((slot: unknown, index) => slotOf(objectOf(slot, `slots[${index}]`))),
  };
}

type Fields = { readonly [name: string]: unknown };

function slotOf(slot: Fields): SlotWiring {
  return {
    uart: textOf(slot, "uart"),
    tx: textOf(slot, "tx"),
    vcc: textOf(slot, "vcc"),
    vcc3V: textOf(slot, "vcc3V"),
    vcc1V8: textOf(slot, "vcc1V8"),
    rst: textOf(slot, "rst"),
    clk: textOf(slot, "clk"),
    present: textOf(slot, "present"),
  };
}

function objectOf(value: unknown, name: string): Fields {
  if (typeof value !== "object" || value === null) throw damaged(name, "an object");
  return { ...value };
}

function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== "string") throw damaged(name, "a text");
  return value;
}

function textsOf(fields: Fields, name: string): readonly string[] {
  const value = fields[name];
  const isList = (list: unknown): list is unknown[] => Array.isArray(list);
  if (!isList(value) || !value.every((one) => typeof one === "string"))
    throw damaged(name, "a list of texts");
  return value;
}

function numberOf(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== "number" || !(value > 0)) throw damaged(name, "a positive number");
  return value;
}

function damaged(name: string, expected: string): RangeError {
  return new RangeError(
    `board manifest: "${name}" must be ${expected}; build the firmware anew (npm run build)`,
  );
}
