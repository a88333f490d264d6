/** What a board is soldered to: the machine on one side, the line, the contacts and the cable on the other. */

export type UartFormat = {
  readonly baud: number;
  readonly parity: "none" | "even" | "odd";
  readonly stopBits: 1 | 2;
};

/** What a UART of the board is soldered to. Pacing is the wire's: it knows its speed. */
export type UartWire = {
  /** It leads to the host; the others lead to cards. */
  readonly isHostLine?: boolean;
  /** The board set its UART up; on a card line that is how the reader expects characters. */
  setup(format: UartFormat): void;
  /** The board sends these bytes now, back to back. */
  transmit(bytes: Uint8Array): void;
  /** The board's receiver: one call per byte, at the instant its stop bit is over. */
  onReceive(listener: (byte: number, parityError: boolean) => void): void;
};

/** What a pin is soldered to. */
export type PinWire = {
  /** digitalWrite. */
  drive(level: 0 | 1): void;
  /** analogWrite with {freq}: the card clock; 0 stops it. */
  clock(frequencyHz: number): void;
  /** digitalRead. */
  read(): 0 | 1;
  /** setWatch: called with the new level at each edge. */
  onEdge(listener: (level: 0 | 1) => void): void;
};

/** By the board's own names: `Serial1`, `A8`. */
export type Wiring = {
  readonly uarts: { readonly [name: string]: UartWire };
  readonly pins: { readonly [name: string]: PinWire };
  /** What listens on a serial bus, by the pin of its data. */
  readonly spis?: { readonly [dataPin: string]: (bytes: Uint8Array) => void };
};
