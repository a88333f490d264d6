/** Which faults are still to strike, and which did. */
import { type Point, pointText } from "../point.js";
import { type Fault, pointOf } from "./fault.js";

type FaultPlan = {
  /** Those that strike here, each once. */
  strike(point: Point): readonly Fault[];
  /** Whether one of this kind is still to strike. */
  waits(kind: Fault["kind"]): boolean;
  /** Never struck: the run did not come there. */
  missed(): readonly Fault[];
  add(faults: readonly Fault[]): void;
  /** Those that have not struck yet never will: they were missed. */
  clear(): void;
};

const NONE: readonly Fault[] = [];

export function faultPlan(faults: readonly Fault[]): FaultPlan {
  const waiting = new Map<string, Fault[]>();
  const missed: Fault[] = [];
  const add = (more: readonly Fault[]): void => {
    for (const fault of more) {
      const at = pointText(pointOf(fault));
      waiting.set(at, [...(waiting.get(at) ?? []), fault]);
    }
  };
  add(faults);
  return {
    add,
    waits: (kind) => [...waiting.values()].some((faults) => faults.some((fault) => fault.kind === kind)),
    strike(point) {
      if (waiting.size === 0) return NONE;
      const at = pointText(point);
      const due = waiting.get(at) ?? NONE;
      waiting.delete(at);
      return due;
    },
    missed: () => [...missed, ...[...waiting.values()].flat()],
    clear() {
      missed.push(...[...waiting.values()].flat());
      waiting.clear();
    },
  };
}
