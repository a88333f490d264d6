/** One session with its faults; then they are off, the shop goes on until all is decided, and the whole is judged. */
import { createHash } from "node:crypto";
import { emptyLog } from "../event-log.js";
import type { Fault, FaultKind } from "../faults/fault.js";
import { pointOf } from "../faults/fault.js";
import { openWorld, type World } from "../open-world.js";
import { type Point, pointText } from "../point.js";
import { inWorld, positionCount, sinceMark } from "../position-count.js";
import { recordWorld } from "../record/record-world.js";
import type { RecordedEvent } from "../record/recorded-event.js";
import { worldOf } from "../sweep/combination.js";
import { judge, refusedByCentre } from "../sweep/judge.js";
import type { Ended, Move } from "../sweep/move.js";
import { OPEN, upload, VISITS_MAX } from "../sweep/run-cut.js";
import { enrolStranger, offerStranger } from "../sweep/stranger.js";
import { toldMove } from "../sweep/told-moves.js";
import { untilHung } from "../sweep/until-hung.js";
import { reversedBy, type Session } from "./session.js";
import { movesOfSession } from "./session-moves.js";

/** While faults may still strike: so often is a move asked that did not come to an end. */
const ASKED_MAX = 3;
/** A program that has asked in vain is started again. */
const RESTART_AT = 3;

export type SessionRun = {
  /** What the cashier was told at each move, first and last: "sale: undecided answer-lost". */
  readonly first: readonly string[];
  readonly last: readonly string[];
  /** How many moves only a person can close, and how many were not decided within the visits. */
  readonly manual: number;
  readonly undecided: number;
  /** By move: the faults that struck. */
  readonly struck: readonly (readonly Fault[])[];
  readonly missed: readonly FaultKind[];
  /** What holds of every run and did not of this one. */
  readonly broken: readonly string[];
  readonly apdus: number;
  /** SHA-256 of the event log, in hexadecimal. */
  readonly logHash: string;
  readonly log: World["log"];
  /** With what changed between its events, for a report; empty unless asked for. */
  readonly recorded: readonly RecordedEvent[];
};

/**
 * @param onPosition told of each position that a move comes to, counted from its beginning
 * @param isRecorded true: what a report tells is kept
 */
export function runSession(
  session: Session,
  onPosition?: (move: number, point: Point) => void,
  isRecorded = false,
): Promise<SessionRun> {
  const running = runWorld(session, onPosition, isRecorded).catch((error: unknown) =>
    unfinished(`broke off: ${error instanceof Error ? error.message : error}`),
  );
  return untilHung(running, unfinished);
}

const NO_LOG: World["log"] = emptyLog();

/** Nothing is known of it but why it did not come to its end. */
function unfinished(why: string): SessionRun {
  const nothing = { first: [], last: [], manual: 0, undecided: 0, struck: [], missed: [], apdus: 0 };
  return { ...nothing, broken: [why], logHash: "", log: NO_LOG, recorded: [] };
}

