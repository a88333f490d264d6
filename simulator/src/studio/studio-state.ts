/** What the studio's page is told: the counter as it stands, and what has happened. Plain data; no password in it. */
import type { LoggedEvent } from "../world/world-event.js";
import type { CutNews } from "./cut-result.js";

export type InBoth = { readonly en: string; readonly zh: string };

export type CardOnCounter = {
  readonly id: string;
  readonly city: InBoth;
  /** What is particular about it. */
  readonly note: InBoth;
  readonly isInSlot: boolean;
  readonly purseFen: number;
  readonly medicalFen: number;
};

/** What became of one press of a till's button. */
export type TillResult = {
  readonly id: number;
  readonly button: string;
  readonly ref: string;
  readonly amountFen: number | null;
  /** Outcome of the driver, "done", or "failed" where it threw. */
  readonly outcome: string;
  readonly reasonCode: string | null;
  /** Why, and what to do; null where it was simply done. */
  readonly why: InBoth | null;
  readonly remedy: InBoth | null;
  /** Lines of 32 columns, as they are printed. */
  readonly receipt: { readonly en: readonly string[]; readonly zh: readonly string[] } | null;
};

export type Money = {
  /** In purses and medical accounts of all cards of the counter. */
  readonly cardsFen: number;
  readonly openingFen: number;
  /** By the till's journal: paid by cards, and put onto them. */
  readonly soldFen: number;
  readonly loadedFen: number;
  /** Of what only the card can tell. */
  readonly openFen: number;
  /** What the centre thinks is on these cards, and what it has not been told yet. */
  readonly centreFen: number;
  readonly dueFen: number;
  /** "open": a card has yet to tell; then no one can say. */
  readonly state: "conserved" | "open" | "broken";
};

/** What a run can be taken along as. */
export const TRACE_FORMS = ["pcapng", "perfetto", "vcd"] as const;

export type TraceFile = {
  readonly name: string;
  readonly base64: string;
  /** How it is opened. */
  readonly open: InBoth;
  /** And by which command, where there is one. */
  readonly command: string | null;
};

export const STOPS = ["none", "command", "debit"] as const;

/** What a page cannot show or do where it is joined to something real, each with the reason. */
export type Cannot = { readonly [thing: string]: InBoth };

export type StudioState = {
  /** A real reader, or the reader of a running till, by its address; null: the counter is simulated. */
  readonly live: { readonly kind: "reader" | "till"; readonly at: string } | null;
  /** Requests by their names, "lane" or "fault" and a name, "money". */
  readonly cannot: Cannot;
  /** Virtual time since the world began. */
  readonly atMs: number;
  readonly reader: {
    readonly lines: readonly string[];
    readonly good: boolean;
    readonly bad: boolean;
    readonly beepHz: number;
    readonly beeps: number;
    /** Keys that can be pressed, row by row. */
    readonly keys: string;
    readonly isEntry: boolean;
  };
  readonly cards: readonly CardOnCounter[];
  readonly hasPsam: boolean;
  readonly isCableIn: boolean;
  readonly isTillDead: boolean;
  /** The button whose work is under way. */
  readonly busy: string | null;
  readonly pace: {
    /** Virtual milliseconds in one of the clock on the wall; 0: as fast as the machine can. */
    readonly speed: number;
    readonly stopAt: (typeof STOPS)[number];
    /** The protocol position at which time stands still. */
    readonly pausedAt: string | null;
  };
  /** The newest last. */
  readonly results: readonly TillResult[];
  /** Null where not all of the books can be seen. */
  readonly money: Money | null;
  /** Faults that wait for their position. */
  readonly armed: readonly string[];
};

export type StudioNews =
  | CutNews
  | { readonly news: "state"; readonly state: StudioState }
  | { readonly news: "events"; readonly events: readonly LoggedEvent[] };
