/** Every position that a run comes to, each with the fault that cuts there. */
import type { Random } from "../../time/random.js";
import { besides } from "../campaign/draw-fault.js";
import { FAULT_KINDS, type Fault, type FaultKind } from "../faults/fault.js";
import { type Point, pointText } from "../point.js";

/** Beyond the lease of a claim: another program takes an owner of whom it knows no more for dead. */
const BEYOND_LEASE_MS = 11 * 60_000;

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

/** Another program asks at this moment: while the owner's claim counts, and when a clock that was set outdates it. */
export function askedBesideAt(point: Point): readonly Fault[] {
  if (point.of === "character" || point.of === "frame" || point.of === "memory") return [];
  const at = pointText(point);
  return [1, BEYOND_LEASE_MS].map((ms) => ({ kind: "clock-jumped", at, ms }));
}

/** Faults of these kinds, each wherever it can strike. */
export function faultsAt(kinds: readonly FaultKind[], point: Point, random: Random): readonly Fault[] {
  const at = pointText(point);
  const striking = kinds.filter((kind) => FAULT_KINDS[kind].at.some((of) => of === point.of));
  return striking.map((kind) => ({ kind, at, ...besides(kind, random) }));
}
