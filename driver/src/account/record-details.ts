/**
 * A record of the journal in full, for the person who has to explain it: its outcome, and what stands behind it.
 * Numbers masked.
 */
import { closingInfo } from "../journal/closing.js";
import type { Credit } from "../journal/credit-record.js";
import { type Sale, splitAtTill } from "../journal/sale.js";
import { creditJson, creditOutcomeOf } from "./credit-outcome.js";
import { outcomeJson, outcomeOf } from "./outcome.js";

export function saleDetails(sale: Sale): { readonly [key: string]: unknown } {
  const outcome = outcomeOf(sale);
  const { split: _split, ...settlement } = sale.settlement;
  return {
    ...outcomeJson(outcome),
    kind: sale.kind,
    state: sale.state,
    institution: sale.institution ?? null,
    paidInCash: sale.paidInCash,
    reversedBy: sale.reversedBy ?? null,
    settlement: { ...settlement, till: splitAtTill(sale), centre: sale.settlement.split ?? null },
    evidence: sale.evidence ?? null,
    closings: sale.closings.map(closingInfo),
    begunAt: new Date(sale.begunAtMs).toISOString(),
    changedAt: new Date(sale.changedAtMs).toISOString(),
  };
}

export function creditDetails(credit: Credit): { readonly [key: string]: unknown } {
  return { ...creditJson(creditOutcomeOf(credit)), report: credit.report, evidence: credit.evidence ?? null };
}
