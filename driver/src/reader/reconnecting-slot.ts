/**
 * Around a slot of a reader that outlives its cable. A card session does not: its card has lost its power, and what
 * it was asked last may have happened.
 */
import type { Cancel, CardEvent } from "@duka/protocol/transport";
import { type Deadline, deadlineAfter, remainingMs } from "../base/deadline.js";
import { type Around, callSlot } from "./around.js";
import type { Reader } from "./reader.js";
import { isLoss, sessionLost } from "./reader-loss.js";

/** The reader of the moment, as its slots see it. */
export type ReaderLife = {
  readonly clock: Reader["clock"];
  /** Undefined while it is lost. */
  current(): Reader | undefined;
  /** Does it with the reader, opened anew if need be, and once more on a new line when this one is lost meanwhile. */
  throughLoss<T>(work: (reader: Reader) => Promise<T>, deadline: Deadline): Promise<T>;
  /** This reader was found to be lost. */
  lose(reader: Reader): void;
  /** Calls now and for every reader that takes the place of a lost one. */
  follow(attach: (reader: Reader) => void): Cancel;
};

/** Of a card that lost its power with its reader. */
const NOTHING_LEFT = { outcome: "answered", response: new Uint8Array(0) } as const;

/** Every call goes to the slot of the reader of the moment, and to none of the lost one's. */
export function reconnecting(life: ReaderLife, index: number): Around {
  const { clock } = life;
  return (_, { name }) => {
    /** Whose card was powered. */
    let powered: Reader | undefined;
    return {
      async call(call) {
        if (call.do === "open") {
          const { deadlineMs, signal } = call.limits;
          const deadline = deadlineAfter(clock, deadlineMs, signal);
          return life.throughLoss(async (reader) => {
            powered = undefined;
            const limits = { deadlineMs: Math.max(1, remainingMs(clock, deadline)), signal };
            const answer = await callSlot(reader.slot(index), { do: "open", limits });
            powered = reader;
            return answer;
          }, deadline);
        }
        const reader = powered;
        if (call.do === "close") powered = undefined;
        if (reader === undefined || reader !== life.current()) {
          if (call.do === "close") return NOTHING_LEFT;
          throw sessionLost(name);
        }
        try {
          return await callSlot(reader.slot(index), call);
        } catch (error) {
          if (isLoss(error)) life.lose(reader);
          throw error;
        }
      },
      line: () => (powered === life.current() ? powered?.slot(index).line() : undefined),
      onCard: (listener) => cardEvents(life, index, listener),
      leave: (idleMs) => (powered === life.current() ? powered?.slot(index).keep?.leave(idleMs) : undefined),
      async take(left, limits) {
        if (powered === undefined || powered !== life.current()) return false;
        return (await powered.slot(index).keep?.take(left, limits)) ?? false;
      },
      hasKeypad: () => (powered ?? life.current())?.slot(index).securePin !== undefined,
    };
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
