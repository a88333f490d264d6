/**
 * What a report tells of a world: its event log, and between the events what they changed: named cells of a card, rows
 * of the journal, the money of all books, the time on the wires.
 */
import type { LoggedEvent } from "../world-event.js";

/** A member of a row or a card, before and after; "" where there was none. */
export type Change = readonly [name: string, before: string, after: string];

export type AddedEvent =
  /** A step of a scenario, or a move of a sweep, begins. */
  | { readonly type: "step"; readonly action: string; readonly what: string; readonly place: string }
  /** And has ended. */
  | { readonly type: "became"; readonly text: string; readonly failures: readonly string[] }
  /** What the command before it took on the wires, and what they need at least for the same bytes. */
  | { readonly type: "wire"; readonly ms: number; readonly limitMs: number }
  /** What the command before it changed in the card; `card` is its name. */
  | { readonly type: "cells"; readonly card: string; readonly changes: readonly Change[] }
  /** What the step of the journal before it changed in a row. */
  | { readonly type: "row"; readonly ref: string; readonly changes: readonly Change[] }
  /** Since the beginning: what moved on the cards, what the journal says of it, and what the centre has registered. */
  | {
      readonly type: "books";
      readonly cardFen: number;
      readonly journalFen: number;
      /** Null where there is no centre, and where it has other accounts than the card. */
      readonly centreFen: number | null;
      /** Of the journal: sales and credits that are not decided. */
      readonly openFen: number;
    };

export type RecordedEvent = LoggedEvent | ({ readonly atMs: number } & AddedEvent);
