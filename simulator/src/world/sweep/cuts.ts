/** Every position that a run comes to, each with the fault that cuts there. */
import type { Random } from "../../time/random.js";
import type { Fault } from "../faults/fault.js";
import { type Point, pointText } from "../point.js";

/** More than a step of the journal writes: all of it is there. */
const ALL_BYTES = 1_000_000;
/** Two pages of the journal's log, with their frames' headers: most steps end within. */
const STEP_BYTES = 2 * (24 + 1024);

/**
 * A byte of the cable: it is pulled. A character of a card line: the chip is pulled. A cell of a memory: power goes
 * while it is written, and leaves anything. A step of the journal: the machine dies before it, in it with none, some or
 * all of its bytes on the disk, or behind it. A call of the centre: its answer is lost, or it is down.
 */
export function cutsAt(point: Point, random: Random): readonly Fault[] {
  const at = pointText(point);
  switch (point.of) {
    case "frame":
      return [{ kind: "cable-out", at }];
    case "character":
      return [{ kind: point.chip === "card" ? "card-removed" : "psam-removed", at }];
    case "memory":
      return [{ kind: "memory-torn", at, left: random.u32() }];
    case "journal": {
      const kept = point.when === "before sync" ? [0, random.below(STEP_BYTES), ALL_BYTES] : [0];
      return kept.map((bytes) => ({ kind: "process-killed", at, bytes }));
    }
    case "centre":
      return [
        { kind: "answer-lost", at },
        { kind: "centre-down", at },
      ];
    // Its first character is a cut already.
    case "command":
      return [];
  }
}
