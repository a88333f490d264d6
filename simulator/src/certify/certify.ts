/** Runs every case that can be run at a reader, and tells of each what the clause says and what was seen. */
import { AssertionError } from "node:assert";
import { inspect } from "node:util";
import type { Transport } from "@duka/protocol/transport";
import { type ConformanceCase, NotApplicable, type OpenBench, type Tier } from "./bench.js";
import { PCSC_CASES, type PcscCase } from "./cases/pcsc-cases.js";
import { CASES, runCase } from "./cases.js";
import { NO_ANSWER } from "./ccid-host.js";
import { CLAUSES, type Clause, clausesOf } from "./clauses.js";

/** What is examined: frames on a line, or a slot behind PC/SC. */
export type Target = {
  /** For the report: the reader's address. */
  readonly name: string;
  /** Milliseconds, to time the run by. */
  nowMs(): number;
} & (
  | {
      readonly through: "frames";
      readonly openBench: OpenBench;
      /** The simulator's cards are in its slot, so that any of them can be. */
      readonly hasScriptedCards: boolean;
      /** A card of someone's is in the slot. */
      readonly hasCard: boolean;
    }
  | { readonly through: "pcsc"; openSlot(): Promise<Transport>; readonly hasCard: boolean }
);

export type CaseReport = {
  readonly name: string;
  readonly clause: string;
  readonly tier: Tier;
  readonly verdict: "passed" | "failed" | "not run";
  /** What the clause asks for. */
  readonly expected: string;
  readonly seen: string;
  /** By the reader's clock. */
  readonly elapsedMs: number;
};

/** It is a report, nobody is certified. */
const STATEMENT = {
  en: "This is a report of what was seen, not a certificate: no one is certified by it.",
  zh: "本报告仅记录检测所见，不是认证证书，不构成任何认证。",
} as const;

/** What no public text lays down. */
const OUTSIDE = [
  "JR/T 0045 and LD/T 6001.3/6001.5: no public text gives their clauses; no case claims one of them",
  "what a host makes of T=1 (its repeats, resynchronisation, its own chains): the reader carries blocks at TPDU level as they are",
  "electrical conditions, timing at the contacts, and card emulators other than the simulator's own (SIMtrace and its like)",
] as const;

export type Report = {
  readonly reader: string;
  /** Of the program that examined it. */
  readonly version: string;
  readonly statement: typeof STATEMENT;
  readonly counts: { readonly passed: number; readonly failed: number; readonly notRun: number };
  readonly elapsedMs: number;
  readonly outside: readonly string[];
  /** Failed where one of its cases did, passed where one at least was run. */
  readonly clauses: readonly (Clause & { readonly verdict: CaseReport["verdict"] })[];
  readonly cases: readonly CaseReport[];
};

const SILENT_CASES = 2;
const FELL_SILENT = "the reader has fallen silent";

type Progress = (done: number, of: number) => void;

/** @param onCase told before each */
export async function certify(target: Target, version: string, onCase: Progress = () => {}): Promise<Report> {
  const sinceMs = target.nowMs();
  const all = [...CASES.map((one) => ({ frames: one })), ...PCSC_CASES.map((one) => ({ pcsc: one }))];
  const cases: CaseReport[] = [];
  for (const one of all) {
    onCase(cases.length, all.length);
    const isSilent = !isSimulated(target) && hasFallenSilent(cases);
    cases.push(
      "frames" in one
        ? await ofFrames(target, one.frames, isSilent)
        : await ofPcsc(target, one.pcsc, isSilent),
    );
  }
  const count = (wanted: CaseReport["verdict"]) => cases.filter(({ verdict }) => verdict === wanted).length;
  const spentMs = cases.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0);
  return {
    reader: target.name,
    version,
    statement: STATEMENT,
    counts: { passed: count("passed"), failed: count("failed"), notRun: count("not run") },
    // Each simulated bench has a time of its own, which begins with it.
    elapsedMs: Math.round(Math.max(target.nowMs() - sinceMs, spentMs)),
    outside: OUTSIDE,
    clauses: CLAUSES.map((one) => ({ ...one, verdict: verdictOf(one, cases) })),
    cases,
  };
}

