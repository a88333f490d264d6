/**
 * A board and the manifest beside its bundle, declared once: the firmware drives the board by its table, the build
 * publishes it in the manifest, the flasher and the simulated board read it there.
 */
import type { DataOf } from "./data/read-data.js";
import {
  described,
  flag,
  integer,
  knownMembers,
  listOf,
  matching,
  oneOf,
  positive,
  text,
} from "./data/values.js";

/** The highest security counter that a manifest has. */
export const SECURITY_COUNTER_MAX = 999_999;

const port = {
  uart: text,
  tx: described(text, "The pin that it sends on; of a slot tied to I/O"),
  rx: text,
  path: described(text, "Where ports are files: the global that holds the device's path"),
};

const slot = knownMembers({
  ...port,
  vcc: described(text, "Switches the supply of class A (5 V) on"),
  vcc3V: described(text, "Class B (3 V), where the slot has such a supply"),
  vcc1V8: described(text, "Class C (1.8 V)"),
  rst: text,
  clk: described(text, "A timer output"),
  present: described(
    text,
    "The contact switch, high while a card is in. Not wired: a card is taken to be in",
  ),
});

const panel = knownMembers({
  good: described(text, "Lights, high is on"),
  bad: text,
  beeper: described(text, "A piezo on a timer output that makes no card clock"),
  sclk: described(text, "With sid: an ST7920 character display, its CS tied high"),
  sid: text,
});

const keypad = knownMembers({
  rows: described(listOf(text), "Open drain, driven low one after the other"),
  columns: described(listOf(text), "Inputs, pulled up: low says that a key of the row is pressed"),
  keys: described(
    text,
    "Row after row: 0 to 9, # confirms (确认), * corrects (更正), C cancels (取消), a blank is no key",
  ),
});

/** What is soldered to what. A contact with an empty name is not wired; a keypad without rows is not there. */
const wiring = {
  clockRequestHz: described(
    positive,
    "Asked of the timer; what comes out is clockHz, and the line speed follows from that",
  ),
  clockHz: described(positive, "The card clock that the board really makes"),
  echo: described(flag, "The UART hears what it sends, since card I/O is one wire"),
  tellsParity: described(flag, "The UART tells parity errors"),
  fixedCardBaud: described(
    integer(0, 10_000_000),
    "The speed of every card port where speed means nothing, else 0",
  ),
  cardBaudMax: described(
    positive,
    "Bits per second that the UARTs and the interrupts behind them take from a card",
  ),
  latencyMs: described(
    positive,
    "How late the interpreter may tell of a character: what a card's silence is measured with",
  ),
  host: knownMembers({
    ...port,
    baud: described(positive, "From the start on, and whenever a host has not asked for more"),
    baudMax: described(
      positive.optional(),
      "The fastest that a host may ask for: what the UART's clock makes exactly, and its interrupts take",
    ),
    stopBits: oneOf(1, 2),
  }),
  slots: listOf(slot, 1),
  panel,
  keypad,
};

export const boardTable = knownMembers({
  name: described(matching("\\w+", "letters, digits, _"), 'As Espruino names the board: "PICO_R1_3"'),
  ...wiring,
});

/** A board's file, for those who make their own: the table, and what only people and the build read. */
export const boardFile = knownMembers({
  ...boardTable.shape,
  $schema: described(text.optional(), "For editors: the file that duka-flash board schema prints"),
  notes: described(text.optional(), "For people: what is particular about this board"),
  interpreterBoard: described(
    text.optional(),
    "Which of Espruino's boards its interpreter is built for, where that is not the name of this one",
  ),
});

export const boardManifest = knownMembers({
  name: oneOf("duka"),
  version: text,
  board: text,
  persona: text,
  without: described(listOf(text), "What was left out of it: t1, pps, pinpad, level, fast"),
  securityCounter: described(
    integer(0, SECURITY_COUNTER_MAX),
    "Raised by the manufacturer with each repair of security: what has a lower one is older, whatever its version says",
  ),
  interpreterBoard: described(
    text.optional(),
    "Which of Espruino's boards the interpreter is built for, where that is not the name of the board",
  ),
  interpreter: described(text, "The oldest interpreter that the firmware runs on"),
  bytes: described(positive, "Length of the bundle"),
  sha256: described(text, "Of the bundle"),
  variables: described(positive, "An estimate of the interpreter variables in use after the start"),
  ...wiring,
  manifestSha256: described(text, "SHA-256 of the manifest's text as it would be without this line"),
});

export type Board = DataOf<typeof boardTable>;
export type BoardFile = DataOf<typeof boardFile>;
export type Manifest = DataOf<typeof boardManifest>;
export type SlotWiring = Board["slots"][number];
/** A UART and the pins it is brought out on. */
export type PortWiring = Pick<SlotWiring, keyof typeof port>;
/** What a card-holder sees and hears. */
export type PanelWiring = Board["panel"];
/** A keypad as a matrix: a pressed key ties its row to its column. */
export type KeypadWiring = Board["keypad"];

/** What `process.env.BOARD` says on such a board. */
export function interpreterBoardOf({
  board,
  interpreterBoard,
}: Pick<Manifest, "board" | "interpreterBoard">): string {
  return interpreterBoard ?? board;
}
