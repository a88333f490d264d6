/**
 * One attempt at a sale, as the journal keeps it, and what its record means for a caller with the same ref. The
 * steps are those of the write-back: begun, intent, answered, then an ending.
 */

import type { CardIdentity, VisitKind } from "@duka/protocol/centre";
import type { MaybeReason } from "../base/reason.js";
import type { ReasonCode } from "../base/reason-code.js";
import type { BillSplit } from "./bill-split.js";
import type { Closing } from "./closing.js";
import type { ReceiptDetail } from "./receipt-detail.js";

/** Electronic purse (电子钱包), electronic deposit (电子存折), or the medical account (医疗账户) of a social-security card. */
export type AccountKind = "purse" | "deposit" | "medical";

/**
 * `begun` claims the ref; `intent` was synced before DEBIT; `answered` holds the card's answer to it. `undecided` waits
 * for the card. `failed` ended before its intent and `not-debited` was found so: both have given the ref free.
 */
type SaleState =
  | "begun"
  | "intent"
  | "answered"
  | "undecided"
  | "committed"
  | "refused"
  | "manual"
  | "deferred"
  | "failed"
  | "not-debited";

/**
 * `verified` by PSAM or key server; `unverified` when neither could be asked in time; `refused` when it was found
 * false.
 */
export type Mac2State = "verified" | "unverified" | "refused";

/** What is known when the intent is written, before the card is asked to debit. */
export type Intent = {
  /** In full: needed to know the card again and to settle. Masked wherever it is shown. */
  readonly cardNumber: string;
  /** By which the centre knows the card; absent in records of schema 1. */
  readonly card?: CardIdentity | undefined;
  /** Card identification code of EF05, by which it is known too; absent for a card with a purse alone. */
  readonly cardId?: string | undefined;
  /** Offline sequence that INITIALIZE FOR PURCHASE answered. */
  readonly cardSequence: number;
  readonly terminalId: string;
  readonly terminalSequence: number;
  /** 05 or 06 of PBOC, 32 hexadecimal of the medical account. */
  readonly transactionType: number;
  /** YYYYMMDD and HHMMSS, China Standard Time. */
  readonly date: string;
  readonly time: string;
  /** Undefined where the account is held at the centre, and the till has no line to it. */
  readonly balanceBeforeFen: number | undefined;
  /**
   * The sale's three amounts from now on, in the order of the city whose card is there; written only, and absent where
   * the sale has one amount.
   */
  readonly amountsFen?: readonly number[] | undefined;
};

/** What else pays a medical bill, besides the personal account: the holder, and the pooled fund. */
export type MedicalShares = { readonly selfPayFen: number; readonly poolFen: number };

/** The card's answer to DEBIT, as far as it is known. */
export type Answer = {
  readonly statusWord: number;
  /** True: the card says that the money moved. False: a declared refusal. Undefined: the status word proves neither. */
  readonly moved: boolean | undefined;
  /** 8 hexadecimal digits. */
  readonly tac: string | undefined;
  readonly mac2: string | undefined;
};

/** What a sale took on the wires, what the same bytes need at least, and the ratio of the two. */
export type WireTime = { readonly ms: number; readonly limitMs: number; readonly ratio: number };

/** To a microsecond, and the ratio to a thousandth; 0 where nothing went over a wire. */
export function wireTime(ms: number, limitMs: number): WireTime {
  const rounded = (value: number) => Math.round(value * 1000) / 1000;
  return { ms: rounded(ms), limitMs: rounded(limitMs), ratio: limitMs === 0 ? 0 : rounded(ms / limitMs) };
}

/** How a sale ends; only a sale that was simply paid needs no reason. */
export type Ending = MaybeReason & {
  readonly state: "committed" | "refused" | "manual" | "undecided" | "not-debited";
  readonly mac2State?: Mac2State | undefined;
  readonly tac?: string | undefined;
  readonly mac2?: string | undefined;
  readonly wire?: WireTime | undefined;
  /** What a person needs to settle a `manual` sale; anything JSON can hold. */
  readonly evidence?: { readonly [name: string]: unknown } | undefined;
};

/**
 * `waiting`: the centre has not heard of it yet. `refused`: it said no. `differs`: it has settled the sale, but has
 * another part of the bill paid by account, pooled fund or cash than the till. A person has to look at the last two.
 */
export type SettlementState = "waiting" | "settled" | "refused" | "differs";

type SaleSettlement = {
  readonly state: SettlementState;
  readonly attempts: number;
  /** When it is tried again; 0 for at once. */
  readonly nextAtMs: number;
  readonly error: string | undefined;
  /** Who pays what of the bill by the centre's word; undefined before, and in records of schema 4. */
  readonly split: BillSplit | undefined;
  /** What the card told later, where its answer to DEBIT was lost. The receipt stays as it was printed. */
  readonly tac: string | undefined;
  readonly settledAtMs: number | undefined;
};

