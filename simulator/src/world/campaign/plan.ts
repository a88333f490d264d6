/** What a campaign runs: so many sales in sessions of a few; the first has the seed, the next the number after it. */
import { createHash } from "node:crypto";
import { FAULT_KINDS, type FaultKind } from "../faults/fault.js";
import { combinationText, parseCombination } from "../sweep/combination.js";

/** A customer's morning: enough for one trouble to run into the next. */
const SALES_PER_SESSION = 5;
const SALES_MAX = 100_000_000;
const SEEDS = 0x1_0000_0000;
const SHARDS_MAX = 1000;

export type Plan = {
  readonly sales: number;
  readonly seed: number;
  /** "mixed", "none", or kinds with commas between them. */
  readonly faults: string;
  /** "mixed", or one as in a sweep. */
  readonly combination: string;
};

/** The sessions at `part - 1`, `part - 1 + of`, …; 1 of 1 is all. */
export type Shard = { readonly part: number; readonly of: number };
export const WHOLE: Shard = { part: 1, of: 1 };

/** One session of a plan. */
export type PlannedSession = { readonly index: number; readonly seed: number; readonly sales: number };

export function sessionsOf(plan: Plan, { part, of }: Shard): readonly PlannedSession[] {
  const sessions: PlannedSession[] = [];
  for (let index = part - 1; index * SALES_PER_SESSION < plan.sales; index += of)
    sessions.push(plannedSession(plan, index));
  return sessions;
}

/** @throws RangeError when the plan has no such session */
export function plannedSession({ sales, seed }: Plan, index: number): PlannedSession {
  const left = sales - index * SALES_PER_SESSION;
  if (left < 1) throw new RangeError(`a campaign of ${sales} sales has no session ${index}`);
  return { index, seed: (seed + index) % SEEDS, sales: Math.min(left, SALES_PER_SESSION) };
}

/** @throws RangeError naming the word that is wrong */
export function checkedPlan(words: Plan): Plan {
  const { sales } = words;
  if (!Number.isSafeInteger(sales) || sales < 1 || sales > SALES_MAX)
    throw new RangeError(`--sales is a whole number from 1 to ${SALES_MAX}`);
  kindsOf(words);
  const { combination } = words;
  return {
    ...words,
    combination: combination === MIXED ? MIXED : combinationText(parseCombination(combination)),
  };
}

export const MIXED = "mixed";
const NONE = "none";

/** @throws RangeError naming the kind that there is not */
export function kindsOf({ faults }: Pick<Plan, "faults">): readonly FaultKind[] {
  const all = Object.keys(FAULT_KINDS) as FaultKind[];
  if (faults === MIXED) return all;
  if (faults === NONE) return [];
  return faults.split(",").map((word) => {
    const kind = all.find((known) => known === word.trim());
    if (kind !== undefined) return kind;
    throw new RangeError(
      `--faults: "${word.slice(0, 40)}" is no kind of fault; ${MIXED}, ${NONE}, or some of ${all.join(", ")}`,
    );
  });
}

/** @param text "2/3" @throws RangeError */
export function parseShard(text: string): Shard {
  const [, part = 0, of = 0] = (/^([0-9]{1,4})\/([0-9]{1,4})$/.exec(text) ?? []).map(Number);
  if (part >= 1 && part <= of && of <= SHARDS_MAX) return { part, of };
  throw new RangeError(`--shard is such as 1/3, the first of three parts, not "${text.slice(0, 40)}"`);
}

/** What a campaign is known by: the same plan of the same build has the same results. */
export function planKey(build: string, plan: Plan): string {
  const { sales, seed, faults, combination } = plan;
  return createHash("sha256")
    .update(JSON.stringify([build, sales, seed, faults, combination]))
    .digest("hex");
}
