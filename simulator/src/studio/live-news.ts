/** What happens at something real, gathered and told to the pages: soon, so that many events are one picture. */
import type { Cancel } from "@duka/protocol/transport";
import { RealClock } from "../time/real-clock.js";
import { createPersonalMask } from "../world/personal-mask.js";
import type { LoggedEvent } from "../world/world-event.js";
import { StudioRefusal } from "./studio-refusal.js";
import type { Cannot, StudioNews, StudioState } from "./studio-state.js";
import type { Traced } from "./traces.js";

/** Between two pictures. */
const PICTURE_MS = 40;
/** A counter may stand for days: older ones are forgotten. */
const EVENTS_MAX = 100_000;
const SLACK = 1.5;

type LiveNews = {
  readonly events: readonly LoggedEvent[];
  tell(event: LoggedEvent): void;
  /** The state is another. */
  changed(): void;
  onNews(listener: (news: StudioNews) => void): () => void;
  traced(name: string): Promise<Traced>;
  close(): void;
};

export function createLiveNews(state: () => StudioState): LiveNews {
  const real = new RealClock();
  const listeners = new Set<(news: StudioNews) => void>();
  const mask = createPersonalMask();
  const events: LoggedEvent[] = [];
  let fresh: LoggedEvent[] = [];
  let later: Cancel | undefined;

  function changed(): void {
    later ??= real.after(PICTURE_MS, () => {
      later = undefined;
      const told = fresh;
      fresh = [];
      for (const listener of [...listeners]) {
        if (told.length > 0) listener({ news: "events", events: told });
        listener({ news: "state", state: state() });
      }
    });
  }

  return {
    events,
    tell(event) {
      events.push(event);
      if (events.length > EVENTS_MAX * SLACK) events.splice(0, events.length - EVENTS_MAX);
      fresh.push(event);
      changed();
    },
    changed,
    onNews(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    traced: async (name) => ({ name, title: name, events, recorded: events, mask }),
    close: () => later?.(),
  };
}

/** @throws StudioRefusal not-now, with the reason, for what cannot be done here */
export function checkCan(cannot: Cannot, doing: string): void {
  const why = cannot[doing];
  if (why !== undefined) throw new StudioRefusal("not-now", why);
}

/** Nothing is known of it, and nothing is simulated. */
export const NO_STATE = {
  atMs: 0,
  reader: { lines: [], good: false, bad: false, beepHz: 0, beeps: 0, keys: "", isEntry: false },
  cards: [],
  hasPsam: true,
  isCableIn: true,
  isTillDead: false,
  busy: null,
  pace: { speed: 1, stopAt: "none", pausedAt: null },
  results: [],
  money: null,
  armed: [],
} as const satisfies Omit<StudioState, "live" | "cannot">;

/** The same reason for several things. */
export function because(en: string, zh: string, ...things: readonly string[]): Cannot {
  return Object.fromEntries(things.map((thing) => [thing, { en, zh }]));
}
