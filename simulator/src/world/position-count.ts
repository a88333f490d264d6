/**
 * Positions counted from a moment on: "second VERIFY" of the third sale, whatever came before it. So a session can lose
 * a sale, and the faults of the others still strike where they did; and who arms a fault in a reader that has run for
 * an hour need not know what went through it.
 */
import type { Point } from "./point.js";

export type Counts = ReadonlyMap<string, number>;

type PositionCount = {
  reach(point: Point): void;
  /** The counts of now. */
  mark(): Counts;
};

export function positionCount(): PositionCount {
  const counts = new Map<string, number>();
  return {
    reach(point) {
      const counter = counterOf(point);
      const place = placeOf(point);
      if (place > (counts.get(counter) ?? 0)) counts.set(counter, place);
    },
    mark: () => new Map(counts),
  };
}

/** As counted from the mark; undefined for what was counted before it. */
export function sinceMark(point: Point, mark: Counts): Point | undefined {
  const place = placeOf(point) - (mark.get(counterOf(point)) ?? 0);
  return place < 1 ? undefined : placed(point, place);
}

/** As counted from the beginning of the world. */
export function inWorld(point: Point, mark: Counts): Point {
  return placed(point, placeOf(point) + (mark.get(counterOf(point)) ?? 0));
}

function counterOf(point: Point): string {
  switch (point.of) {
    case "frame":
      return `frame ${point.to}`;
    case "journal":
      return `journal ${point.step}`;
    case "centre":
      return `centre ${point.operation}`;
    default:
      return `${point.of} ${point.chip} ${point.command}`;
  }
}

function placeOf(point: Point): number {
  return point.of === "frame" ? point.frame : point.nth;
}

function placed(point: Point, place: number): Point {
  return point.of === "frame" ? { ...point, frame: place } : { ...point, nth: place };
}
