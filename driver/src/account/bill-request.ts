/** The bill of a visit, as a point of sale passes it: checked before a byte is sent. */

import { VISIT_KINDS, type VisitKind } from "@duka/protocol/centre";
import { rangeError } from "@duka/protocol/data/bilingual";
import { type DataOf, readData } from "@duka/protocol/data/read-data";
import { described, members, oneOf } from "@duka/protocol/data/values";
import { refusing } from "../base/argument.js";
import { type ReceiptDetail, receiptDetail } from "../journal/receipt-detail.js";
import type { Sale } from "../journal/sale.js";
import { KINDS, VISITS } from "../receipt/receipt-words.js";
import { yuanText } from "../receipt/yuan.js";
import { amountFen, deadlineMs, partFen, passwordUnblocked, ref, signal } from "./request-fields.js";

export const settleBillData = members({
  /** The point of sale's own number of the bill, 1 to 64 printable ASCII characters: the idempotency key. */
  ref,
  /** What the bill is for. */
  visit: described(
    oneOf(...VISIT_KINDS),
    "registration (挂号), treatment (门诊), admission (入院), discharge (出院) or pharmacy (药店购药)",
  ),
  /** The whole bill. */
  totalFen: described(amountFen, "the whole bill"),
  /** Of it, what is out of the insurance's scope; 0 by default. */
  selfCostFen: described(
    partFen.optional(),
    "of it, what is out of the insurance's scope (自费); 0 by default",
  ),
  /** What the caller has reckoned: where the centre says otherwise, the card is not asked to pay. */
  expected: described(
    members({ accountFen: partFen, poolFen: partFen, cashFen: partFen }).optional(),
    "who pays what as the caller has reckoned; with another split of the centre the card is not asked",
  ),
  /** For the receipt. */
  detail: described(receiptDetail.optional(), "for the receipt: who sold, to whom"),
  /** See `CallLimits`. */
  passwordUnblocked: passwordUnblocked.optional(),
  /** For everything until the card is asked to move money; ten minutes by default. */
  deadlineMs: deadlineMs.optional(),
});
const settleBillRequest = settleBillData.extend({ signal: signal.optional() });

export type SettleBillRequest = DataOf<typeof settleBillData> & {
  /** Gives the bill up, as long as the card was not asked to debit. */
  readonly signal?: AbortSignal | undefined;
};

export type CheckedBill = {
  readonly ref: string;
  readonly visit: VisitKind;
  readonly totalFen: number;
  readonly selfCostFen: number;
  readonly expected:
    | { readonly accountFen: number; readonly poolFen: number; readonly cashFen: number }
    | undefined;
  readonly detail: ReceiptDetail | undefined;
  readonly signal: AbortSignal | undefined;
};

/** @throws TypeError or RangeError naming the field and what it may be */
export function checkSettleBillRequest(request: SettleBillRequest): CheckedBill {
  const read = readData(settleBillRequest, request, "request", refusing(request, "request", ["detail"]));
  const { ref, visit, totalFen, selfCostFen = 0, expected, detail } = read;
  if (selfCostFen > totalFen)
    throw rangeError(
      `selfCostFen is at most totalFen, ${totalFen}, not ${selfCostFen}`,
      `selfCostFen 不得大于 totalFen（${totalFen}），给出的是 ${selfCostFen}`,
    );
  return { ref, visit, totalFen, selfCostFen, expected, detail, signal: request.signal };
}

/** @throws RangeError when the ref of `sale` is asked for another bill */
export function checkSameBill({ ref, visit, totalFen }: CheckedBill, sale: Sale): void {
  if (sale.visit === visit && sale.totalFen === totalFen) return;
  const other = `${sale.visit ?? sale.kind} of ${sale.totalFen ?? sale.amountFen} fen`;
  const what = sale.visit === undefined ? KINDS[sale.kind] : VISITS[sale.visit];
  const otherZh = `${what.zh} ${yuanText(sale.totalFen ?? sale.amountFen)} 元`;
  throw rangeError(
    `ref ${ref} belongs to a bill for ${other}, not to one for ${visit} of ${totalFen} fen`,
    `单号 ${ref} 已用于另一张账单（${otherZh}），与本次（${VISITS[visit].zh} ${yuanText(totalFen)} 元）不同`,
  );
}
