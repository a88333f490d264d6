/** The event log of a world: typed events, as JSON Lines on request. */
import type { Clock } from "@duka/protocol/transport";
import type { LoggedEvent, WorldEvent } from "./world-event.js";

export type EventLog = {
  readonly events: readonly LoggedEvent[];
  /** Told of each event from now on; answers how to stop that. */
  onEvent(listener: (event: LoggedEvent) => void): () => void;
  /** One JSON object a line: the same seed, build and faults give the same text, byte for byte. */
  text(): string;
};

/** Microseconds: finer than a bit of any line, and the same text on every machine. */
const PER_MS = 1000;

export function createEventLog(clock: Clock): EventLog & { tell(event: WorldEvent): void } {
  const events: LoggedEvent[] = [];
  const listeners = new Set<(event: LoggedEvent) => void>();
  const zeroMs = clock.nowMs();
  return {
    events,
    onEvent(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    text: () => events.map((event) => `${JSON.stringify(event)}\n`).join(""),
    tell(event) {
      const logged = { atMs: Math.round((clock.nowMs() - zeroMs) * PER_MS) / PER_MS, ...event };
      events.push(logged);
      for (const listener of [...listeners]) listener(logged);
    },
  };
}
