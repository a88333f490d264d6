/** What a trace is made of: one scenario that was played. Personal data are masked before they come here. */
import type { RecordedEvent } from "../world/record/recorded-event.js";

export type TracedScenario = {
  readonly file: string;
  readonly title: string;
  readonly events: readonly RecordedEvent[];
};

const PER_MS = 1000;

/** Whole microseconds of virtual time. */
export function microseconds(atMs: number): number {
  return Math.round(atMs * PER_MS);
}
