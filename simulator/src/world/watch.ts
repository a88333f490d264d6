/** What the parts of a world report to: what has happened, and which protocol position they have come to. */
import type { Fault } from "./faults/fault.js";
import type { Point } from "./point.js";
import type { WorldEvent } from "./world-event.js";

export type Watch = {
  tell(event: WorldEvent): void;
  /**
   * The run has come to this position. What concerns the whole world has been done when this returns; it answers the
   * faults that the part itself has to carry out.
   */
  reach(point: Point): readonly Fault[];
};

/** Counts by name, from 1: how often a command came since the world began. */
export function counter(): (name: string) => number {
  const counts = new Map<string, number>();
  return (name) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count;
  };
}
