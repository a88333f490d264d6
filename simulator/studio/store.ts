/** What the page knows: the counter as the server tells it, and what a person looks at. */
import { computed, signal } from "@preact/signals";
import type { InBoth, StudioNews, StudioState } from "../src/studio/studio-state.js";
import type { LoggedEvent } from "../src/world/world-event.js";
import { wanted } from "./address.js";

/** Older ones are forgotten: a strip of a long day would be slow. */
const EVENTS_MAX = 30_000;

export const state = signal<StudioState | null>(null);
export const events = signal<readonly LoggedEvent[]>([]);
export const clauses = signal<{ readonly [command: string]: string }>({});
export const isConnected = signal(false);
/** What the server would not do, or that it is gone. */
export const problem = signal<InBoth | null>(null);
export const language = signal<keyof InBoth>(
  wanted("language", ["zh", "en"]) ?? (navigator.language.startsWith("zh") ? "zh" : "en"),
);
/** Null: as the system has it. */
export const theme = signal<"light" | "dark" | null>(
  wanted<"light" | "dark">("theme", ["light", "dark"]) ?? null,
);
type ShownRun = {
  readonly title: string;
  readonly events: readonly LoggedEvent[];
  /** Of a scenario file; a run has its line. */
  readonly scenario?: PlayedFile;
};

export type PlayedFile = {
  readonly yaml: string;
  readonly steps: readonly { readonly action: string; readonly became: string }[];
  readonly failures: readonly string[];
};

/** A run that was played again, in place of the counter. */
export const shownRun = signal<ShownRun | null>(null);
export const selected = signal<LoggedEvent | null>(null);

/** How often something was taken along: traces, the replay line, the scenario. */
export const filesTaken = signal(0);
export const copied = signal(0);
export const saved = signal(0);

/** Joined to something real: nothing of it can be played again. */
export const isLive = computed(() => state.value !== null && state.value.live !== null);

export const lastResult = computed(() => state.value?.results.at(-1) ?? null);

export function takeNews(news: StudioNews): void {
  if (news.news === "state") state.value = news.state;
  else if (news.news === "events") events.value = [...events.value, ...news.events].slice(-EVENTS_MAX);
}

/** Why something is greyed out; undefined where it can be done. */
export function whyNot(thing: string): string | undefined {
  const why = state.value?.cannot[thing];
  return why === undefined ? undefined : say(why);
}

/** In the language that is read. */
export function say(words: InBoth): string {
  return words[language.value];
}
