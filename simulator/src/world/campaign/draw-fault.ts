/** Draws a fault from the vocabulary: a kind, a position where it can strike, and what it has besides. */
import type { Random } from "../../time/random.js";
import { canStrike, FAULT_KINDS, type Fault, type FaultKind } from "../faults/fault.js";
import { type Point, pointText } from "../point.js";
import type { PositionsOf } from "./known-positions.js";

const SECOND_MS = 1000;
const DAY_MS = 24 * 3_600_000;
const BITS = 255;

/** Longer than any step of the journal: all of it is there. */
const ALL_BYTES = 1_000_000;
/** Two pages of the journal's log with their headers: most steps end within. */
const STEP_BYTES = 2 * (24 + 1024);

/** How long it lasts, by kind; 0: until it is put right by hand. */
const LASTS_MS: { readonly [kind in FaultKind]?: readonly number[] } = {
  "byte-delayed": [1, 20, 300, 3 * SECOND_MS],
  "cable-out": [0, 10, 300, 5 * SECOND_MS],
  "reader-browned-out": [0, 20, 500, 5 * SECOND_MS],
  "card-removed": [0, 10, 300, 5 * SECOND_MS],
  "card-swapped": [0, 10, 300, 5 * SECOND_MS],
  "psam-removed": [0, 10, 300, 5 * SECOND_MS],
  "card-slow": [100, SECOND_MS, 5 * SECOND_MS],
  "centre-slow": [SECOND_MS, 10 * SECOND_MS, 90 * SECOND_MS],
  "clock-jumped": [SECOND_MS, -SECOND_MS, 3600 * SECOND_MS, -3600 * SECOND_MS, DAY_MS, -DAY_MS],
};

/** @returns undefined where none of the kinds can strike at any of the positions */
export function drawFault(
  kinds: readonly FaultKind[],
  positions: PositionsOf,
  random: Random,
): Fault | undefined {
  const possible = kinds.filter((kind) => placesOf(kind, positions).length > 0);
  if (possible.length === 0) return undefined;
  const kind = oneOf(possible, random);
  const place = oneOf(placesOf(kind, positions), random);
  const at = pointText(
    oneOf(
      positions[place].filter((point) => canStrike(kind, point)),
      random,
    ),
  );
  const ms = lasting(kind, random);
  return { kind, at, ...(ms === 0 ? {} : { ms }), ...besides(kind, random) };
}

function placesOf(kind: FaultKind, positions: PositionsOf): readonly Point["of"][] {
  return FAULT_KINDS[kind].at.filter((of) => positions[of].some((point) => canStrike(kind, point)));
}

function lasting(kind: FaultKind, random: Random): number {
  const choices = LASTS_MS[kind];
  return choices === undefined ? 0 : oneOf(choices, random);
}

/** What a fault of this kind has besides its position. */
export function besides(kind: FaultKind, random: Random): Partial<Fault> {
  switch (kind) {
    case "byte-flipped":
      return { bits: 1 + random.below(BITS) };
    case "memory-torn":
      return random.below(2) === 0 ? {} : { left: random.u32() };
    case "sync-failed":
      return random.below(2) === 0 ? {} : { kept: true };
    case "process-killed":
      return { bytes: oneOf([0, random.below(STEP_BYTES), ALL_BYTES], random) };
    default:
      return {};
  }
}

export function oneOf<T>(choices: readonly T[], random: Random): T {
  return choices[random.below(choices.length)]!;
}
