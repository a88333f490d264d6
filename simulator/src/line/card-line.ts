/**
 * The I/O contact of one card socket: half duplex, one wire. The reader's UART hears what it sends itself;
 * who sends while the other does spoils both characters. The card's end speaks in bytes of its own
 * convention, the reader's in UART bytes.
 */
import type { Cancel } from "@duka/protocol/transport";
import type { PinWire, UartFormat, UartWire } from "../espruino/wiring.js";
import type { SimulationClock } from "../time/clock.js";
import {
  asCard,
  asUart,
  type Character,
  cardLevels,
  RECEIVED_AFTER_BITS,
  sampleLevels,
  uartLevels,
} from "./character.js";
import { brokenTimes, earliestEdgeMs, type LineTimes } from "./guard-time.js";

export type CharacterDirection = "to-card" | "to-reader";

/**
 * What happens to a character: it never arrives, arrives with wrong parity, or as another byte with right
 * parity.
 */
export type CharacterFault = "drop" | "garble" | number;

/** How its sender has put a character on the line. */
export type CharacterForm = {
  /** Length of one bit, in milliseconds. The leading edge of its start bit was `RECEIVED_AFTER_BITS` of these ago. */
  readonly bitMs: number;
  readonly isInverse: boolean;
  /** The sender's own mistake; faults come later. */
  readonly parityError: boolean;
};

/**
 * Sees every character at the instant it has arrived and before its receiver does. `byte` is as the card
 * means it; `index` counts from 0 in each direction since the hook was set. Undefined leaves the character
 * as it is.
 */
export type CharacterHook = (
  direction: CharacterDirection,
  byte: number,
  index: number,
  form: CharacterForm,
) => CharacterFault | undefined;

/** The card's side of the contact. */
export type CardEnd = {
  readonly inverseConvention: boolean;
  /** One elementary time unit now, in milliseconds; undefined while the card has no clock. */
  etuMs(): number | undefined;
  /** What the card needs between characters. */
  times(): LineTimes;
  receive(byte: number, parityError: boolean): void;
};

type CardLine = {
  /** The reader's end. */
  readonly uart: UartWire;
  /** The UART's output as a plain pin: driven low it holds the line down, until the UART is set up again. */
  readonly tx: PinWire;
  /**
   * Connects the card that is in the socket now, or none. Characters under way to or from the former one
   * are gone.
   */
  connect(card: CardEnd | undefined): void;
  /**
   * The card sends one character, as soon as the line's rules allow and not before `afterMs` from now.
   * @param then called when it has been sent
   */
  send(byte: number, afterMs: number, then: () => void): void;
  /** The card falls silent in the middle of whatever it sends. */
  silence(): void;
  /** The reader's power is gone: so are its characters under way. */
  readerOff(): void;
  onCharacter(hook: CharacterHook): Cancel;
};

type Seen = [direction: CharacterDirection, byte: number, form: CharacterForm];

/** A character under way, and whether the other side spoke into it. */
type Sent = Character & { spoilt: boolean };

