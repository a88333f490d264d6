/**
 * A settled sale taken back: cancelled at the centre, and its money loaded onto the card that paid, where the card
 * holds the account.
 */

import { CentreError } from "@duka/protocol/centre/centre-error";
import { rangeError } from "@duka/protocol/data/bilingual";
import { refusal } from "../card/refusal.js";
import type { Centre } from "../centre/centre.js";
import { settleSale } from "../centre/settle-sale.js";
import { type CreditRequest, creditStatusOf } from "../journal/credit-record.js";
import { isSettled, type Sale, statusOf } from "../journal/sale.js";
import { cityOfRegion } from "../password/city-of-card.js";
import { credit } from "./credit.js";
import { type CreditOutcome, refusedCredit } from "./credit-outcome.js";
import { centreOf, checkReverseRequest, type ReverseRequest } from "./credit-request.js";
import { hasKeysOf } from "./issued-card.js";
import { accountOfKind } from "./kinds/account-of-kind.js";
import { reverseAtCentre } from "./reverse-at-centre.js";
import type { Call, Till } from "./till.js";

/**
 * @throws RangeError when there is no sale `of`, when the card has not paid it, or when another ref has taken it back
 * @throws as `load`
 */
export async function reverse(call: Call, wanted: ReverseRequest): Promise<CreditOutcome> {
  const { till } = call;
  checkReverseRequest(wanted);
  const centre = centreOf(till);
  const sale = await saleOf(till, wanted);
  const request: CreditRequest = {
    ref: wanted.ref,
    kind: sale.kind,
    amountFen: sale.amountFen,
    simulated: sale.simulated,
    institution: centre.institutionId,
    purpose: "reversal",
    ofRef: sale.ref,
  };
  const cancel = async () => {
    await cancelAtCentre(centre, wanted);
    await till.journal.markReversed(sale.id, wanted.ref);
  };
  const unsettled = await settledOrWhy(till, centre, sale);
  if (unsettled !== undefined) return refusedCredit(request, refusal("not-settled", unsettled));
  if (accountOfKind(sale.kind).isHeldAtCentre(cityOfRegion(till.cities, sale.intent?.card?.region))) {
    return reverseAtCentre(call, centre, request, sale, cancel);
  }
  return credit(
    call,
    request,
    {
      accepts: (issued) =>
        sale.intent !== undefined && hasKeysOf(issued, sale.intent)
          ? undefined
          : refusal("another-card", "this is another card: put in the one that has paid"),
      beforeMac2: cancel,
    },
    wanted.signal,
  );
}

async function saleOf(till: Till, { ref, of }: ReverseRequest): Promise<Sale> {
  const sale = (await till.journal.find(of)).find(({ simulated }) => simulated === till.reader.simulated);
  if (sale === undefined)
    throw rangeError(`there is no sale ${of} in this journal`, `本日志中没有交易 ${of}`);
  const status = statusOf(sale);
  if (status !== "committed")
    throw rangeError(
      `sale ${of} is ${status}: only what a card has paid is taken back`,
      `交易 ${of} 的状态为 ${status}：只有卡已付款的交易才能冲正`,
    );
  if (sale.reversedBy !== undefined && sale.reversedBy !== ref) await checkNotLoaded(till, sale);
  return sale;
}

/** A reversal that has cancelled the sale and could not load the card leaves its money at the centre, for another. */
async function checkNotLoaded(till: Till, { ref, reversedBy = "", simulated }: Sale): Promise<void> {
  const found = await till.journal.credits.find(reversedBy);
  const before = found.find((credit) => credit.simulated === simulated);
  const status = before === undefined ? "credited" : creditStatusOf(before);
  if (status === "not-credited" || status === "released") return;
  if (status === "credited")
    throw rangeError(
      `sale ${ref} was taken back by ${reversedBy} already`,
      `交易 ${ref} 已由 ${reversedBy} 冲正`,
    );
  throw rangeError(
    `the reversal ${reversedBy} of sale ${ref} is ${status}: ask again under ${reversedBy}, with the same card`,
    `交易 ${ref} 的冲正 ${reversedBy} 状态为 ${status}：请用同一张卡以单号 ${reversedBy} 再次查询`,
  );
}

/** The centre can only take back what it has heard of. */
async function settledOrWhy(till: Till, centre: Centre, sale: Sale): Promise<string | undefined> {
  if (isSettled(sale)) return undefined;
  const delivered = await settleSale(
    centre,
    sale,
    till.cities[0].region,
    Math.round(till.reader.clock.wallMs()),
  );
  await till.journal.settlement.saleDelivered(sale.id, delivered);
  return delivered.done ? undefined : `sale ${sale.ref} is not settled yet: ${delivered.error}`;
}

/** Cancelled before, under another ref or this one, is as good: its money waits at the centre. @throws CentreError */
async function cancelAtCentre(centre: Centre, { ref, of }: ReverseRequest): Promise<void> {
  const { institutionId } = centre;
  try {
    await centre.call("cancel", { institutionId, ref, of });
  } catch (error) {
    if (!(error instanceof CentreError) || error.code !== "wrong-state") throw error;
    const { sale } = await centre.call("findSale", { institutionId, ref: of });
    if (sale.state !== "cancelled") throw error;
  }
}
