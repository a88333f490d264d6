/** Who pays what of a sale: pooled fund above the deductible and up to the ceiling, then the account, then cash. */
import type { Annual, Split, VisitKind } from "@duka/protocol/centre";
import type { CityRules } from "../rules.js";

type Costs = {
  readonly kind: VisitKind;
  readonly totalFen: number;
  /** Out of the insurance's scope; not more than the total. */
  readonly selfCostFen: number;
  /** What the account has. */
  readonly availableFen: number;
};

/** By which rules the pooled fund takes part; not at all in a pharmacy's sale, nor in the deposit of an admission. */
const CARE: { readonly [kind in VisitKind]: "outpatient" | "inpatient" | undefined } = {
  registration: "outpatient",
  treatment: "outpatient",
  admission: undefined,
  discharge: "inpatient",
  pharmacy: undefined,
};

/** @param annual what the year has seen so far */
export function splitCosts(rules: CityRules, annual: Annual, costs: Costs): Split {
  const { kind, totalFen } = costs;
  const inScopeFen = totalFen - costs.selfCostFen;
  const care = CARE[kind];
  const { deductibleFen, poolFen } =
    care === undefined ? { deductibleFen: 0, poolFen: 0 } : pooled(rules, annual, care, inScopeFen);
  const accountFen = Math.min(Math.max(0, costs.availableFen), totalFen - poolFen);
  return {
    totalFen,
    inScopeFen,
    deductibleFen,
    poolFen,
    accountFen,
    cashFen: totalFen - poolFen - accountFen,
  };
}

function pooled(
  rules: CityRules,
  annual: Annual,
  care: "outpatient" | "inpatient",
  inScopeFen: number,
): { deductibleFen: number; poolFen: number } {
  const deductibleFen = Math.min(inScopeFen, Math.max(0, rules.deductibleFen[care] - annual.deductibleFen));
  // Parts of a fen stay with the insured.
  const shareFen = Math.floor(((inScopeFen - deductibleFen) * rules.poolPercent[care]) / 100);
  return { deductibleFen, poolFen: Math.min(shareFen, poolLeftFen(rules, annual)) };
}

export function poolLeftFen(rules: CityRules, annual: Annual): number {
  return Math.max(0, rules.poolCeilingFen - annual.poolFen);
}

/** @param sign 1 when the sale counts, -1 when it no longer does */
export function addToYear(annual: Annual, split: Split, sign: 1 | -1): Annual {
  return {
    inScopeFen: annual.inScopeFen + sign * split.inScopeFen,
    deductibleFen: annual.deductibleFen + sign * split.deductibleFen,
    poolFen: annual.poolFen + sign * split.poolFen,
    accountFen: annual.accountFen + sign * split.accountFen,
  };
}
