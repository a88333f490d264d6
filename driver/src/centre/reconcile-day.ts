/** Reconciliation (对账): a day of the journal against the centre's, every difference by name. */

import { type CentreResponse, RECONCILED_MAX } from "@duka/protocol/centre";
import { rangeError } from "@duka/protocol/data/bilingual";
import { checkThing } from "../base/argument.js";
import { maskCardNumber } from "../card/card-number.js";
import type { BillSplit } from "../journal/bill-split.js";
import type { Journal } from "../journal/journal.js";
import { type Sale, splitAtTill, statusOf } from "../journal/sale.js";
import type { Centre } from "./centre.js";
import { compactDay } from "./day-export.js";

/** A sale as one of the two has it. */
type Side = BillSplit & {
  /** `settled` or `cancelled` where both may agree; else what the till or the centre calls it. */
  readonly state: string;
  /** YYYY-MM-DD; null for a sale of the till without a debit. */
  readonly day: string | null;
  /** Masked. */
  readonly cardNumber: string | null;
  readonly tac: string | null;
};

export type DayDifference = {
  /** Null for `totals`. */
  readonly ref: string | null;
  /**
   * `not-at-centre`: it has not heard of the sale, or refused it. `not-at-till`: the journal has none of this ref.
   * `state`: cancelled, undecided or deferred on one side alone. `day`, `card`, `amount` (total, account), `split`
   * (pooled fund and cash), `tac`: another one there. `totals`: the sums of the day, where every sale agrees.
   */
  readonly what:
    | "not-at-centre"
    | "not-at-till"
    | "state"
    | "day"
    | "card"
    | "amount"
    | "split"
    | "tac"
    | "totals";
  readonly till: Side | null;
  readonly centre: Side | null;
  /** What was in the way of telling the centre, where that is known. */
  readonly reason: string | null;
};

type DayTotal = { readonly count: number; readonly totalFen: number; readonly accountFen: number };

export type Reconciliation = {
  /** YYYY-MM-DD, in China. */
  readonly day: string;
  readonly simulated: boolean;
  readonly institutionId: string;
  readonly agrees: boolean;
  /** What was settled and not taken back. */
  readonly totals: { readonly till: DayTotal; readonly centre: DayTotal };
  readonly differences: readonly DayDifference[];
};

type Answer = CentreResponse<"reconcile">;
type Found = Answer["differences"][number];

/**
 * Real sales with a real centre, or simulated ones with a simulated one. Changes nothing on either side.
 * @param day YYYY-MM-DD
 * @throws RangeError when it is no day, or has more sales than one reconciliation takes
 * @throws CentreError when the centre does not answer
 */
export async function reconcileDay(journal: Journal, centre: Centre, day: string): Promise<Reconciliation> {
  checkThing("journal", journal, "openJournal gives", ["list"]);
  checkThing("centre", centre, "openHttpCentre gives", ["call"]);
  const compact = compactDay(day);
  const { simulated, institutionId } = centre;
  const paid = (await journal.days.sales(compact, simulated)).filter(
    (sale) => statusOf(sale) === "committed" && isOf(sale, institutionId),
  );
  if (paid.length > RECONCILED_MAX)
    throw rangeError(
      `${day} has ${paid.length} sales; a reconciliation takes ${RECONCILED_MAX} at most`,
      `${day} 有 ${paid.length} 笔交易，一次对账至多 ${RECONCILED_MAX} 笔`,
    );
  const answer = await centre.call("reconcile", { institutionId, day: compact, sales: paid.map(saleOf) });
  const byRef = new Map(paid.map((sale) => [sale.ref, sale]));
  const differences: DayDifference[] = [];
  for (const found of answer.differences) {
    const sale = byRef.get(found.ref) ?? (await elsewhere(journal, centre, found.ref));
    differences.push(differenceOf(found, sale));
  }
  const totals = { till: totalOf(paid), centre: centreTotal(answer) };
  if (differences.length === 0 && !isSameTotal(totals.till, totals.centre)) {
    differences.push({ ref: null, what: "totals", till: null, centre: null, reason: null });
  }
  return { day, simulated, institutionId, agrees: differences.length === 0, totals, differences };
}

function isOf({ institution }: Sale, institutionId: string): boolean {
  return institution === undefined || institution === institutionId;
}

function saleOf(sale: Sale) {
  const { ref, intent } = sale;
  const { totalFen, accountFen, poolFen } = splitAtTill(sale);
  return {
    ref,
    state: stateOf(sale) as "settled" | "cancelled",
    cardNumber: intent?.cardNumber ?? "",
    totalFen,
    accountFen,
    poolFen,
    tac: tacOf(sale),
  };
}

function stateOf(sale: Sale): string {
  const status = statusOf(sale);
  if (status !== "committed") return status;
  return sale.reversedBy === undefined ? "settled" : "cancelled";
}

function tacOf({ answer, settlement }: Sale): string | null {
  return answer?.tac ?? settlement.tac ?? null;
}

/** The journal has the ref, but not among what was paid on this day. */
async function elsewhere(journal: Journal, { simulated, institutionId }: Centre, ref: string) {
  return (await journal.find(ref)).find((sale) => sale.simulated === simulated && isOf(sale, institutionId));
}

function differenceOf({ ref, what, centre }: Found, sale: Sale | undefined): DayDifference {
  return {
    ref,
    what: whatOf(what, sale),
    till: sale === undefined ? null : sideOfTill(sale),
    centre: centre === null ? null : sideOfCentre(centre),
    reason: sale?.settlement.error ?? (sale === undefined ? null : (sale.reason ?? null)),
  };
}

/** The centre sees only what the till has told it: of the rest the journal knows more. */
function whatOf(what: Found["what"], sale: Sale | undefined): DayDifference["what"] {
  if (what === "not-at-institution") {
    if (sale === undefined) return "not-at-till";
    return statusOf(sale) === "committed" ? "day" : "state";
  }
  // A ref is one sale of this journal, so that none is told twice.
  return what === "twice" ? "totals" : what;
}

function sideOfTill(sale: Sale): Side {
  const { intent } = sale;
  return {
    ...splitAtTill(sale),
    state: stateOf(sale),
    day: intent === undefined ? null : dashed(intent.date),
    cardNumber: intent === undefined ? null : maskCardNumber(intent.cardNumber),
    tac: tacOf(sale),
  };
}

function sideOfCentre({ state, day, cardNumber, split, tac }: NonNullable<Found["centre"]>): Side {
  const { totalFen, accountFen, poolFen, cashFen } = split;
  const masked = maskCardNumber(cardNumber);
  return { totalFen, accountFen, poolFen, cashFen, state, day: dashed(day), cardNumber: masked, tac };
}

/** "20261121" is "2026-11-21". */
function dashed(day: string): string {
  return `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
}

function totalOf(paid: readonly Sale[]): DayTotal {
  const kept = paid.filter((sale) => sale.reversedBy === undefined).map(splitAtTill);
  const sum = (part: "totalFen" | "accountFen") => kept.reduce((total, split) => total + split[part], 0);
  return { count: kept.length, totalFen: sum("totalFen"), accountFen: sum("accountFen") };
}

function centreTotal({ settled: { count, totalFen, accountFen } }: Answer): DayTotal {
  return { count, totalFen, accountFen };
}

function isSameTotal(one: DayTotal, other: DayTotal): boolean {
  return one.count === other.count && one.totalFen === other.totalFen && one.accountFen === other.accountFen;
}
