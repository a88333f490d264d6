/** One line of a sequence diagram, before anything is drawn. */
import type { Change } from "../world/record/recorded-event.js";

/** From left to right. */
export const LANES = ["pos", "journal", "driver", "reader", "card", "psam", "centre"] as const;
export type Lane = (typeof LANES)[number];

/** By which lines are left out or shown. */
export const ROW_KINDS = ["commands", "journal", "frames", "memory", "faults", "rest"] as const;
export type RowKind = (typeof ROW_KINDS)[number];

export type Books = {
  readonly cardFen: number;
  readonly journalFen: number;
  readonly centreFen: number | null;
  readonly openFen: number;
};

export type Row = {
  readonly kind: RowKind;
  readonly atMs: number;
  /** An arrow; the same lane twice is a mark on it. */
  readonly from: Lane;
  readonly to: Lane;
  /** An arrow back is drawn too: it was answered. */
  isAnswered: boolean;
  readonly tone: "plain" | "good" | "bad" | "fault" | "heading";
  readonly title: string;
  detail: string;
  /** Of a journal's step: it is on the disk. */
  readonly isSynced: boolean | undefined;
  wire: { ms: number; limitMs: number } | undefined;
  /** How often, where lines that are alike became one. */
  count: number;
  /** What stands in the pane beside it, name by name; made when it is looked at. */
  readonly fields: () => readonly (readonly [name: string, value: string])[];
  readonly command: string | undefined;
  changes: readonly { readonly of: string; readonly changes: readonly Change[] }[];
  /** As they are after it; the same object as before it where nothing moved. */
  books: Books;
};
