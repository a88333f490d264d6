/** Which part of time the film strip shows. */
import { computed, signal } from "@preact/signals";
import type { LoggedEvent } from "../src/world/world-event.js";
import { type Lane, laneOf } from "./lanes.js";
import { events, selected, shownRun, state } from "./store.js";

/** Of a character at 9600 bit/s. */
const ETU_MS = 0.104;
const DAY_MS = 86_400_000;
/** Left and right of what is fitted. */
const MARGIN = 0.02;

/** Of the run that is shown, or of the counter. */
export const stripEvents = computed<readonly LoggedEvent[]>(() => shownRun.value?.events ?? events.value);

/** Where a time stands on the strip as it is drawn now. */
export const lanePlace = signal<(atMs: number) => number>(() => 0);

/** Null: it follows what is done last. */
const chosen = signal<{ readonly fromMs: number; readonly toMs: number } | null>(null);
/** When the button was pressed whose work is the last. */
const lastFromMs = signal(0);
let wasBusy = false;

/** Told of each state that comes. */
export function followCalls(): void {
  const now = state.value;
  if (now === null) return;
  const isBusy = now.busy !== null;
  if (isBusy && !wasBusy) lastFromMs.value = now.atMs;
  wasBusy = isBusy;
}

export const view = computed(() => {
  const all = stripEvents.value;
  const lastMs = all.at(-1)?.atMs ?? 1;
  if (chosen.value !== null) return chosen.value;
  const fromMs = shownRun.value === null ? lastFromMs.value : (all[0]?.atMs ?? 0);
  const span = Math.max(lastMs - fromMs, 20);
  return { fromMs: fromMs - span * MARGIN, toMs: fromMs + span * (1 + MARGIN) };
});

export function follow(): void {
  chosen.value = null;
}

/** All that there is. */
export function showAll(): void {
  const all = stripEvents.value;
  chosen.value = { fromMs: (all[0]?.atMs ?? 0) - 1, toMs: (all.at(-1)?.atMs ?? 1) + 1 };
}

/** @param by below 1: nearer @param atMs stays where it is; what is chosen, or the middle, unless given */
export function zoom(by: number, atMs?: number): void {
  const { fromMs, toMs } = view.value;
  const span = Math.min(Math.max((toMs - fromMs) * by, ETU_MS), DAY_MS);
  const chosenMs = selected.value?.atMs;
  const isSeen = chosenMs !== undefined && chosenMs >= fromMs && chosenMs <= toMs;
  const middle = atMs ?? (isSeen ? chosenMs : (fromMs + toMs) / 2);
  const part = (middle - fromMs) / (toMs - fromMs);
  chosen.value = { fromMs: middle - span * part, toMs: middle + span * (1 - part) };
}

/** @param by of what is seen: 0.5 is half a window on */
export function pan(by: number): void {
  const { fromMs, toMs } = view.value;
  const shift = (toMs - fromMs) * by;
  chosen.value = { fromMs: fromMs + shift, toMs: toMs + shift };
}

/** So that it is seen. */
export function reveal({ atMs }: LoggedEvent): void {
  const { fromMs, toMs } = view.value;
  if (atMs >= fromMs && atMs <= toMs) return;
  const half = (toMs - fromMs) / 2;
  chosen.value = { fromMs: atMs - half, toMs: atMs + half };
}

/** On the same lane, before or after. */
export function neighbour(of: LoggedEvent, lane: Lane, step: 1 | -1): LoggedEvent | undefined {
  const all = stripEvents.value;
  for (let at = all.indexOf(of) + step; at >= 0 && at < all.length; at += step)
    if (laneOf(all[at]!) === lane) return all[at];
  return undefined;
}
