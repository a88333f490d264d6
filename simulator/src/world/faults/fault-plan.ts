/** Which faults are still to strike, and which did. */
import { type Point, pointText } from "../point.js";
import { type Counts, inWorld, positionCount } from "../position-count.js";
import { type Fault, pointOf } from "./fault.js";

export type PlannedFault = {
  /** From 1, in the order in which they were added. */
  readonly id: number;
  readonly fault: Fault;
  /** "missed": taken back before the run came to its position. */
  readonly state: "armed" | "struck" | "missed";
};

export type FaultPlan = {
  /** The run has come here: those that strike, each once. */
  strike(point: Point): readonly Fault[];
  /** Whether one of this kind is still to strike. */
  waits(kind: Fault["kind"]): boolean;
  /** Never struck: the run did not come there. */
  missed(): readonly Fault[];
  /** All of them, those that are over as far as they are kept. */
  list(): readonly PlannedFault[];
  /** Their positions count from the beginning. */
  add(faults: readonly Fault[]): void;
  /** Their positions count from now on: "DEBIT FOR PURCHASE" is the next one. */
  arm(faults: readonly Fault[]): readonly PlannedFault[];
  /** What has not struck yet never will. @param id of the only one; all without @returns how many that were */
  clear(id?: number): number;
};

const NONE: readonly Fault[] = [];
const FROM_THE_BEGINNING: Counts = new Map();
/** In a process that runs for days the oldest that are over are forgotten. */
const KEPT_MAX = 10_000;

export function faultPlan(faults: readonly Fault[]): FaultPlan {
  type Planned = { -readonly [name in keyof PlannedFault]: PlannedFault[name] } & { readonly place: string };
  const waiting = new Map<string, Planned[]>();
  const planned: Planned[] = [];
  const passed = positionCount();
  let lastId = 0;

  function add(more: readonly Fault[], mark: Counts): readonly Planned[] {
    const added = more.map((fault): Planned => {
      const place = pointText(inWorld(pointOf(fault), mark));
      return { id: ++lastId, fault, state: "armed", place };
    });
    for (const one of added) waiting.set(one.place, [...(waiting.get(one.place) ?? []), one]);
    planned.push(...added);
    while (planned.length > KEPT_MAX && forgetOne());
    return added;
  }

  function forgetOne(): boolean {
    const at = planned.findIndex(({ state }) => state !== "armed");
    if (at >= 0) planned.splice(at, 1);
    return at >= 0;
  }

  add(faults, FROM_THE_BEGINNING);
  return {
    add: (more) => void add(more, FROM_THE_BEGINNING),
    arm: (more) => add(more, passed.mark()),
    list: () => planned.map(({ id, fault, state }) => ({ id, fault, state })),
    waits: (kind) => [...waiting.values()].some((ones) => ones.some(({ fault }) => fault.kind === kind)),
    strike(point) {
      passed.reach(point);
      if (waiting.size === 0) return NONE;
      const place = pointText(point);
      const due = waiting.get(place);
      if (due === undefined) return NONE;
      waiting.delete(place);
      for (const one of due) one.state = "struck";
      return due.map(({ fault }) => fault);
    },
    missed: () => planned.filter(({ state }) => state !== "struck").map(({ fault }) => fault),
    clear(id) {
      let count = 0;
      for (const [place, ones] of waiting) {
        const left = id === undefined ? [] : ones.filter((one) => one.id !== id);
        for (const one of ones) if (!left.includes(one)) one.state = "missed";
        count += ones.length - left.length;
        if (left.length === 0) waiting.delete(place);
        else waiting.set(place, left);
      }
      return count;
    },
  };
}
