/** What a scenario asks for that this reader, this machine or these hands cannot do: each by its name. */
import { FAULT_KINDS, type Fault, type FaultKind, pointOf } from "../world/faults/fault.js";
import type { ReadScenario } from "../world/script/read-scenario.js";
import type { Place } from "../world/script/scenario-error.js";
import { OWN_PASSWORD } from "../world/script/scenario-shop.js";
import { ACTION_NAMES, type ActionName, type Step } from "../world/script/step-shape.js";
import { DEFAULT_PROFILE } from "../world/simulated-defaults.js";

/** What there is to play a scenario with. */
export type Means = {
  /** The reader says of itself that it and its cards are simulated. */
  readonly isSimulated: boolean;
  readonly isPcsc: boolean;
  /** "control": the control API of a simulated reader; "person": someone at the terminal. */
  readonly hands: "control" | "person" | "none";
  /** Of the PSAM, where it can be asked for. */
  readonly city: string | undefined;
  /** Whether the password of a real card was given. */
  readonly hasPassword: boolean;
};

type Reason = { readonly place: Place; readonly message: string };

const WAIT_MAX_MS = 600_000;
/** They happen to the till's machine and its time, which are your own. */
const OF_MACHINE: readonly FaultKind[] = ["process-killed", "clock-jumped"];
const HANDS: readonly ActionName[] = ["insert", "takeOut", "putIn", "cable"];
/** Without a centre that has the card's keys they cannot be, and a card counts what fails. */
const NEED_CENTRE: readonly ActionName[] = [
  "bill",
  "load",
  "reverse",
  "upload",
  "window",
  "showOldCard",
  "centre",
];

/** Where the till itself can carry it out: in its journal, or between it and its simulated centre. */
export function isInMachine(fault: Fault): boolean {
  const { of } = pointOf(fault);
  return (of === "journal" || of === "centre") && FAULT_KINDS[fault.kind].at.length === 1;
}

/** @returns none when the scenario can be played */
export function impossibleHere({ scenario, place }: ReadScenario, means: Means): readonly Reason[] {
  const { isSimulated, hands, city } = means;
  const found: Reason[] = [];
  const say = (path: readonly PropertyKey[], message: string): void =>
    void found.push({ place: place(path), message });
  const wanted = scenario.city ?? DEFAULT_PROFILE;

  if (city !== undefined && city !== wanted)
    say(["city"], `city ${wanted}: the reader has a PSAM of ${city}`);
  if (scenario.protocol !== undefined)
    say(["protocol"], `protocol ${scenario.protocol}: a card has the protocol that it was made with`);
  if (scenario.date !== undefined && !isSimulated)
    say(["date"], "date: a real card keeps the date of its sales, which is today's");
  if (scenario.triesLeft !== undefined && hands !== "control")
    say(["triesLeft"], "triesLeft: a card does not tell its tries without spending one");
  for (const [index, { forged, money }] of (scenario.cards ?? []).entries()) {
    if (forged) say(["cards", index, "forged"], "forged: a card with other keys cannot be made there");
    if (money !== undefined && hands !== "control")
      say(["cards", index, "money"], "money of further cards: they are not asked for it in the end");
  }
  for (const [index, fault] of (scenario.faults ?? []).entries()) tellFault(fault, ["faults", index], false);
  for (const [index, step] of scenario.steps.entries()) tellStep(step, ["steps", index], index > 0);
  return found;

  function tellFault(fault: Fault, path: readonly PropertyKey[], isLater: boolean): void {
    const { kind, at } = fault;
    const point = pointOf(fault);
    const named = `fault ${kind} at "${at}"`;
    if (OF_MACHINE.includes(kind)) say(path, `${named}: the till's machine is your own`);
    else if (isInMachine(fault)) {
      if (point.of === "centre" && !isSimulated) say(path, `${named}: there is no centre for a real card`);
    } else if (point.of === "journal" || point.of === "centre")
      say(path, `${named}: till and reader are two machines here, and it cannot be timed`);
    else if (hands !== "control")
      say(path, `${named}: ${FAULT_KINDS[kind].does}; hands and hardware cannot do that at this position`);
    else if (isLater && (point.of === "frame" || point.nth > 1))
      say(
        path,
        `${named}: in the middle of a run only the next of its kind can be struck; say it in "faults"`,
      );
  }

  function tellStep(step: Step, path: readonly PropertyKey[], isLater: boolean): void {
    const action = ACTION_NAMES.find((name) => step[name] !== undefined)!;
    const at = [...path, action];
    for (const [index, fault] of (step.strike ?? []).entries()) tellFault(fault, [...at, index], isLater);
    if (action === "killTill") say(at, "killTill: the till's machine is your own");
    if (HANDS.includes(action) && hands === "none")
      say(at, `${action}: no one is at the terminal to do it; give --control where the reader is simulated`);
    if ((step.passMs ?? 0) > WAIT_MAX_MS)
      say(at, `passMs ${step.passMs}: at most ${WAIT_MAX_MS} ms of real time are waited`);
    if (step.expect?.wireMsMax !== undefined && means.isPcsc)
      say([...path, "expect"], "wireMsMax: behind PC/SC no one sees the wire");
    if (isSimulated) return;
    if (NEED_CENTRE.includes(action))
      say(at, `${action}: the simulated centre does not have the keys of a real card`);
    if (action === "changePassword") say(at, "changePassword: it would stay on a real card");
    if (step.types?.some((digits) => digits !== OWN_PASSWORD))
      say(at, "types: no digits of a file are tried on a real card; write own, for its own password");
    else if ((step.types?.length ?? 0) > 0 && !means.hasPassword)
      say(at, "types: the card's own password is needed: --password-file");
  }
}
