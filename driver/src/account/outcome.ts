/**
 * What became of a sale, for the point of sale: read from the journal's record, so that the same ref always tells the
 * same.
 */

import type { VisitKind } from "@duka/protocol/centre";
import type { Reason } from "../base/reason.js";
import type { ReasonCode } from "../base/reason-code.js";
import { maskCardNumber } from "../card/card-number.js";
import { type Refusal, refusal, swText } from "../card/refusal.js";
import type { BillSplit } from "../journal/bill-split.js";
import { type ClosingInfo, lastClosing } from "../journal/closing.js";
import type { MedicalShares, Sale, SettlementState, WireTime } from "../journal/sale.js";
import { splitAtTill, statusOf } from "../journal/sale.js";
import { type Receipt, receiptOf } from "../receipt/receipt.js";
import { toldOf, whyOfSale } from "../receipt/why.js";

export type Outcome = {
  /**
   * `committed`: the card has paid, and proved it. `refused`: nothing was debited. `undecided`: the card has yet to
   * tell; ask again with the same ref and the same card. `deferred`: equipment failed, paid in cash, to be settled
   * later. `manual`: a person has to settle it. `inProgress`: another caller is carrying this very sale out now.
   */
  readonly outcome: "committed" | "refused" | "undecided" | "deferred" | "manual" | "inProgress";
  readonly reason: string | null;
  /** Why, for a program: null only for a sale that was simply paid. The same ref always tells the same one. */
  readonly reasonCode: ReasonCode | null;
  /** The status word of card or PSAM behind it; null where none was. */
  readonly statusWord: number | null;
  /** Tries left of the password; null where it is not about one, or the card did not tell. */
  readonly triesLeft: number | null;
  readonly ref: string;
  readonly amountFen: number;
  /** Of a medical sale: what else pays the bill, and the whole of it; `amountFen` is the personal account's part. */
  readonly medical: (MedicalShares & { readonly totalFen: number }) | null;
  /** What the bill is for, where the centre has pre-settled it. */
  readonly visit: VisitKind | null;
  readonly balanceBeforeFen: number | null;
  readonly balanceAfterFen: number | null;
  /** 8 hexadecimal digits: the proof for the settlement. */
  readonly tac: string | null;
  /** Whether PSAM or key server has checked the card's MAC2; null when there was none to check. */
  readonly mac2: "verified" | "unverified" | "refused" | null;
  readonly terminalId: string | null;
  readonly terminalSequence: number | null;
  readonly cardSequence: number | null;
  /** Masked. */
  readonly cardNumber: string | null;
  readonly simulated: boolean;
  /** What the wires took, their physical limit, and the ratio of the two. */
  readonly wire: {
    readonly ms: number | null;
    readonly limitMs: number | null;
    readonly ratio: number | null;
  };
  /**
   * With `committed` only: whether the centre has settled it, and who pays what of the bill, by the till and by the
   * centre. `differs`: they do not agree; a person has to look at it.
   */
  readonly settlement: {
    readonly state: SettlementState;
    readonly till: BillSplit;
    /** Null until the centre has settled it. */
    readonly centre: BillSplit | null;
    /** What was in the way of the last attempt. */
    readonly error: string | null;
  } | null;
  /** By a person, who has closed what no card or centre could; see `closeCase`. */
  readonly closed: ClosingInfo | null;
  /** With `committed` only. */
  readonly receipt: Receipt | null;
  /** With `refused`: who said no and how, as far as it is known; not part of `outcomeJson`. */
  readonly refusal: Refusal | null;
};

/** What is known of a sale that ended before its intent. */
export type Facts = {
  cardNumber?: string;
  terminalId?: string;
  balanceBeforeFen?: number | undefined;
  cardSequence?: number;
  wire?: WireTime;
};

const NO_WIRE = { ms: null, limitMs: null, ratio: null };

/** Over PC/SC no one knows how fast the host line is: the time is known, its limit is not. */
function wireOf(wire: WireTime | undefined): Outcome["wire"] {
  if (wire === undefined) return NO_WIRE;
  return wire.limitMs > 0 ? wire : { ms: wire.ms, limitMs: null, ratio: null };
}

