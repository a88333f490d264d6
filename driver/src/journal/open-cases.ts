/**
 * Cases that only a person can close: cash that goes back, a sale that was paid in cash, one that no card or centre can
 * decide any more. What card and centre have said stays as it is; a card that says otherwise later is found here.
 */
import { CLOSED_AS, type ClosedAs, closingText, isSettledElsewhere } from "./closing.js";
import { type Credit, creditStatusOf, isKeptAtCentre } from "./credit-record.js";
import { refundDueFen, type Sale, statusOf } from "./sale.js";

type Case = {
  readonly is: "undecided" | "manual" | "deferred" | "refund" | "settlement" | "contradicted";
  readonly ways: readonly ClosedAs[];
};

export function openCasesOfSale(sale: Sale): readonly Case[] {
  const status = statusOf(sale);
  const isNew = sale.closings.length === 0;
  const cases: Case[] = [];
  if (saleContradiction(sale) !== undefined) cases.push({ is: "contradicted", ways: CLOSED_AS });
  if ((status === "undecided" || status === "manual") && isNew) {
    const returned = sale.paidInCash ? (["cash-returned"] as const) : [];
    cases.push({ is: status, ways: ["paid-in-cash", "settled-elsewhere", "not-paid", ...returned] });
  }
  if (status === "deferred" && isNew)
    cases.push({ is: "deferred", ways: ["paid-in-cash", "settled-elsewhere", "cash-returned"] });
  if (refundDueFen(sale) > 0) cases.push({ is: "refund", ways: ["cash-returned"] });
  if (status === "committed" && isSettlementStuck(sale) && !isSettledElsewhere(sale))
    cases.push({ is: "settlement", ways: ["settled-elsewhere"] });
  return cases;
}

export function openCasesOfCredit(credit: Credit): readonly Case[] {
  const status = creditStatusOf(credit);
  const ways = ["settled-elsewhere", "cash-returned"] as const;
  const cases: Case[] = [];
  if (creditContradiction(credit) !== undefined) cases.push({ is: "contradicted", ways });
  if ((status === "undecided" || status === "manual") && credit.closings.length === 0)
    cases.push({ is: status, ways });
  const isStuck = credit.report.state === "refused" || isWithoutTac(credit);
  if (isStuck && !isSettledElsewhere(credit)) cases.push({ is: "settlement", ways: ["settled-elsewhere"] });
  return cases;
}

/** The centre knows it as unknown only: no TAC will come any more. */
export function isWithoutTac(credit: Credit): boolean {
  return creditStatusOf(credit) === "credited" && credit.tac === undefined && !isKeptAtCentre(credit);
}

/** The centre refused it, settled it otherwise, or has to do without its TAC. */
function isSettlementStuck({ settlement, answer, reversedBy }: Sale): boolean {
  if (reversedBy !== undefined || settlement.state === "settled") return false;
  return settlement.state !== "waiting" || (answer?.tac ?? settlement.tac) === undefined;
}

/** What the card has said since, against the last closing; undefined where both agree. */
export function saleContradiction(sale: Sale): string | undefined {
  const last = sale.closings.at(-1);
  const status = statusOf(sale);
  if (last === undefined || last.status === status) return undefined;
  const isPaid = last.as === "paid-in-cash" || last.as === "not-paid";
  if (status === "committed" && isPaid) return `${closingText(last)}, and the card has paid`;
  const isUnpaid = status === "refused" || status === "deferred";
  return isUnpaid && !isPaid ? `${closingText(last)}, and the card has not paid` : undefined;
}

export function creditContradiction(credit: Credit): string | undefined {
  const last = credit.closings.at(-1);
  const status = creditStatusOf(credit);
  if (last === undefined || last.status === status || status !== "credited") return undefined;
  return `${closingText(last)}, and the card has the money`;
}
