/** Where requests reach the centre, and where it may misbehave: the same for callers in the process and over HTTP. */
import { type CentreFaults, centreFaults, faultsOf, NO_FAULTS } from "@duka/protocol/centre";
import type { Centre, CentreAnswer } from "./centre.js";

export type Received = {
  /** Down: nothing was done, no one answers. */
  readonly isDown: boolean;
  /** What goes back: one answer; none when it is lost; two when the request came twice. */
  readonly answers: readonly CentreAnswer[];
  readonly delayMs: number;
};

export type FaultyEntry = {
  receive(operation: string, request: unknown): Received;
  faults(): CentreFaults;
  /** @throws RangeError naming what is wrong */
  setFaults(faults: unknown): CentreFaults;
};

export function faultyEntry(centre: Centre, initial: CentreFaults = NO_FAULTS): FaultyEntry {
  let faults = initial;
  /** One of `loseAnswers` or `answerTwice` is used up. */
  const strikes = (kind: "loseAnswers" | "answerTwice"): boolean => {
    if (faults[kind] === 0) return false;
    faults = { ...faults, [kind]: faults[kind] - 1 };
    return true;
  };
  return {
    receive(operation, request) {
      const delayMs = faults.slowMs;
      if (faults.down) return { isDown: true, answers: [], delayMs };
      const first = centre.answer(operation, request);
      if (strikes("loseAnswers")) return { isDown: false, answers: [], delayMs };
      const answers = strikes("answerTwice") ? [first, centre.answer(operation, request)] : [first];
      return { isDown: false, answers, delayMs };
    },
    faults: () => faults,
    setFaults(wanted) {
      faults = centreFaultsOf(wanted);
      return faults;
    },
  };
}

/** @throws RangeError naming what is wrong */
export function centreFaultsOf(wanted: unknown): CentreFaults {
  const checked = centreFaults.safeParse(wanted);
  if (!checked.success) throw new RangeError(`faults of the centre: ${faultsOf(checked.error)}`);
  return checked.data;
}
