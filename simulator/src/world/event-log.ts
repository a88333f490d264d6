/** The event log of a world: typed events, as JSON Lines on request. */
import { live } from "@duka/protocol/data/live";
import type { Clock } from "@duka/protocol/transport";
import { createPersonalMask, type PersonalMask } from "./personal-mask.js";
import type { LoggedEvent, WorldEvent } from "./world-event.js";

/** True: for one's own eyes. */
export type Personal = { readonly withPersonalData?: boolean | undefined };

export type EventLog = {
  /** The oldest first; the number of the first one is `dropped`, counted from 0. */
  readonly events: readonly LoggedEvent[];
  /** How many older ones are kept no more. */
  readonly dropped: number;
  /** Told of each event from now on; answers how to stop that. */
  onEvent(listener: (event: LoggedEvent) => void): () => void;
  /** Hides whom the cards belong to: those that it was told of. */
  readonly mask: PersonalMask;
  /** For others to read: names, ID numbers and card numbers are masked, unless it says otherwise. */
  shown(personal?: Personal): readonly LoggedEvent[];
  /** The same from a number on, counted from 0: what stands before it and behind it is looked at, too. */
  shownFrom(first: number, count: number, personal?: Personal): readonly LoggedEvent[];
  /** What is shown, one JSON object a line: the same seed, build and faults give the same text, byte for byte. */
  text(personal?: Personal): string;
};

type ToldLog = EventLog & { tell(event: WorldEvent): void };

/** Microseconds: finer than a bit of any line, and the same text on every machine. */
const PER_MS = 1000;
/** So far apart may two characters be that belong together. */
const AROUND = 512;
/** Old ones go many at a time. */
const SLACK = 1.5;

/** @param keptMax so many are kept at least, and half as many more at most: a reader may run for days */
export function createEventLog(clock: Clock, keptMax = Number.POSITIVE_INFINITY): ToldLog {
  const events: LoggedEvent[] = [];
  const listeners = new Set<(event: LoggedEvent) => void>();
  const zeroMs = clock.nowMs();
  let dropped = 0;
  const mask = createPersonalMask();
  const shown = ({ withPersonalData = false }: Personal = {}): readonly LoggedEvent[] =>
    withPersonalData ? events : mask.events(events);
  return live<ToldLog, "dropped">(
    {
      events,
      onEvent(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
      mask,
      shown,
      shownFrom(first, count, { withPersonalData = false } = {}) {
        const at = Math.max(first - dropped, 0);
        if (withPersonalData) return events.slice(at, at + count);
        const from = Math.max(at - AROUND, 0);
        return mask.events(events.slice(from, at + count + AROUND)).slice(at - from, at - from + count);
      },
      text: (personal) =>
        shown(personal)
          .map((event) => `${JSON.stringify(event)}\n`)
          .join(""),
      tell(event) {
        const logged = { atMs: Math.round((clock.nowMs() - zeroMs) * PER_MS) / PER_MS, ...event };
        events.push(logged);
        if (events.length > keptMax * SLACK) dropped += events.splice(0, events.length - keptMax).length;
        for (const listener of [...listeners]) listener(logged);
      },
    },
    { dropped: () => dropped },
  );
}

/** Of a world that never came to be. */
export function emptyLog(): EventLog {
  const mask = createPersonalMask();
  const none = () => [];
  return {
    ...{ events: [], dropped: 0, mask, onEvent: () => () => undefined },
    ...{ shown: none, shownFrom: none, text: () => "" },
  };
}
