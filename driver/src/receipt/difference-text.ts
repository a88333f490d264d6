/** In which parts of a bill the centre has settled otherwise than the till has it, in words. */

import type { BillSplit } from "../journal/bill-split.js";
import { differingParts } from "../journal/bill-split.js";
import { DETAIL_LABELS, type Words } from "./receipt-words.js";
import { yuanText } from "./yuan.js";

const PART_WORDS: { readonly [part in keyof BillSplit]: Words } = {
  totalFen: DETAIL_LABELS.totalFen,
  accountFen: DETAIL_LABELS.accountFen,
  poolFen: DETAIL_LABELS.poolFen,
  cashFen: DETAIL_LABELS.cashFen,
};

/**
 * "the centre has settled otherwise: Pooled fund 20.00 at the till, 0.00 at the centre; …"
 * @returns undefined where they agree
 */
export function differenceText(
  till: BillSplit,
  centre: BillSplit,
  language: "en" | "zh" = "en",
): string | undefined {
  const parts = differingParts(till, centre).map((part) => {
    const name = PART_WORDS[part][language];
    const [here, there] = [yuanText(till[part] ?? 0), yuanText(centre[part] ?? 0)];
    return language === "zh"
      ? `${name}本机 ${here}、中心 ${there}`
      : `${name} ${here} at the till, ${there} at the centre`;
  });
  if (parts.length === 0) return undefined;
  return language === "zh"
    ? `中心结算结果不一致：${parts.join("；")}`
    : `the centre has settled otherwise: ${parts.join("; ")}`;
}