async function runWorld(
  session: Session,
  onPosition: ((move: number, point: Point) => void) | undefined,
  isRecorded: boolean,
): Promise<SessionRun> {
  const { combination, seed, moves } = session;
  const count = positionCount();
  let begun: { readonly move: number; readonly mark: ReturnType<typeof count.mark> } | undefined;
  const world = await openWorld({
    ...worldOf(combination),
    seed,
    characters: false,
    onPoint(point) {
      const here = begun === undefined ? undefined : sinceMark(point, begun.mark);
      if (here !== undefined && begun !== undefined) onPosition?.(begun.move, here);
      count.reach(point);
    },
  });
  try {
    await enrolStranger(
      world,
      moves.flatMap(({ faults }) => faults),
    );
    const record = isRecorded ? recordWorld(world, new Map([["own", world.chips.card]])) : undefined;
    const own = movesOfSession(world, session);
    const asked = record === undefined ? own.asked : own.asked.map((move) => toldMove(move, record));
    const lastMove = record === undefined ? own.last : toldMove(own.last, record);
    const kinds = moves.map(({ kind }) => kind);
    const planted: (readonly string[])[] = [];
    const first: Ended[] = [];
    const endings: Ended[] = [];
    for (const [index, move] of asked.entries()) {
      if (index > 0) await world.repair("stay");
      const mark = count.mark();
      begun = onPosition === undefined ? undefined : { move: index, mark };
      const { faults } = moves[index]!;
      const placed = faults.map((fault) => ({ ...fault, at: pointText(inWorld(pointOf(fault), mark)) }));
      planted.push(placed.map(({ kind, at }) => `${kind}@${at}`));
      world.strike(placed);
      // A cashier takes back what was paid, and nothing else.
      const reversed = moves[index]!.kind === "reverse" ? reversedBy(kinds, index) : undefined;
      if (reversed !== undefined && endings[reversed]?.outcome !== "committed") {
        first.push(notAsked(move));
        endings.push(notAsked(move));
        continue;
      }
      let ended = await move.ask();
      first.push(ended);
      for (let times = 1; OPEN.includes(ended.outcome) && times < ASKED_MAX; times++) {
        await world.repair("stay");
        ended = await move.ask();
      }
      await world.till.settlement.upload(true).catch(() => undefined);
      endings.push(ended);
    }
    begun = undefined;
    const missed = world.missed().map(({ kind }) => kind);
    await goOn(world, asked, endings);
    const last = await lastMove.ask();
    await upload(world);
    const broken = [
      ...(await changedAnswers(asked, endings)),
      ...(await judge(
        world,
        [...asked.map((move, index) => [move, endings[index]!] as const), [lastMove, last] as const],
        combination.account,
      )),
    ];
    const refused = await refusedByCentre(world);
    const events = world.log.events;
    const fell = new Set(
      events.flatMap((event) => (event.type === "fault" ? [`${event.kind}@${event.at}`] : [])),
    );
    const told = (all: readonly Ended[]) => all.map(({ text }, index) => `${moves[index]!.kind}: ${text}`);
    const open = endings.flatMap(({ outcome }, index) => (OPEN.includes(outcome) ? [index] : []));
    return {
      first: told(first),
      last: told(endings),
      manual: endings.filter(({ outcome }) => outcome === "manual").length + refused.length,
      undecided: open.length,
      struck: moves.map(({ faults }, index) => faults.filter((_fault, at) => fell.has(planted[index]![at]!))),
      missed,
      broken: [...broken, ...open.map((index) => `undecided for ever: ${told(endings)[index]}`)],
      apdus: events.filter(({ type }) => type === "apdu").length,
      logHash: createHash("sha256")
        .update(world.log.text({ withPersonalData: true }))
        .digest("hex"),
      log: world.log,
      recorded: (await record?.events()) ?? [],
    };
  } finally {
    await world.close();
  }
}

function notAsked({ ref }: Move): Ended {
  return { ref, text: "not asked: its sale is not paid", outcome: "not-asked", hasReceipt: false };
}

/** Liveness: faults off, cards in, and what is open is asked again; a program that stays stuck is started again. */
async function goOn(world: World, asked: readonly Move[], endings: Ended[]): Promise<void> {
  for (let visit = 1; visit <= VISITS_MAX; visit++) {
    await world.repair();
    const open = endings.flatMap(({ outcome }, index) => (OPEN.includes(outcome) ? [index] : []));
    if (open.length === 0) return;
    if (visit === RESTART_AT) await world.restartTill();
    for (const index of open) endings[index] = await asked[index]!.ask();
    await offerStranger(world, async () => {
      for (const [index, { outcome }] of endings.entries())
        if (OPEN.includes(outcome)) endings[index] = await asked[index]!.ask();
    });
  }
}

/** What is done stays done: asked once more, it is the same answer, and no money moves (the judge counts it). */
async function changedAnswers(asked: readonly Move[], endings: readonly Ended[]): Promise<string[]> {
  const changed: string[] = [];
  for (const [index, { ref, outcome }] of endings.entries()) {
    if (outcome !== "committed" && outcome !== "credited") continue;
    const again = await asked[index]!.ask();
    if (again.outcome !== outcome)
      changed.push(`${ref} was ${outcome}, and is "${again.text}" when asked again`);
  }
  return changed;
}
