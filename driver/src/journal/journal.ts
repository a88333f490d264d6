/**
 * The journal of a point of sale: written before the card is asked, so that no power cut, crash or lost answer can
 * charge a card-holder twice. Several processes may share one; `sqlite-journal.ts` keeps it in a file.
 */

import type { VisitKind } from "@duka/protocol/centre";
import { type Bilingual, withChinese } from "@duka/protocol/data/bilingual";
import type { Reason } from "../base/reason.js";
import type { PasswordMemory } from "../password/password-memory.js";
import type { Act } from "./act.js";
import type { Delivered } from "./bill-split.js";
import type { CloseRequest, CloseResult } from "./closing.js";
import type { Credit, CreditEnding, CreditIntent, CreditRequest } from "./credit-record.js";
import type { KnownCard } from "./known-card.js";
import type { ReceiptDetail } from "./receipt-detail.js";
import type { AccountKind, Answer, Ending, Intent, MedicalShares, Sale, Telling } from "./sale.js";

export type SaleRequest = {
  readonly ref: string;
  readonly kind: AccountKind;
  readonly amountFen: number;
  readonly simulated: boolean;
  readonly totalFen?: number | undefined;
  readonly amountsFen?: readonly number[] | undefined;
  readonly medical?: MedicalShares | undefined;
  readonly visit?: VisitKind | undefined;
  readonly institution?: string | undefined;
  readonly detail?: ReceiptDetail | undefined;
  /** True: a sale that was deferred is carried out now; if it fails before its intent it is deferred still. */
  readonly resettle?: boolean | undefined;
  /** True: its caller has no number to ask with, and is told of it by `toTell`. */
  readonly answerDue?: boolean | undefined;
};

/**
 * `claimed`: the caller may carry the sale out and has to end it. `taken`: another attempt holds the ref, alive or
 * bound by its intent; `statusOf(sale)` says which.
 */
export type ClaimResult =
  | { readonly claimed: true; readonly attempt: Attempt }
  | { readonly claimed: false; readonly sale: Sale };

/**
 * A claimed sale: the steps that its owner writes, in this order. Each rejects with a JournalError when it cannot be
 * kept.
 */
export type Attempt = {
  readonly id: number;
  /** Step 4. Durable when it resolves. */
  intent(intent: Intent): Promise<void>;
  /** Step 5a. Durable when it resolves. */
  answered(answer: Answer): Promise<void>;
  /**
   * Step 7, or `undecided`, or `not-debited`, which frees the ref. `committed` and `manual` are durable; the others
   * follow from what is.
   */
  end(ending: Ending): Promise<Sale>;
  /** The attempt failed before its intent: the ref is free again. */
  release(why: Reason): Promise<void>;
  /**
   * The owner stops without an ending, and the record speaks for itself. Nothing is written; after an ending it does
   * nothing.
   */
  abandon(): Promise<void>;
  /** Equipment failed before the intent: paid in cash, to be settled later. Durable. */
  defer(why: Reason): Promise<Sale>;
};

/** A claimed credit, step by step. Each rejects with a JournalError when it cannot be kept. */
export type CreditAttempt = {
  readonly id: number;
  /** Durable: from here on the centre may have moved money. */
  intent(intent: CreditIntent): Promise<void>;
  /** Durable: from here on the card may have. */
  asked(): Promise<void>;
  /** Durable, and due to be reported. */
  end(ending: CreditEnding): Promise<Credit>;
  release(why: Reason): Promise<void>;
  abandon(): Promise<void>;
};

type CreditClaim =
  | { readonly claimed: true; readonly attempt: CreditAttempt }
  | { readonly claimed: false; readonly credit: Credit };

/** Records that may not be over, oldest first, more than are open, and the credits that have reversed such a sale. */
export type NotOver = { readonly sales: readonly Sale[]; readonly credits: readonly Credit[] };

/** What the centre has yet to hear, or refused to. */
export type SettlementBook = {
  /** Committed sales that it does not know, oldest first. */
  waitingSales(simulated: boolean, limit: number): Promise<Sale[]>;
  /** Credits whose outcome, the open one too, is to be reported. */
  waitingCredits(simulated: boolean, limit: number): Promise<Credit[]>;
  /** With a split that is not the till's the sale `differs`. @returns the sale as it stands then */
  saleDelivered(id: number, delivered: Delivered): Promise<Sale>;
  /** @param changedAtMs of the credit that was reported; if it has changed since, it stays due */
  creditDelivered(id: number, changedAtMs: number, delivered: Delivered): Promise<void>;
  /** Refused ones are waiting again, after a person has looked at them. Answers how many. */
  retryRefused(simulated: boolean): Promise<number>;
};

type CreditBook = {
  claim(request: CreditRequest): Promise<CreditClaim>;
  find(ref: string): Promise<Credit[]>;
  byId(id: number): Promise<Credit>;
  list(filter?: { readonly released?: boolean; readonly limit?: number }): Promise<Credit[]>;
  undecidedOf(card: KnownCard, simulated: boolean): Promise<Credit[]>;
  /** What recovery found. Durable. Does nothing to a credit that was decided meanwhile. */
  resolve(id: number, ending: CreditEnding): Promise<Credit>;
};

