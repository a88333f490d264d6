/** Between a card's protocols and the card that speaks them. */
import type { CardChip } from "../chip/chip.js";
import type { SimulationClock } from "../time/clock.js";
import type { CardBehaviour } from "./card-behaviour.js";
import type { SupplyClass } from "./contacts.js";

/** What the card is connected to. */
export type CardPort = {
  readonly clock: SimulationClock;
  /** Sends one character, not before `afterMs` from now. */
  send(byte: number, afterMs: number, then: () => void): void;
  /** Stops sending. */
  silence(): void;
  /** The card's clock in hertz, 0 when there is none. */
  clockHz(): number;
  supply(): SupplyClass | undefined;
  behaviour(): CardBehaviour;
};

/** What a protocol needs. */
export type ProtocolSetup = {
  readonly chip: CardChip;
  readonly clock: SimulationClock;
  behaviour(): CardBehaviour;
  /** One elementary time unit in milliseconds, as long as the card has a clock. */
  etuMs(): number;
  /** The card's clock in hertz, as long as it has one. */
  clockHz(): number;
  /** Sends these characters; `then` comes when the last one is out. */
  send(bytes: ArrayLike<number>, then: () => void): void;
};

/** A protocol at work, from the end of the answer to reset, or of PPS, to the next reset. */
export type CardProtocol = {
  receive(byte: number, parityError: boolean): void;
  /** Ends whatever it does. */
  halt(): void;
};
