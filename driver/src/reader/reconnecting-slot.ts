/**
 * A slot of a reader that outlives its cable. A card session does not: its card has lost its power, and what it was
 * asked last may have happened.
 */
import type { Cancel, CardEvent, Transport } from "@duka/protocol/transport";
import { type Deadline, deadlineAfter, remainingMs } from "../base/deadline.js";
import type { Reader } from "./reader.js";
import { sessionLost } from "./reader-loss.js";
import { wrappedPinPad } from "./wrapped-pin-pad.js";

/** The reader of the moment, as its slots see it. */
export type ReaderLife = {
  readonly clock: Reader["clock"];
  /** Undefined while it is lost. */
  current(): Reader | undefined;
  /** Does it with the reader, opened anew if need be, and once more on a new line when this one is lost meanwhile. */
  throughLoss<T>(work: (reader: Reader) => Promise<T>, deadline: Deadline): Promise<T>;
  /** Does it once; a loss is noticed. */
  noticing<T>(reader: Reader, work: () => Promise<T>): Promise<T>;
  /** Calls now and for every reader that takes the place of a lost one. */
  follow(attach: (reader: Reader) => void): Cancel;
};

/** @param first for its name */
export function createLastingSlot(life: ReaderLife, first: Transport, index: number): Transport {
  const { clock } = life;
  /** Whose card was powered. */
  let powered: Reader | undefined;
  return {
    get name() {
      return first.name;
    },
    async open(deadlineMs, signal) {
      const deadline = deadlineAfter(clock, deadlineMs, signal);
      return life.throughLoss(async (reader) => {
        powered = undefined;
        const atr = await reader.slot(index).open(Math.max(1, remainingMs(clock, deadline)), signal);
        powered = reader;
        return atr;
      }, deadline);
    },
    async exchange(command, deadlineMs, signal) {
      const reader = powered;
      if (reader === undefined || reader !== life.current()) throw sessionLost(first.name);
      return life.noticing(reader, () => reader.slot(index).exchange(command, deadlineMs, signal));
    },
    async close() {
      const reader = powered;
      powered = undefined;
      if (reader !== undefined && reader === life.current()) {
        await life.noticing(reader, () => reader.slot(index).close());
      }
    },
    get securePin() {
      const reader = powered ?? life.current();
      return wrappedPinPad(reader?.slot(index).securePin, async (_, options, enter) => {
        if (powered === undefined || powered !== life.current()) throw sessionLost(first.name);
        return life.noticing(powered, () => enter(options));
      });
    },
    line: () => (powered === life.current() ? powered?.slot(index).line() : undefined),
    onCard: (listener) => cardEvents(life, index, listener),
  };
}

function cardEvents(life: ReaderLife, index: number, listener: (event: CardEvent) => void): Cancel {
  let cancel: Cancel = () => undefined;
  const stop = life.follow((reader) => {
    cancel();
    cancel = reader.slot(index).onCard(listener);
  });
  return () => {
    stop();
    cancel();
  };
}