export type Sale = {
  readonly id: number;
  readonly ref: string;
  readonly kind: AccountKind;
  /** What leaves the card's account. */
  readonly amountFen: number;
  /** Of the whole bill, where the account pays a part of it. */
  readonly totalFen: number | undefined;
  /** The three of a medical purchase, as the card is told them. */
  readonly amountsFen: readonly number[] | undefined;
  /** What the amounts mean, whatever order the city has. */
  readonly medical: MedicalShares | undefined;
  /** What the bill is for, where it was pre-settled by the centre before the card paid. */
  readonly visit: VisitKind | undefined;
  /** Hospital or pharmacy where it was begun. */
  readonly institution: string | undefined;
  readonly detail: ReceiptDetail | undefined;
  readonly simulated: boolean;
  readonly state: SaleState;
  readonly reason: string | undefined;
  /** Absent where none is needed, and in records of schemas before 5. */
  readonly reasonCode: ReasonCode | undefined;
  /** What is behind the reason, besides the card's answer. */
  readonly reasonStatusWord: number | undefined;
  readonly triesLeft: number | undefined;
  /** True while the attempt is being carried out by a process that lives. */
  readonly live: boolean;
  readonly intent: Intent | undefined;
  readonly answer: Answer | undefined;
  readonly mac2State: Mac2State | undefined;
  readonly wire: WireTime | undefined;
  readonly evidence: { readonly [name: string]: unknown } | undefined;
  /** Cash was taken while the card had yet to tell: a later `committed` means a refund. */
  readonly paidInCash: boolean;
  /** Equipment failed at first; the card paid, or is paying, later. */
  readonly wasDeferred: boolean;
  /** Whether its caller, who has no sale numbers, has yet to be told its outcome. */
  readonly telling: Telling;
  /** Refs of later calls that were told this sale. */
  readonly askedAs: readonly string[];
  /** The ref of the credit that gave it back. */
  readonly reversedBy: string | undefined;
  readonly settlement: SaleSettlement;
  /** By a person, the last one at the end. */
  readonly closings: readonly Closing[];
  /** Milliseconds since 1970, by the clock of the till. */
  readonly begunAtMs: number;
  readonly changedAtMs: number;
};

/**
 * `due`: the caller was never told. `warned`: only that the outcome is open, when it asked for other amounts.
 * `none`: it was told, or has a number of its own to ask with.
 */
export type Telling = "none" | "due" | "warned";

/** What a sale is to a caller that asks for its ref now. */
type SaleStatus = "inProgress" | "undecided" | "committed" | "refused" | "manual" | "deferred" | "released";

type Bill = Pick<Sale, "amountFen" | "totalFen" | "medical" | "detail">;

/** Of a purse sale only what its receipt says besides is known: anyone may pay the rest of the bill. */
export function splitAtTill({ amountFen, totalFen = amountFen, medical, detail }: Bill): BillSplit {
  if (medical === undefined) {
    const { poolFen = null, cashFen = null } = detail ?? {};
    return { totalFen, accountFen: amountFen, poolFen, cashFen };
  }
  const { poolFen } = medical;
  return { totalFen, accountFen: amountFen, poolFen, cashFen: totalFen - amountFen - poolFen };
}

/** The centre has the sale in its books, whether it agrees with the till on who pays what or not. */
export function isSettled({ settlement }: Pick<Sale, "settlement">): boolean {
  return settlement.state === "settled" || settlement.state === "differs";
}

/** Cash was taken and the card has paid as well: the cash goes back. */
export function refundDueFen(sale: Sale): number {
  const isReturned = sale.closings.some((closing) => closing.as === "cash-returned");
  const isDue = statusOf(sale) === "committed" && sale.paidInCash && sale.reversedBy === undefined;
  return isDue && !isReturned ? sale.amountFen : 0;
}

/**
 * The status follows from the record. An attempt whose process died after a refusal of the card was synced needs no
 * card any more; one that died between intent and answer is undecided, and so is one that died before the card's MAC2
 * was checked.
 */
export function statusOf(sale: Sale): SaleStatus {
  switch (sale.state) {
    case "begun":
      if (sale.live) return "inProgress";
      return sale.wasDeferred ? "deferred" : "released";
    case "intent":
      return sale.live ? "inProgress" : "undecided";
    case "answered":
      if (sale.live) return "inProgress";
      if (sale.answer?.moved === false) return "refused";
      // The centre has taken its TAC for genuine: in journals of before, where an answer was enough to be settled.
      return sale.answer?.moved === true && isSettled(sale) ? "committed" : "undecided";
    case "failed":
    case "not-debited":
      return "released";
    default:
      return sale.state;
  }
}
