/**
 * Hands at the counter. What a hand does while the till works strikes at the next protocol position, as a fault of the
 * vocabulary: so the same can be done again, to the byte.
 */
import type { Cancel } from "@duka/protocol/transport";
import { RealClock } from "../time/real-clock.js";
import type { Fault, FaultKind } from "../world/faults/fault.js";
import type { World } from "../world/open-world.js";
import { type Point, pointText } from "../world/point.js";

export type HandKind = Extract<FaultKind, "card-removed" | "psam-removed" | "cable-out" | "process-killed">;

type Hands = {
  /** Soon: at the next position, or after a moment in which the run comes to none. */
  soon(kind: HandKind): void;
  reached(point: Point): void;
  /** The till's work is over: what no position came for is done now. */
  settle(): void;
  /** Faults that struck since this was asked last. */
  take(): readonly Fault[];
};

/** Of the clock on the wall. */
const MOMENT_MS = 300;

export function createHands(world: World, isPaused: () => boolean): Hands {
  const real = new RealClock();
  let waiting: HandKind[] = [];
  let struck: Fault[] = [];
  let cancel: Cancel = () => undefined;

  function now(kind: HandKind): void {
    if (kind === "card-removed") world.takeOut(0);
    else if (kind === "psam-removed") world.takeOut(1);
    else if (kind === "cable-out") world.cableOut();
    else world.killTill();
  }

  function settle(): void {
    cancel();
    const kinds = waiting;
    waiting = [];
    for (const kind of kinds) now(kind);
  }

  function wait(): void {
    cancel = real.after(MOMENT_MS, () => (isPaused() ? wait() : settle()));
  }

  return {
    soon(kind) {
      waiting.push(kind);
      cancel();
      wait();
    },
    reached(point) {
      // Frames are counted, and another reader counts otherwise: a hand is told by what the card does.
      if (waiting.length === 0 || point.of === "frame") return;
      cancel();
      const faults = waiting.map((kind) => ({ kind, at: pointText(point) }));
      waiting = [];
      struck.push(...faults);
      world.strike(faults);
    },
    settle,
    take() {
      const all = struck;
      struck = [];
      return all;
    },
  };
}
