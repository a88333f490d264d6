/** What is kept of a session: as much as counts, comparison and a replay need. */
import type { FaultKind } from "../faults/fault.js";
import { combinationText, parseCombination } from "../sweep/combination.js";
import { drawSession } from "./draw-session.js";
import { kindsOf, MIXED, type Plan, type PlannedSession } from "./plan.js";
import { runSession, type SessionRun } from "./run-session.js";
import { type Session, sessionLine } from "./session.js";

type Counts = { readonly [what: string]: number };

export type SessionResult = {
  readonly index: number;
  readonly seed: number;
  readonly combination: string;
  readonly sales: number;
  /** What the cashier was told of each move, first and last. */
  readonly told: Counts;
  /** By kind. */
  readonly struck: Counts;
  readonly missed: Counts;
  /** Moves that only a person can close. */
  readonly manual: number;
  /** Moves that were not decided within the visits. */
  readonly undecided: number;
  readonly apdus: number;
  /** SHA-256 of the event log. */
  readonly log: string;
  /** What did not hold, and the line that runs it again; undefined where all did. */
  readonly failure?: { readonly line: string; readonly broken: readonly string[] };
};

export async function runPlanned(plan: Plan, { index, seed, sales }: PlannedSession): Promise<SessionResult> {
  const combination = plan.combination === MIXED ? undefined : parseCombination(plan.combination);
  const session = await drawSession(seed, sales, { kinds: kindsOf(plan), combination });
  const run = await runSession(session);
  const { manual, undecided, apdus, logHash, broken, struck, missed } = run;
  const kinds = struck.flat().map(({ kind }): FaultKind => kind);
  return {
    index,
    seed,
    sales,
    combination: combinationText(session.combination),
    told: counted([...run.first.map((text) => `first ${text}`), ...run.last.map((text) => `last ${text}`)]),
    struck: counted(kinds),
    missed: counted(missed),
    manual,
    undecided,
    apdus,
    log: logHash,
    ...(broken.length === 0 ? {} : { failure: { line: sessionLine(asItRan(session, run)), broken } }),
  };
}

/** With the faults that struck: the others changed nothing. */
function asItRan(session: Session, { struck }: SessionRun): Session {
  if (struck.length === 0) return session;
  return {
    ...session,
    moves: session.moves.map(({ kind }, index) => ({ kind, faults: struck[index] ?? [] })),
  };
}

/** A session whose worker's process ended, time and again. */
export function crashed(plan: Plan, { index, seed, sales }: PlannedSession, how: string): SessionResult {
  const nothing = { told: {}, struck: {}, missed: {}, manual: 0, undecided: 0, apdus: 0, log: "" };
  const line = `campaign --sales ${sales} --seed ${seed} --faults ${plan.faults} --combination ${plan.combination}`;
  const broken = [`crashed: the process that ran it ended with ${how}`];
  return { index, seed, sales, combination: plan.combination, ...nothing, failure: { line, broken } };
}

function counted(words: readonly string[]): Counts {
  const counts: { [what: string]: number } = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
