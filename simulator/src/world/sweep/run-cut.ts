/** One run of a scenario with its faults; then everything is put right, the shop goes on, and the whole is judged. */
import { emptyLog } from "../event-log.js";
import type { World } from "../open-world.js";
import type { PersonalMask } from "../personal-mask.js";
import type { Point } from "../point.js";
import { recordWorld } from "../record/record-world.js";
import type { RecordedEvent } from "../record/recorded-event.js";
import { judge } from "./judge.js";
import { brokenPromises } from "./kept-promises.js";
import type { Ended, Move } from "./move.js";
import { faultsOfCounter } from "./password-change.js";
import type { Replay } from "./replay-line.js";
import { type Moves, openScenario } from "./scenario.js";
import { enrolStranger, offerStranger } from "./stranger.js";
import { toldMoves } from "./told-moves.js";
import { untilHung } from "./until-hung.js";

/** A cashier puts the card in again, and asks again: so often, at most. */
export const VISITS_MAX = 5;
/** A centre that has lost an answer is asked again, later. */
const UPLOADS_MAX = 3;

const NO_EVENTS: World["log"] = emptyLog();
/** Outcomes that are not the last word; undefined: the call threw. */
export const OPEN: readonly (string | undefined)[] = [undefined, "undecided", "inProgress"];

/** What is kept of a run. */
export type CutEnd = {
  /** What the cashier was told at first, and at last. */
  readonly first: string;
  readonly last: string;
  readonly visits: number;
  /** "manual": only a person can close it. "undecided": it was not decided within the visits. */
  readonly state: "decided" | "manual" | "undecided";
  /** What holds of every run and did not of this one. */
  readonly broken: readonly string[];
  /** What was found out of earlier sales when the card was there again: outcome and reason. */
  readonly recovered: readonly string[];
};

export type CutResult = CutEnd & {
  readonly events: World["log"];
  /** With what changed between them, for a report; empty unless asked for. */
  readonly recorded: readonly RecordedEvent[];
  readonly mask: PersonalMask | undefined;
};

export function endOf({ events: _events, recorded: _recorded, mask: _mask, ...end }: CutResult): CutEnd {
  return end;
}

/** Told of a position, and of the virtual time at which the run came there. */
type OnPoint = (point: Point, atMs: number) => void;

/**
 * @param onPoint told of the positions that the scenario itself comes to
 * @param characters true: single characters of the card lines are events too
 * @param isRecorded true: what a report tells is kept
 */
export function runCut(
  replay: Replay,
  onPoint?: OnPoint,
  characters = false,
  isRecorded = false,
): Promise<CutResult> {
  return untilHung(runWorld(replay, onPoint, characters, isRecorded), (why) => ({
    first: "hung",
    last: "hung",
    visits: 0,
    state: "undecided",
    broken: [why],
    recovered: [],
    events: NO_EVENTS,
    recorded: [],
    mask: undefined,
  }));
}

async function runWorld(
  { scenario, combination, seed, faults }: Replay,
  onPoint: OnPoint | undefined,
  characters: boolean,
  isRecorded: boolean,
): Promise<CutResult> {
  const opened = await openScenario(scenario, combination, seed, characters);
  const { world, account } = opened;
  const record = isRecorded ? recordWorld(world, new Map([["own", world.chips.card]])) : undefined;
  const moves = record === undefined ? opened.moves : toldMoves(opened.moves, record);
  try {
    await enrolStranger(world, faults);
    const endings: (readonly [Move, Ended])[] = [];
    for (const move of moves.before) endings.push([move, await move.ask()]);
    await upload(world);
    world.strike(faults);
    const stop =
      onPoint === undefined ? () => undefined : world.onPoint((point) => onPoint(point, world.clock.nowMs()));
    const besides = atFault(world, moves.beside);
    const first = await moves.swept.ask();
    await besides.asked();
    await world.till.settlement.upload(true).catch(() => undefined);
    stop();
    const missed = world.missed().map(({ kind, at }) => `${kind} at "${at}" never struck`);

    if (moves.meanwhile !== undefined) {
      await world.repair();
      endings.push([moves.meanwhile, await moves.meanwhile.ask()]);
    }
    await world.repair();
    const { next, last, visits } = await (moves.found === undefined ? askFirst : sellFirst)(
      world,
      moves,
      first,
    );
    endings.push([moves.swept, last], [moves.next, next]);
    await upload(world);
    const state =
      last.outcome === "manual" ? "manual" : OPEN.includes(last.outcome) ? "undecided" : "decided";
    const broken = [
      ...missed,
      ...(await judge(world, endings, account, moves.otherCards)),
      ...faultsOfCounter(world),
      ...(moves.faults?.([first, last], next) ?? []),
      ...(await brokenPromises(world, moves.beside === undefined)),
    ];
    return {
      recorded: (await record?.events()) ?? [],
      mask: world.log.mask,
      first: first.text,
      last: last.text,
      visits,
      state,
      broken,
      recovered: recoveredIn(world),
      events: world.log,
    };
  } finally {
    await world.close();
  }
}

type Liveness = { readonly next: Ended; readonly last: Ended; readonly visits: number };

/** What was swept is asked for again under its ref, whatever was told, until that is the last word. */
async function askFirst(world: World, { swept, next }: Moves): Promise<Liveness> {
  let last = await swept.ask();
  let visits = 1;
  for (; OPEN.includes(last.outcome) && visits < VISITS_MAX; visits++) {
    await world.repair();
    last = await swept.ask();
    await offerStranger(world, async () => {
      if (OPEN.includes(last.outcome)) last = await swept.ask();
    });
  }
  return { last, visits, next: await next.ask() };
}

/** What has no ref is not asked for again unless it was not done, as the next sale shows. */
async function sellFirst(world: World, { swept, next, found }: Moves, first: Ended): Promise<Liveness> {
  const sold = await next.ask();
  let last = first;
  let visits = 0;
  for (; OPEN.includes(last.outcome) && visits < VISITS_MAX; visits++) {
    await world.repair();
    last = found?.(last) ?? (await swept.ask());
  }
  return { last, visits, next: sold };
}

function recoveredIn({ log }: World): readonly string[] {
  return log.events.flatMap((event) =>
    event.type === "outcome" && event.recovered ? [`${event.outcome} ${event.reasonCode}`.trim()] : [],
  );
}

/** What another program is asked for at the moment of the fault; without one, when the first is done. */
function atFault(world: World, move: Move | undefined): { asked(): Promise<void> } {
  if (move === undefined) return { asked: async () => undefined };
  let asked: Promise<Ended> | undefined;
  const stop = world.log.onEvent((event) => {
    // Not within the step in which it strikes: that one has the journal.
    if (event.type === "fault") world.clock.driver.after(0, () => (asked ??= move.ask()));
  });
  return {
    async asked() {
      stop();
      await (asked ?? move.ask());
      // Its word is that of the journal by now.
      await move.ask();
    },
  };
}

/** Nothing, where there is no centre. */
export async function upload(world: World): Promise<void> {
  if (world.centre === undefined) return;
  for (let count = 0; count < UPLOADS_MAX; count++) {
    const { failed } = await world.till.settlement.upload(true);
    if (failed === 0) return;
  }
}