export function outcomeOf(sale: Sale): Outcome {
  const { intent, answer, wire } = sale;
  const status = statusOf(sale);
  const outcome = status === "released" ? "refused" : status;
  const before = intent?.balanceBeforeFen;
  return {
    outcome,
    ...whyOfSale(sale),
    ref: sale.ref,
    amountFen: sale.amountFen,
    medical: medicalOf(sale),
    visit: sale.visit ?? null,
    balanceBeforeFen: before ?? null,
    balanceAfterFen: before === undefined ? null : balanceAfter(outcome, before, sale.amountFen),
    tac: answer?.tac ?? null,
    mac2: outcome === "committed" ? (sale.mac2State ?? "unverified") : (sale.mac2State ?? null),
    terminalId: intent?.terminalId ?? null,
    terminalSequence: intent?.terminalSequence ?? null,
    cardSequence: intent?.cardSequence ?? null,
    cardNumber: intent === undefined ? null : maskCardNumber(intent.cardNumber),
    simulated: sale.simulated,
    wire: wireOf(wire),
    settlement: outcome === "committed" ? settlementOf(sale) : null,
    closed: sale.closings.length === 0 ? null : lastClosing(sale.closings),
    receipt: outcome === "committed" && intent !== undefined ? receiptOf(sale, intent) : null,
    refusal: outcome === "refused" ? refusalOfSale(sale) : null,
  };
}

/** A sale that was refused before its intent; the ref is free. */
export function refusedOutcome(
  sale: Bill & { readonly ref: string; readonly simulated: boolean },
  no: Reason,
  facts: Facts = {},
): Outcome {
  return {
    outcome: "refused",
    ...toldOf(no),
    ref: sale.ref,
    amountFen: sale.amountFen,
    medical: medicalOf(sale),
    visit: sale.visit ?? null,
    balanceBeforeFen: facts.balanceBeforeFen ?? null,
    balanceAfterFen: facts.balanceBeforeFen ?? null,
    tac: null,
    mac2: null,
    terminalId: facts.terminalId ?? null,
    terminalSequence: null,
    cardSequence: facts.cardSequence ?? null,
    cardNumber: facts.cardNumber === undefined ? null : maskCardNumber(facts.cardNumber),
    simulated: sale.simulated,
    wire: wireOf(facts.wire),
    settlement: null,
    closed: null,
    receipt: null,
    refusal: { statusWord: undefined, triesLeft: undefined, ...no, refused: true },
  };
}

/** Always the same keys, null where unknown: what `duka debit --json` prints. Status words are hexadecimal. */
export function outcomeJson(outcome: Outcome): { readonly [key: string]: unknown } {
  const { receipt: _receipt, refusal: _refusal, statusWord, ...keys } = outcome;
  return { ...keys, statusWord: statusWord === null ? null : swText(statusWord) };
}

type Bill = {
  readonly visit?: VisitKind | undefined;
  readonly amountFen: number;
  readonly totalFen?: number | undefined;
  readonly medical?: MedicalShares | undefined;
};

function settlementOf(sale: Sale): Outcome["settlement"] {
  const { state, split = null, error = null } = sale.settlement;
  return { state, till: splitAtTill(sale), centre: split, error };
}

function medicalOf({ amountFen, totalFen, medical }: Bill): Outcome["medical"] {
  return medical === undefined ? null : { ...medical, totalFen: totalFen ?? amountFen };
}

function refusalOfSale({ reason = "refused", reasonCode = "not-recorded", ...sale }: Sale): Refusal {
  return refusal(reasonCode, reason, sale.reasonStatusWord ?? sale.answer?.statusWord, sale.triesLeft);
}

function balanceAfter(outcome: Outcome["outcome"], beforeFen: number, amountFen: number): number | null {
  if (outcome === "committed") return beforeFen - amountFen;
  return outcome === "refused" ? beforeFen : null;
}
