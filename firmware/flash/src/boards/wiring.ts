/** The wires of a board, in the order in which one solders them. */
import type { Board, KeypadWiring } from "@duka/protocol/board";

export type WiringRow = {
  /** "host", "slot 0", …, "panel" */
  readonly where: string;
  readonly signal: string;
  readonly pin: string;
  readonly note: string;
};

/** Contact names of ISO/IEC 7816-2. */
const CONTACTS: readonly (readonly [field: string, signal: string, note: string])[] = [
  ["vcc", "VCC 5 V switch", "C1, class A: a high-side switch, 60 mA"],
  ["vcc3V", "VCC 3 V switch", "C1, class B: a high-side switch, 50 mA"],
  ["vcc1V8", "VCC 1.8 V switch", "C1, class C: a high-side switch, 30 mA"],
  ["rst", "RST", "C2, through the level shifter"],
  ["clk", "CLK", "C3, through the level shifter"],
  ["tx", "I/O, sent", "C7, open drain, tied to the next"],
  ["rx", "I/O, heard", "C7, 20 kΩ to the card's VCC"],
  ["present", "card switch", "closes to the board's 3.3 V when a card is in"],
];

/** What a card-holder sees and hears; a board may have none of it. */
const PANEL: typeof CONTACTS = [
  ["good", "green LED", "lit when all is well; 1 kΩ to ground"],
  ["bad", "red LED", "lit when something is wrong; 1 kΩ to ground"],
  ["beeper", "beeper", "a piezo disc, passive"],
  ["sclk", "display SCLK", "E of an ST7920, PSB to ground, CS to 5 V"],
  ["sid", "display SID", "RW of an ST7920"],
];

export function wiringRows(table: Board): WiringRow[] {
  const { host, keypad, panel } = table;
  const rows: WiringRow[] = [];
  if (host.tx) rows.push({ where: "host", signal: "TX", pin: host.tx, note: "to the host's RX" });
  if (host.rx) rows.push({ where: "host", signal: "RX", pin: host.rx, note: "to the host's TX" });
  table.slots.forEach((slot, index) => {
    rows.push(...wired(`slot ${index}`, slot, CONTACTS));
  });
  return [...rows, ...keypadRows(keypad), ...wired("panel", panel, PANEL)];
}

/** Each row and column with the keys on it, blanks left out. */
function keypadRows({ rows, columns, keys }: KeypadWiring): WiringRow[] {
  const crossing = (row: number, column: number): string => keys[row * columns.length + column] ?? "";
  const named = (on: readonly string[]): string => on.filter((key) => key !== " ").join(" ");
  return [
    ...rows.map((pin, row) => ({
      where: "keypad",
      signal: `row ${row + 1}`,
      pin,
      note: `open drain: ${named(columns.map((_, column) => crossing(row, column)))}`,
    })),
    ...columns.map((pin, column) => ({
      where: "keypad",
      signal: `column ${column + 1}`,
      pin,
      note: `pulled up inside: ${named(rows.map((_, row) => crossing(row, column)))}`,
    })),
  ];
}

/** The named fields that hold a pin. */
function wired(
  where: string,
  pins: { readonly [field: string]: unknown },
  names: typeof CONTACTS,
): WiringRow[] {
  return names.flatMap(([field, signal, note]) => {
    const pin = pins[field];
    return typeof pin === "string" && pin !== "" ? [{ where, signal, pin, note }] : [];
  });
}