/** @param complain told when the reader breaks a rule of the standard */
export function createCardLine(clock: SimulationClock, complain: (what: string) => void): CardLine {
  const hooks = new Set<(...one: Seen) => CharacterFault | undefined>();
  const pending = { reader: nothingPending(), card: nothingPending() };
  let format: UartFormat = { baud: 9600, parity: "even", stopBits: 2 };
  let card: CardEnd | undefined;
  let hear: (byte: number, parityError: boolean) => void = () => {};
  let fromReader: Sent | undefined;
  let fromCard: Sent | undefined;
  let readerFreeAtMs = 0;
  let isHeldLow = false;

  function uartBitMs(): number {
    return 1000 / format.baud;
  }

  function at(side: "reader" | "card", timeMs: number, then: () => void): void {
    const of = pending[side];
    of.count++;
    of.cancels.push(
      clock.after(timeMs - clock.nowMs(), () => {
        if (--of.count === 0) of.cancels.length = 0;
        then();
      }),
    );
  }

  function silence(side: "reader" | "card"): void {
    for (const cancel of pending[side].cancels) cancel();
    pending[side] = nothingPending();
  }

  function faultOf(...seen: Seen): CharacterFault | undefined {
    if (hooks.size === 0) return undefined;
    let fault: CharacterFault | undefined;
    for (const hook of [...hooks]) fault = hook(...seen) ?? fault;
    return fault;
  }

  /** The reader's character is over: its own UART has it, and the card, if there is one that listens. */
  function arriveFromReader(character: Sent): void {
    if (isHeldLow) return;
    const echo = asUart(sampleLevels(character, uartBitMs()), format.parity);
    const listening = card;
    const etuMs = listening?.etuMs();
    hear(echo.byte, echo.parityError || character.spoilt);
    if (listening === undefined || etuMs === undefined) return;
    const got = asCard(sampleLevels(character, etuMs), listening.inverseConvention);
    const { parityError } = got;
    const isInverse = listening.inverseConvention;
    const fault = faultOf("to-card", got.byte, { bitMs: character.bitMs, isInverse, parityError });
    if (fault === "drop" || card !== listening || listening.etuMs() === undefined) return;
    const byte = typeof fault === "number" ? fault & 0xff : got.byte;
    listening.receive(byte, got.parityError || character.spoilt || fault === "garble");
  }

  function arriveFromCard(character: Sent, byte: number, inverse: boolean): void {
    const sender = card;
    const form = { bitMs: character.bitMs, isInverse: inverse, parityError: false };
    const fault = faultOf("to-reader", byte, form);
    if (fault === "drop" || card !== sender) return;
    const sent = fault === undefined ? character : { ...character, levels: faultyLevels(fault) };
    const got = asUart(sampleLevels(sent, uartBitMs()), format.parity);
    if (isHeldLow) return;
    hear(got.byte, got.parityError || character.spoilt);

    function faultyLevels(of: number | "garble"): number {
      return of === "garble" ? character.levels ^ 0x100 : cardLevels(of & 0xff, inverse);
    }
  }

  function startFromReader(byte: number): void {
    if (isHeldLow) return;
    const edgeMs = clock.nowMs();
    const etuMs = card?.etuMs();
    if (card !== undefined && etuMs !== undefined) {
      for (const broken of brokenTimes(edgeMs, etuMs, card.times(), fromReader, fromCard)) complain(broken);
    }
    const character = { levels: uartLevels(byte, format.parity), bitMs: uartBitMs(), edgeMs, spoilt: false };
    fromReader = character;
    spoilOverlap(fromReader, fromCard);
    at("reader", endMs(character), () => arriveFromReader(character));
  }

  /** A receiver takes a low line for one character of zeros without a stop bit. */
  function hold(isLow: boolean): void {
    if (isLow && !isHeldLow) {
      at("reader", clock.nowMs() + RECEIVED_AFTER_BITS * uartBitMs(), () => hear(0, true));
    }
    isHeldLow = isLow;
  }

  return {
    tx: {
      drive: (level) => hold(level === 0),
      clock() {},
      read: () => (isHeldLow ? 0 : 1),
      onEdge() {},
    },
    uart: {
      setup(to) {
        format = to;
        hold(false);
      },
      transmit(bytes) {
        const bits = 1 + 8 + (format.parity === "none" ? 0 : 1) + format.stopBits;
        for (const byte of bytes) {
          const startMs = Math.max(clock.nowMs(), readerFreeAtMs);
          readerFreeAtMs = startMs + bits * uartBitMs();
          at("reader", startMs, () => startFromReader(byte));
        }
      },
      onReceive(listener) {
        hear = listener;
      },
    },
    connect(to) {
      silence("card");
      card = to;
      fromCard = undefined;
    },
    send(byte, afterMs, then) {
      const inverse = card?.inverseConvention ?? false;
      const etuMs = card?.etuMs();
      if (card === undefined || etuMs === undefined) return;
      const earliestMs = earliestEdgeMs(etuMs, card.times(), fromReader, fromCard);
      const edgeMs = Math.max(clock.nowMs() + afterMs, earliestMs);
      const character = { levels: cardLevels(byte, inverse), bitMs: etuMs, edgeMs, spoilt: false };
      fromCard = character;
      spoilOverlap(fromCard, fromReader);
      at("card", endMs(character), () => {
        const sender = card;
        arriveFromCard(character, byte, inverse);
        if (card === sender && sender?.etuMs() !== undefined) then();
      });
    },
    silence() {
      silence("card");
      fromCard = undefined;
    },
    readerOff() {
      silence("reader");
      readerFreeAtMs = 0;
      isHeldLow = false;
    },
    onCharacter(hook) {
      const seen = { "to-card": 0, "to-reader": 0 };
      const counted = (...[direction, byte, form]: Seen) => hook(direction, byte, seen[direction]++, form);
      hooks.add(counted);
      return () => {
        hooks.delete(counted);
      };
    },
  };
}

/** What a side has under way; forgotten when all of it has come, and not one by one: there are thousands. */
type Pending = { count: number; readonly cancels: Cancel[] };

function nothingPending(): Pending {
  return { count: 0, cancels: [] };
}

/** When a receiver has the character. */
function endMs(character: Character): number {
  return character.edgeMs + RECEIVED_AFTER_BITS * character.bitMs;
}

/** Two characters that were on the line together, start bit to parity bit, are both lost. */
function spoilOverlap(one: Sent, other: Sent | undefined): void {
  if (other === undefined) return;
  const together = one.edgeMs < other.edgeMs + 10 * other.bitMs && other.edgeMs < one.edgeMs + 10 * one.bitMs;
  if (together) one.spoilt = other.spoilt = true;
}
