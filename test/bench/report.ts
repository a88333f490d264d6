/** The lines of a benchmark's result. */
import type { Timing } from "./timing.js";

export type Goal = {
  readonly what: string;
  readonly met: boolean;
};

/** One line per contestant, the first is ours; the ratios say how many times longer the others take. */
export function printComparison(title: string, timings: readonly Timing[]): void {
  const ours = timings[0]?.nanoseconds ?? Number.NaN;
  console.log(`\n${title}`);
  for (const one of timings) {
    const ratio = `${(one.nanoseconds / ours).toFixed(2)} x ours`;
    console.log(
      `  ${one.name.padEnd(44)} ${one.nanoseconds.toFixed(1).padStart(10)} ns   ${ratio.padStart(14)}`,
    );
  }
}

export function printGoal(goal: Goal): void {
  console.log(`  goal: ${goal.what}: ${goal.met ? "met" : "NOT MET"}`);
}
