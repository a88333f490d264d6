/** Where two splits of a bill differ: the till's, and that of the centre. */
import { checkMembers, shown } from "../base/argument.js";
import type { BillSplit } from "./sale.js";

const PARTS = ["totalFen", "accountFen", "poolFen", "cashFen"] as const;

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
