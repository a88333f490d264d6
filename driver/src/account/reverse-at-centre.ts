/**
 * A medical sale taken back where the account is held at the centre: cancelling it gives the money back, and no card is
 * needed.
 */

import { CentreError } from "@duka/protocol/centre/centre-error";
import { rangeError } from "@duka/protocol/data/bilingual";
import { transactionTime } from "../base/transaction-time.js";
import { type Refusal, refusal } from "../card/refusal.js";
import { type Centre, cardIdentityOfSale, isCentreDown } from "../centre/centre.js";
import type { CreditEnding, CreditIntent, CreditRequest } from "../journal/credit-record.js";
import { NOTHING_LOADED } from "../journal/credit-record.js";
import type { Sale } from "../journal/sale.js";
import { CENTRE_ATTEMPTS } from "./authorise-load.js";
import { centreRefusal, codeOfCentre } from "./centre-refusal.js";
import { type CreditOutcome, creditOutcomeOf, refusedCredit } from "./credit-outcome.js";
import { reported, tellCredited } from "./credit-report.js";
import { checkSameCredit } from "./credit-request.js";
import { reasonOfFailure } from "./reason-of-failure.js";
import type { Call, Till } from "./till.js";

/** @param cancel at the centre; repeatable. @throws CentreError */
export async function reverseAtCentre(
  call: Call,
  centre: Centre,
  request: CreditRequest,
  sale: Sale,
  cancel: () => Promise<void>,
): Promise<CreditOutcome> {
  const { till } = call;
  const claim = await till.journal.credits.claim(request);
  if (!claim.claimed) {
    checkSameCredit(request, claim.credit);
    return creditOutcomeOf(await reported(till, claim.credit));
  }
  const { attempt } = claim;
  let intent: CreditIntent;
  try {
    intent = await intentOf(till, centre, sale);
  } catch (error) {
    await attempt.release(reasonOfFailure(error));
    if (!(error instanceof CentreError)) throw error;
    return refusedCredit(request, refusalOf(error));
  }
  await attempt.intent(intent);
  call.bound();
  till.onEvent({ type: "intent", terminalSequence: undefined });
  try {
    const ended = await attempt.end(await endingOf(cancel));
    tellCredited(till, ended);
    return creditOutcomeOf(await reported(till, ended));
  } finally {
    await attempt.abandon();
  }
}

function refusalOf(error: CentreError): Refusal {
  return isCentreDown(error)
    ? refusal("centre-failed", `the centre: ${error.message}`)
    : centreRefusal(error);
}

/** A lost answer is asked for again; if none comes, the report of this credit finds out what the centre has done. */
async function endingOf(cancel: () => Promise<void>): Promise<CreditEnding> {
  let mayBeDone = false;
  for (let round = 1; ; round++) {
    try {
      await cancel();
      return {
        state: "credited",
        code: "credited-at-centre",
        reason: "the money is in the account at the centre",
      };
    } catch (error) {
      if (!(error instanceof CentreError)) throw error;
      const reason = `the centre: ${error.message}`;
      if (!isCentreDown(error)) return { state: "not-credited", code: codeOfCentre(error), reason };
      mayBeDone ||= error.delivery !== "not-sent";
      if (round === CENTRE_ATTEMPTS) {
        return { state: mayBeDone ? "undecided" : "not-credited", code: "centre-failed", reason };
      }
    }
  }
}

/** @throws CentreError; RangeError for a sale without an intent */
async function intentOf(till: Till, centre: Centre, sale: Sale): Promise<CreditIntent> {
  const { intent } = sale;
  const card = cardIdentityOfSale(sale, till.cities[0].region);
  if (intent === undefined || card === undefined)
    throw rangeError(`sale ${sale.ref} names no card`, `交易 ${sale.ref} 没有卡号`);
  const { cardNumber, cardSequence, terminalId } = intent;
  const { holder } = await centre.call("findCard", { cardNumber });
  return {
    cardNumber,
    card,
    cardSequence,
    terminalId,
    transactionType: NOTHING_LOADED,
    ...transactionTime(till.reader.clock.wallMs()),
    balanceBeforeFen: holder.accountFen,
  };
}
