/** One cut of the map: where, and what became of the sale. Plain data, between processes and to the page. */

export type CutPlace = {
  /** The position, in the words of a fault's `at`. */
  readonly at: string;
  /** What kind of position it is, and of which chip. */
  readonly of: "character" | "memory" | "frame" | "journal" | "centre" | "command";
  readonly chip: "card" | "psam" | null;
  /** When the run without a cut comes there. */
  readonly atMs: number;
};

export type CutEnding = "paid" | "found" | "not-paid" | "by-hand" | "broken";

export type CutTold = {
  /** Which of the places. */
  readonly place: number;
  readonly ending: CutEnding;
  readonly first: string;
  readonly last: string;
  /** As `duka-sim replay` takes it. */
  readonly line: string;
};

export type CutNews =
  | {
      readonly news: "places";
      readonly scenario: string;
      readonly places: readonly CutPlace[];
      readonly cuts: number;
    }
  | { readonly news: "cuts"; readonly cuts: readonly CutTold[] }
  | { readonly news: "swept"; readonly tookMs: number };