function verdictOf({ clause }: Clause, cases: readonly CaseReport[]): CaseReport["verdict"] {
  const verdicts = cases
    .filter((one) => clausesOf(one.clause).includes(clause))
    .map(({ verdict }) => verdict);
  if (verdicts.includes("failed")) return "failed";
  return verdicts.includes("passed") ? "passed" : "not run";
}

function isSimulated(target: Target): boolean {
  return target.through === "frames" && target.hasScriptedCards;
}

/** The last cases that ran had no answer at all: to ask on would take hours and show nothing. */
function hasFallenSilent(cases: readonly CaseReport[]): boolean {
  const last = cases.filter(({ verdict }) => verdict !== "not run").slice(-SILENT_CASES);
  return last.length === SILENT_CASES && last.every(({ seen }) => seen.startsWith(NO_ANSWER));
}

function ofFrames(target: Target, one: ConformanceCase, isSilent: boolean): Promise<CaseReport> {
  const tier = one.tier ?? "scripted card";
  const whyNot = (): string | undefined => {
    if (target.through === "pcsc") return "the reader's frames are its PC/SC driver's business";
    if (target.hasScriptedCards) return undefined;
    if (isSilent) return FELL_SILENT;
    if (tier === "scripted card")
      return "needs a card of known behaviour: an emulator in the slot, such as the simulator's own";
    if (tier === "any card" && !target.hasCard) return "no card is in the slot";
    return one.wantsEmpty === true && target.hasCard
      ? "the slot has to be empty: take the card out"
      : undefined;
  };
  return reported(target, one, tier, whyNot(), () =>
    target.through === "frames" ? runCase(one, target.openBench) : Promise.resolve(0),
  );
}

function ofPcsc(target: Target, one: PcscCase, isSilent: boolean): Promise<CaseReport> {
  const whyNot = (): string | undefined => {
    if (target.through !== "pcsc") return "the reader is not reached through PC/SC";
    if (isSilent) return FELL_SILENT;
    return target.hasCard ? undefined : "no card is in the slot";
  };
  return reported(target, one, "any card", whyNot(), async () => {
    if (target.through !== "pcsc") return 0;
    const slot = await target.openSlot();
    const sinceMs = target.nowMs();
    try {
      await one.run(slot);
    } finally {
      await slot.close().catch(() => undefined);
    }
    return target.nowMs() - sinceMs;
  });
}

/** On a line of real time a byte may be late or lost: what fails once is tried once more, and that is told. */
async function reported(
  target: Target,
  one: Pick<ConformanceCase, "name" | "clause" | "rule">,
  tier: Tier,
  whyNot: string | undefined,
  run: () => Promise<number>,
): Promise<CaseReport> {
  const first = await reportedOnce(one, tier, whyNot, run);
  if (first.verdict !== "failed" || isSimulated(target)) return first;
  const second = await reportedOnce(one, tier, whyNot, run);
  return second.verdict === "failed"
    ? second
    : { ...second, seen: `${second.seen}, the second time; the first time: ${first.seen}` };
}

async function reportedOnce(
  { name, clause, rule }: Pick<ConformanceCase, "name" | "clause" | "rule">,
  tier: Tier,
  whyNot: string | undefined,
  run: () => Promise<number>,
): Promise<CaseReport> {
  const about = { name, clause, tier, expected: rule };
  if (whyNot !== undefined) return { ...about, verdict: "not run", seen: whyNot, elapsedMs: 0 };
  try {
    return { ...about, verdict: "passed", seen: "as the clause says", elapsedMs: Math.round(await run()) };
  } catch (error) {
    const verdict = error instanceof NotApplicable ? "not run" : "failed";
    return { ...about, verdict, seen: seenIn(error), elapsedMs: 0 };
  }
}

function seenIn(error: unknown): string {
  if (!(error instanceof AssertionError)) return error instanceof Error ? error.message : String(error);
  const [seen, wanted] = [error.actual, error.expected].map((value) =>
    inspect(value, { breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 40 }),
  );
  const values = `${seen} where ${wanted} is due`;
  const [said = ""] = error.message.split("\n");
  return error.generatedMessage ? values : `${said}: ${values}`;
}
