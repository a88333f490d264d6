/**
 * A record of the journal in full, for the person who has to explain it: its outcome, and what stands behind it.
 * Numbers masked.
 */
import type { Credit } from "../journal/credit-record.js";
import type { Sale } from "../journal/sale.js";
import { type CreditOutcome, creditOutcomeOf } from "./credit-outcome.js";
import { outcomeJson, outcomeOf } from "./outcome.js";

export function saleDetails(sale: Sale): { readonly [key: string]: unknown } {
  return {
    ...outcomeJson(outcomeOf(sale)),
    kind: sale.kind,
    state: sale.state,
    institution: sale.institution ?? null,
    paidInCash: sale.paidInCash,
    reversedBy: sale.reversedBy ?? null,
    settlement: sale.settlement,
    evidence: sale.evidence ?? null,
    begunAt: new Date(sale.begunAtMs).toISOString(),
    changedAt: new Date(sale.changedAtMs).toISOString(),
  };
}

export function creditDetails(
  credit: Credit,
): CreditOutcome & Pick<Credit, "report"> & { readonly evidence: unknown } {
  return { ...creditOutcomeOf(credit), report: credit.report, evidence: credit.evidence ?? null };
}
