/**
 * A bill of the medical insurance from end to end, in one call: the centre says who pays what (预结算), the card pays the
 * account's part, the centre settles (结算). The splits are compared at each step: before the card is asked a difference
 * is a refusal, after it the sale stays committed and says that it differs.
 */
import { CentreError } from "@duka/protocol/centre/centre-error";
import { EquipmentError } from "../base/equipment-error.js";
import { REMEDIES } from "../base/remedies.js";
import { isRefusal, type Refusal, refusal } from "../card/refusal.js";
import { type Centre, isCentreDown } from "../centre/centre.js";
import { settleSale, splitOf } from "../centre/settle-sale.js";
import type { BillSplit } from "../journal/bill-split.js";
import { differingParts } from "../journal/bill-split.js";
import { JournalError } from "../journal/journal.js";
import { type Sale, statusOf } from "../journal/sale.js";
import { differenceText } from "../receipt/difference-text.js";
import { CENTRE_ATTEMPTS } from "./authorise-load.js";
import {
  type CheckedBill,
  checkSameBill,
  checkSettleBillRequest,
  type SettleBillRequest,
} from "./bill-request.js";
import { centreRefusal } from "./centre-refusal.js";
import { centreOf } from "./credit-request.js";
import { debitChecked } from "./debit.js";
import type { CheckedRequest } from "./debit-request.js";
import { type IssuedCard, identityOf } from "./issued-card.js";
import { accountOfKind } from "./kinds/account-of-kind.js";
import { type Outcome, outcomeOf, refusedOutcome } from "./outcome.js";
import { presentCard } from "./presented-card.js";
import { type Call, type Till, visit as visitOf } from "./till.js";

/**
 * Once for this ref. Asked again it goes on where it was: a card that has yet to tell is asked, a sale that the centre
 * has not heard of is told.
 * @throws TypeError without a centre; RangeError for a ref that is bound to another bill
 * @throws EquipmentError when the centre does not answer before the card was asked: nothing is bound
 * @throws as `debit`
 */
export async function settleBill(call: Call, wanted: SettleBillRequest): Promise<Outcome> {
  const { till } = call;
  const bill = checkSettleBillRequest(wanted);
  const centre = centreOf(till);
  const { simulated } = till.reader;
  const bound = (await till.journal.find(bill.ref)).find((sale) => sale.simulated === simulated);
  if (bound !== undefined) {
    checkSameBill(bill, bound);
    return settled(till, centre, await debitChecked(call, requestOfSale(bound, bill)));
  }
  return visitOf(call, async (openVisit) => {
    const here: Call = { ...call, openVisit };
    const card = await presentCard(till, openVisit);
    if (isRefusal(card)) return refused(till, bill, card);
    const split = await preSettled(centre, bill, card.issued);
    if (isRefusal(split)) return refused(till, bill, split, card.issued);
    return settled(till, centre, await debitChecked(here, requestOf(card.issued, bill, split)));
  });
}

/** Step 1: the split of the centre, if it is one of this bill, and what the caller expects. @throws EquipmentError */
async function preSettled(
  centre: Centre,
  bill: CheckedBill,
  issued: IssuedCard,
): Promise<BillSplit | Refusal> {
  const { ref, visit: kind, totalFen, selfCostFen, expected } = bill;
  const { institutionId } = centre;
  const request = { institutionId, ref, card: identityOf(issued), kind, totalFen, selfCostFen };
  const answer = await asked(() => centre.call("preSettle", request));
  if (isRefusal(answer)) return answer;
  const split = splitOf(answer.sale);
  const { poolFen = 0, accountFen, cashFen = 0 } = answer.sale.split;
  const isWhole = split.totalFen === totalFen && poolFen + accountFen + cashFen === totalFen;
  if (!isWhole)
    return refusal("split-differs", "the centre has pre-settled another total than that of this bill");
  if (expected === undefined) return split;
  const wanted: BillSplit = { totalFen, ...expected };
  if (differingParts(wanted, split).length === 0) return split;
  return refusal(
    "split-differs",
    (differenceText(wanted, split) ?? "").replace("has settled", "pre-settles"),
  );
}

/** A lost answer is asked for again under the same reference. */
async function asked<T>(work: () => Promise<T>): Promise<T | Refusal> {
  for (let round = 1; ; round++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof CentreError)) throw error;
      if (!isCentreDown(error)) return centreRefusal(error);
      if (round < CENTRE_ATTEMPTS) continue;
      const message = `the centre, which says who pays what, does not answer: ${error.message}`;
      throw new EquipmentError(message, REMEDIES["check-centre-line"], error);
    }
  }
}

/**
 * Step 3, if it is still to be done. What does not get through is told again by the settlement upload; a journal that
 * fails now takes nothing back of what the card has paid.
 */
async function settled(till: Till, centre: Centre, outcome: Outcome): Promise<Outcome> {
  try {
    return await settledAsKnown(till, centre, outcome);
  } catch (error) {
    if (error instanceof JournalError) return outcome;
    throw error;
  }
}

async function settledAsKnown(till: Till, centre: Centre, outcome: Outcome): Promise<Outcome> {
  const { journal, reader, cities } = till;
  for (let round = 0; ; round++) {
    const sale = (await journal.find(outcome.ref)).find((one) => one.simulated === reader.simulated);
    if (sale === undefined || statusOf(sale) !== "committed") return outcome;
    const { state } = sale.settlement;
    if (state !== "waiting" || round === CENTRE_ATTEMPTS) {
      if (round > 0) till.onEvent({ type: "settlement", state });
      return outcomeOf(sale);
    }
    const delivered = await settleSale(centre, sale, cities[0].region, Math.round(reader.clock.wallMs()));
    await journal.settlement.saleDelivered(sale.id, delivered);
  }
}

function requestOf({ profile }: IssuedCard, bill: CheckedBill, split: BillSplit): CheckedRequest {
  const { ref, totalFen, visit, detail, signal } = bill;
  const { accountFen: amountFen } = split;
  const shares = { selfPayFen: split.cashFen ?? 0, poolFen: split.poolFen ?? 0 };
  const parts = accountOfKind("medical").billOf(profile, amountFen, shares);
  return {
    ref,
    kind: "medical",
    amountFen,
    amountsFen: parts?.amountsFen,
    medical: shares,
    totalFen,
    visit,
    detail,
    deferOnEquipmentFailure: false,
    signal,
  };
}

function requestOfSale(sale: Sale, { signal }: CheckedBill): CheckedRequest {
  const { ref, kind, amountFen, amountsFen, medical, totalFen, visit, detail } = sale;
  const bill = { ref, kind, amountFen, amountsFen, medical, totalFen, visit, detail };
  return { ...bill, deferOnEquipmentFailure: false, signal };
}

/** Before the card was asked: nothing is bound, and nothing is known of the parts. */
function refused(till: Till, bill: CheckedBill, no: Refusal, issued?: IssuedCard): Outcome {
  const { ref, totalFen, visit } = bill;
  const facts = issued === undefined ? {} : { cardNumber: issued.cardNumber };
  const { simulated } = till.reader;
  return refusedOutcome({ ref, amountFen: 0, totalFen, visit, simulated }, no, facts);
}
