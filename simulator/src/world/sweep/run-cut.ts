/** One run of a scenario with its faults; then everything is put right, the shop goes on, and the whole is judged. */
import { openWorld, type World } from "../open-world.js";
import type { Point } from "../point.js";
import { interfaceOf } from "./combination.js";
import { judge } from "./judge.js";
import { brokenPromises } from "./kept-promises.js";
import type { Replay } from "./replay-line.js";
import { type Ended, type Move, movesOf } from "./scenario.js";
import { untilHung } from "./until-hung.js";

/** A cashier puts the card in again, and asks again: so often, at most. */
export const VISITS_MAX = 5;
/** A centre that has lost an answer is asked again, later. */
const UPLOADS_MAX = 3;

const NO_EVENTS: World["log"] = { events: [], onEvent: () => () => undefined, text: () => "" };
/** Outcomes that are not the last word; undefined: the call threw. */
export const OPEN: readonly (string | undefined)[] = [undefined, "undecided", "inProgress"];

export type CutResult = {
  /** What the cashier was told at first, and at last. */
  readonly first: string;
  readonly last: string;
  readonly visits: number;
  /** "manual": only a person can close it. "undecided": it was not decided within the visits. */
  readonly state: "decided" | "manual" | "undecided";
  /** What holds of every run and did not of this one. */
  readonly broken: readonly string[];
  readonly events: World["log"];
};

/** @param onPoint told of the positions that the scenario itself comes to */
export function runCut(replay: Replay, onPoint?: (point: Point) => void): Promise<CutResult> {
  return untilHung(runWorld(replay, onPoint), (why) => ({
    first: "hung",
    last: "hung",
    visits: 0,
    state: "undecided",
    broken: [why],
    events: NO_EVENTS,
  }));
}

async function runWorld(
  { scenario, combination, seed, faults }: Replay,
  onPoint?: (point: Point) => void,
): Promise<CutResult> {
  const world = await openWorld({
    ...interfaceOf(combination),
    profile: combination.city,
    seed,
    characters: false,
  });
  try {
    const moves = movesOf(world, scenario, combination.account);
    const endings: (readonly [Move, Ended])[] = [];
    for (const move of moves.before) endings.push([move, await move.ask()]);
    await upload(world);
    world.strike(faults);
    const stop = onPoint === undefined ? () => undefined : world.onPoint(onPoint);
    const first = await moves.swept.ask();
    await world.till.settlement.upload(true).catch(() => undefined);
    stop();
    const missed = world.missed().map(({ kind, at }) => `${kind} at "${at}" never struck`);

    let last = first;
    let visits = 0;
    do {
      await world.repair();
      last = await moves.swept.ask();
      visits++;
    } while (OPEN.includes(last.outcome) && visits < VISITS_MAX);
    endings.push([moves.swept, last]);
    endings.push([moves.next, await moves.next.ask()]);
    await upload(world);
    const state =
      last.outcome === "manual" ? "manual" : OPEN.includes(last.outcome) ? "undecided" : "decided";
    const broken = [
      ...missed,
      ...(await judge(world, endings, combination.account)),
      ...(await brokenPromises(world)),
    ];
    return { first: first.text, last: last.text, visits, state, broken, events: world.log };
  } finally {
    await world.close();
  }
}

export async function upload(world: World): Promise<void> {
  for (let count = 0; count < UPLOADS_MAX; count++) {
    const { failed } = await world.till.settlement.upload(true);
    if (failed === 0) return;
  }
}
