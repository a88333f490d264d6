/** Who pays what of a bill: what the till and the card have it, and what the centre has settled. */
import { checkMembers, shown } from "../base/argument.js";
import type { Sale } from "./sale.js";

const PARTS = ["totalFen", "accountFen", "poolFen", "cashFen"] as const;

/** In fen. Account, pooled fund and cash are the total; null where the till says nothing of it. */
export type BillSplit = {
  readonly totalFen: number;
  /** The personal account (个人账户). */
  readonly accountFen: number;
  /** The pooled fund (统筹基金). */
  readonly poolFen: number | null;
  /** The holder, out of the pocket. */
  readonly cashFen: number | null;
};

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

/** The parts in which they differ, of those that both know. */
export function differingParts(till: BillSplit, centre: BillSplit): (keyof BillSplit)[] {
  return PARTS.filter((part) => till[part] !== null && centre[part] !== null && till[part] !== centre[part]);
}

/** @throws TypeError or RangeError naming the part that is no whole number of fen */
export function checkBillSplit(name: string, split: BillSplit): void {
  checkMembers(name, split, PARTS);
  for (const part of PARTS) {
    const fen = split[part];
    if (fen === null || (Number.isSafeInteger(fen) && fen >= 0)) continue;
    throw new RangeError(`${name}.${part} is whole fen, 0 or more, not ${shown(fen)}`);
  }
}