/** The day of a sale or credit: that of its transaction, else of its beginning, in China. YYYYMMDD. */
export type DayBook = {
  sales(day: string, simulated: boolean): Promise<Sale[]>;
  credits(day: string, simulated: boolean): Promise<Credit[]>;
  /** Of one card, with an intent. */
  salesOfCard(day: string, simulated: boolean, card: KnownCard): Promise<Sale[]>;
  creditsOfCard(day: string, simulated: boolean, card: KnownCard): Promise<Credit[]>;
};

export type ActBook = {
  record(act: Act): Promise<void>;
  list(limit?: number): Promise<(Act & { readonly atMs: number })[]>;
};

export type SaleFilter = {
  /** Only those whose outcome the card has yet to tell. */
  readonly undecided?: boolean;
  /** Also attempts that failed and freed their ref. */
  readonly released?: boolean;
  /** Newest first; 1000 by default. */
  readonly limit?: number;
};

export type Journal = {
  /** For messages. */
  readonly name: string;
  /** No journal was there before: one that should have been is somewhere else. */
  readonly isNew: boolean;
  /**
   * Takes the ref for one attempt, or answers who has it. Simulated sales have refs of their own.
   * A claim whose process died counts as given up.
   * @throws ClockError when it would begin one, and the clock is before the last one, or before this release
   */
  claim(request: SaleRequest): Promise<ClaimResult>;
  /** All that is bound to, or being done under, this ref: at most one real and one simulated sale. */
  find(ref: string): Promise<Sale[]>;
  /** @throws JournalError when there is none */
  byId(id: number): Promise<Sale>;
  list(filter?: SaleFilter): Promise<Sale[]>;
  /** All that is not over, however old, and some that a person has closed. Damaged ones are left out. */
  notOver(simulated: boolean): Promise<NotOver>;
  /** Undecided sales of this card, oldest first. */
  undecidedOf(card: KnownCard, simulated: boolean): Promise<Sale[]>;
  /** Committed sales of this card that the centre cannot settle, because their TAC was lost. */
  withoutTac(card: KnownCard, simulated: boolean): Promise<Sale[]>;
  /** The card has told it after all: for the settlement. Durable. */
  addProof(id: number, tac: string): Promise<void>;
  /**
   * Sales of this card whose outcome its caller has yet to be told, or was told under another ref. The oldest first.
   */
  toTell(card: KnownCard, simulated: boolean): Promise<Sale[]>;
  /** Durable. @param as the other ref that was asked for */
  told(id: number, telling: Telling, as?: string): Promise<void>;
  /**
   * What recovery found. Durable. Does nothing to a sale that was decided meanwhile; answers the sale as it is then.
   */
  resolve(id: number, ending: Ending): Promise<Sale>;
  /** The centre has cancelled the sale, under this ref. Durable. */
  markReversed(id: number, by: string): Promise<void>;
  /** Cash was taken for an undecided sale. Durable. @throws RangeError when the ref has no undecided or manual sale */
  flagPaidInCash(ref: string): Promise<Sale>;
  /** A person has looked at the till's clock after a `ClockError`: what it says now holds. Durable. */
  clockIsRight(): Promise<void>;
  /** What only a person can close: once, with who and when. Durable. */
  closeRecord(request: CloseRequest): Promise<CloseResult>;
  readonly passwords: PasswordMemory;
  readonly credits: CreditBook;
  readonly settlement: SettlementBook;
  readonly days: DayBook;
  readonly acts: ActBook;
  /**
   * Records that are not what was written, a line for each: none is used, lists go without them, and what asks for one
   * by its ref or number rejects with a JournalError that names it. The others work. Reads all records.
   */
  damaged(): Promise<string[]>;
  /**
   * Reads all of it and answers what is wrong, a line for each; empty when it is sound. Changes nothing.
   * @param onProgress told every few hundred records how many were read, of how many: each is read once for its
   * checksum, sales and credits once more for what they mean
   */
  verify(onProgress?: (read: number, of: number) => void): Promise<string[]>;
  close(): Promise<void>;
};

/** The ref belongs to a credit and was used for a sale, or the other way round. */
export class RefInUseError extends RangeError {
  constructor(ref: string, what: "sale" | "credit") {
    super(`ref ${ref} belongs to a ${what}: everything that is done needs a ref of its own`);
    this.name = "RefInUseError";
    const zh = what === "sale" ? "交易" : "入账";
    withChinese(this, `单号 ${ref} 已用于一笔${zh}：每笔业务须使用不同单号`);
  }
}

/** The journal cannot be read or written. Its file is never reset or repaired behind anyone's back. */
export class JournalError extends Error {
  readonly file: string;
  /** What the person at the counter can do. */
  readonly remedies = {
    en: "see that the journal's file can be written and its disk has room; take no card until it can",
    zh: "请检查日志文件是否可写、磁盘是否有空间；恢复前请勿刷卡",
  };
  readonly remedy = this.remedies.en;

  constructor(file: string, { en, zh }: Bilingual, cause?: unknown) {
    super(`journal ${file}: ${en}`, cause === undefined ? undefined : { cause });
    withChinese(this, `日志 ${file}：${zh}`);
    this.name = "JournalError";
    this.file = file;
  }
}
