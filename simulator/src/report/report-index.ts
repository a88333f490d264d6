/** What a report's page knows before it unpacks a world. */

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

export type ReportIndex = {
  readonly title: string;
  readonly version: string;
  readonly isWhole: boolean;
  readonly isMasked: boolean;
  readonly items: readonly ReportItem[];
  readonly map: MapOfCuts | undefined;
  /** Clauses of the commands that occur, by their names. */
  readonly clauses: { readonly [command: string]: string };
};
