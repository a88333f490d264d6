/** The event log of a world: typed events, as JSON Lines on request. */
import type { Clock } from "@duka/protocol/transport";
import type { LoggedEvent, WorldEvent } from "./world-event.js";

export type EventLog = {
  /** The oldest first; the number of the first one is `dropped`, counted from 0. */
  readonly events: readonly LoggedEvent[];
  /** How many older ones are kept no more. */
  readonly dropped: number;
  /** Told of each event from now on; answers how to stop that. */
  onEvent(listener: (event: LoggedEvent) => void): () => void;
  /** One JSON object a line: the same seed, build and faults give the same text, byte for byte. */
  text(): string;
};

/** Microseconds: finer than a bit of any line, and the same text on every machine. */
const PER_MS = 1000;
/** Old ones go many at a time. */
const SLACK = 1.5;

/** @param keptMax so many are kept at least, and half as many more at most: a reader may run for days */
export function createEventLog(
  clock: Clock,
  keptMax = Number.POSITIVE_INFINITY,
): EventLog & { tell(event: WorldEvent): void } {
  const events: LoggedEvent[] = [];
  const listeners = new Set<(event: LoggedEvent) => void>();
  const zeroMs = clock.nowMs();
  let dropped = 0;
  return {
    events,
    get dropped() {
      return dropped;
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    text: () => events.map((event) => `${JSON.stringify(event)}\n`).join(""),
    tell(event) {
      const logged = { atMs: Math.round((clock.nowMs() - zeroMs) * PER_MS) / PER_MS, ...event };
      events.push(logged);
      if (events.length > keptMax * SLACK) dropped += events.splice(0, events.length - keptMax).length;
      for (const listener of [...listeners]) listener(logged);
    },
  };
}
