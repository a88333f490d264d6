/**
 * How a card uses the freedom that T=0 leaves it, and how it breaks: the seam for faults of the card.
 * Everything may change while the card is in the socket; absent means the plain card.
 */
import type { SupplyClass } from "./contacts.js";

export type T0Behaviour = {
  /** "all": one ACK, then all data (default); "one": a procedure byte before each data byte. */
  readonly acknowledge?: "all" | "one";
  /**
   * How long the chip computes on a command before it answers; NULL bytes come while that takes long.
   * Default 0.
   */
  readonly computeMs?: number | ((command: Uint8Array) => number);
  /** Clock cycles from RST high to the ATR's first character. */
  readonly atrDelayCycles?: number;
  /** Supplies that the card works with; on another one it is mute. All by default. */
  readonly classes?: readonly SupplyClass[];
  /** The card speaks the inverse convention. Its ATR then begins with 3F. */
  readonly inverseConvention?: boolean;
  /** Replaces a procedure byte (ACK or NULL); undefined leaves it. */
  readonly procedureByte?: (byte: number) => number | undefined;
  /**
   * Stands between the line and the chip. `execute` lets the chip do the command and answers its response;
   * what this answers goes to the reader. Undefined: the card is mute until its next reset.
   */
  readonly intercept?: (command: Uint8Array, execute: () => Uint8Array) => Uint8Array | undefined;
};
