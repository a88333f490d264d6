/** What a report's page knows before it unpacks a world. */
import type { Fate } from "../world/campaign/fates.js";

export type Verdict = "passed" | "failed" | "unread";

export type ReportItem = {
  readonly title: string;
  readonly titleZh: string;
  readonly file: string;
  readonly verdict: Verdict;
  readonly seed: number;
  readonly steps: number;
  /** Of virtual time. */
  readonly tookMs: number;
  readonly failures: readonly string[];
  /** Undefined where there is none: the file could not be read. */
  readonly world: number | undefined;
};

/** What became of a cut; the worst last. */
export const ENDINGS_OF_CUTS = ["paid", "found", "again", "manual", "undecided", "broken"] as const;
export type EndingOfCut = (typeof ENDINGS_OF_CUTS)[number];

/** A position: what was cut there, and what became of it. Numbers are indexes into `texts` of the map. */
export type Cut = {
  /** "DEBIT FOR PURCHASE, answer byte 2" */
  readonly at: string;
  readonly kind: string;
  readonly ending: EndingOfCut;
  /** What the cashier was told, first and last. */
  readonly first: string;
  readonly last: string;
  readonly broken: readonly string[];
  readonly replay: string;
  /** Undefined where its events found no room: `replay` runs it again. */
  readonly world: number | undefined;
};

export type MapOfCuts = {
  /** What was swept, in words. */
  readonly cuts: readonly Cut[];
  /** The run without a cut. */
  readonly plain: number;
  /** How many positions there are; fewer cuts were run, when one in many was taken. */
  readonly positions: number;
};

export type ReportedFailure = {
  readonly broken: readonly string[];
  /** How many sessions failed in this way. */
  readonly sessions: number;
  /** The command that runs it again. */
  readonly replay: string;
  /** Undefined where its events are not kept here. */
  readonly world: number | undefined;
  /** Whether it failed in this way when it was run again for the page; undefined: it was not run. */
  readonly isSeenAgain: boolean | undefined;
};

type Counts = readonly (readonly [what: string, count: number])[];

export type CampaignSummary = {
  readonly facts: readonly (readonly [name: "plan" | "combination" | "build" | "results", value: string])[];
  readonly sessions: number;
  readonly sales: number;
  readonly apdus: number;
  readonly missing: number;
  readonly manual: number;
  /** Kinds of failures, with how many sessions failed so: 0 is what has to be. */
  readonly invariants: Counts;
  /** What the cashier was told at last. */
  readonly told: Counts;
  readonly faults: readonly Fate[];
  readonly failures: readonly ReportedFailure[];
  /** Ways of failing that the page has no room for. */
  readonly failuresLeftOut: number;
};

export type ReportIndex = {
  readonly title: string;
  readonly version: string;
  readonly isWhole: boolean;
  readonly isMasked: boolean;
  readonly items: readonly ReportItem[];
  readonly map: MapOfCuts | undefined;
  readonly campaign?: CampaignSummary;
  /** Clauses of the commands that occur, by their names. */
  readonly clauses: { readonly [command: string]: string };
};
