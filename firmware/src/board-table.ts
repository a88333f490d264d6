/** What a board is: data that the firmware drives, the build publishes and the simulator wires up. */

/** A UART and the pins it is brought out on. `path` names a global with the device path, where ports are files. */
export type PortWiring = {
  readonly uart: string;
  readonly tx: string;
  readonly rx: string;
  readonly path: string;
};

/** The contacts of one slot; an empty name is a contact that is not wired. */
export type SlotWiring = PortWiring & {
  /** Switches the supply of class A (5 V) on. */
  readonly vcc: string;
  /** Class B (3 V) and class C (1.8 V), where the slot has such a supply. */
  readonly vcc3V: string;
  readonly vcc1V8: string;
  readonly rst: string;
  /** A timer output. */
  readonly clk: string;
  /** The contact switch, high while a card is in. Not wired: a card is taken to be in. */
  readonly present: string;
};

/** What a card-holder sees and hears; an empty name is what the board has not. */
export type PanelWiring = {
  /** Lights, high is on. */
  readonly good: string;
  readonly bad: string;
  /** A piezo on a timer output that makes no card clock. */
  readonly beeper: string;
  /** SCLK and SID of an ST7920 character display, its CS tied high. */
  readonly sclk: string;
  readonly sid: string;
};

/** A keypad as a matrix: a pressed key ties its row to its column. Without rows the board has none. */
export type KeypadWiring = {
  /** Open drain, driven low one after the other. */
  readonly rows: readonly string[];
  /** Inputs, pulled up: low says that a key of the row is pressed. */
  readonly columns: readonly string[];
  /** Row after row: 0 to 9, # confirms (确认), * corrects (更正), C cancels (取消), a blank is no key. */
  readonly keys: string;
};

export type Board = {
  readonly name: string;
  /** Asked of the timer; what really comes out is `clockHz`, and the line speed follows from that. */
  readonly clockRequestHz: number;
  readonly clockHz: number;
  /** The UART hears what it sends, since card I/O is one wire. */
  readonly echo: boolean;
  /** The UART tells parity errors. */
  readonly tellsParity: boolean;
  /** The speed of every card port where speed means nothing, else 0. */
  readonly fixedCardBaud: number;
  /** Bits per second that the UARTs and the interrupts behind them take from a card. */
  readonly cardBaudMax: number;
  /** How late the interpreter may tell of a character: what a card's silence is measured with. */
  readonly latencyMs: number;
  readonly host: PortWiring & { readonly baud: number; readonly stopBits: 1 | 2 };
  readonly slots: readonly SlotWiring[];
  readonly panel: PanelWiring;
  readonly keypad: KeypadWiring;
};
