/**
 * Sporadic reimbursement (零星报销) at the agency: a bill that was paid in cash elsewhere. The card says whose it is; no
 * card is debited, and the pooled fund's part goes to the holder.
 */

import { institutionId, VISIT_KINDS, type VisitKind } from "@duka/protocol/centre";
import { rangeError } from "@duka/protocol/data/bilingual";
import { type DataOf, readData } from "@duka/protocol/data/read-data";
import { described, members, oneOf } from "@duka/protocol/data/values";
import { refusing } from "../base/argument.js";
import { isRefusal, type Refusal } from "../card/refusal.js";
import type { BillSplit } from "../journal/bill-split.js";
import { askedAgain } from "./ask-centre.js";
import { CENTRE_ATTEMPTS } from "./authorise-load.js";
import { centreOf } from "./credit-request.js";
import { identityOf } from "./issued-card.js";
import { presentCard } from "./presented-card.js";
import { amountFen, partFen, ref } from "./request-fields.js";
import { type Call, visit as visitOf } from "./till.js";
import { actOf, serviceData } from "./window-acts.js";

export const reimburseData = serviceData.extend({
  /** What the bill was for. */
  visit: oneOf(...VISIT_KINDS),
  /** The bill: where it was paid in cash, and its number there. The same bill is reimbursed once. */
  of: described(
    members({ institutionId, ref }),
    "the bill: the institution where it was paid in cash, and its number there",
  ),
  totalFen: described(amountFen, "the whole bill"),
  selfCostFen: described(
    partFen.optional(),
    "of it, what is out of the insurance's scope (自费); 0 by default",
  ),
});

export type ReimburseRequest = DataOf<typeof reimburseData>;

export type Reimbursed = {
  readonly reimbursed: true;
  readonly ref: string;
  readonly visit: VisitKind;
  readonly of: { readonly institutionId: string; readonly ref: string };
  /** Masked. */
  readonly cardNumber: string;
  /** The pooled fund's part is paid out; `cashFen` stays with the holder. */
  readonly split: BillSplit;
  readonly paidFen: number;
};

/**
 * Repeatable under its ref: a lost answer is asked for again. Who vouched is kept in the journal.
 * @throws TypeError without a centre; RangeError for a request that is wrong
 * @throws CentreError when the centre does not answer: ask again under the same ref
 */
export async function reimburse(call: Call, wanted: ReimburseRequest): Promise<Reimbursed | Refusal> {
  const request = readData(reimburseData, wanted, "request", refusing(wanted, "request", ["vouching"]));
  const { totalFen, selfCostFen = 0, visit: kind, of } = request;
  if (selfCostFen > totalFen)
    throw rangeError(
      `selfCostFen is at most totalFen, ${totalFen}, not ${selfCostFen}`,
      `selfCostFen 不得大于 totalFen（${totalFen}），给出的是 ${selfCostFen}`,
    );
  const { till } = call;
  const centre = centreOf(till);
  return visitOf(call, async (openVisit) => {
    const card = await presentCard(till, openVisit);
    if (isRefusal(card)) return card;
    const { issued } = card;
    const { ref, window, operator, vouching } = request;
    const act = { ref, window, operator, vouching };
    const bill = { kind, of, totalFen, selfCostFen };
    const answer = await askedAgain(
      centre,
      "reimburse",
      { ...act, card: identityOf(issued), ...bill },
      CENTRE_ATTEMPTS,
    );
    const outcome = isRefusal(answer)
      ? answer.reason
      : `paid ${answer.paidFen} fen of ${of.institutionId} ${of.ref}`;
    await till.journal.acts.record(actOf(till, act, "reimburse", issued.cardNumber, outcome));
    if (isRefusal(answer)) return answer;
    const { paidFen } = answer;
    const { accountFen, poolFen, cashFen } = answer.split;
    const split = { totalFen: answer.split.totalFen, accountFen, poolFen, cashFen };
    return { reimbursed: true, ref, visit: kind, of, cardNumber: issued.maskedCardNumber, split, paidFen };
  });
}
