/**
 * A purchase, exactly once. The steps, which of them are on the disk before the next begins, and what every answer
 * means:
 *
 *     0   journal: begun                        claims the ref
 *     1   card and PSAM, password
 *     2   INITIALIZE FOR PURCHASE               balance, card sequence, random
 *     3   PSAM: INIT SAM FOR PURCHASE           terminal sequence, MAC1
 *     4   journal: intent                       synced; from here on the ref is bound
 *     5   DEBIT FOR PURCHASE                    the only step that moves money
 *     5a  journal: answered                     synced
 *     6   PSAM: CREDIT SAM FOR PURCHASE         MAC2 is genuine
 *     7   journal: committed                    synced; the receipt
 */

import { rangeError } from "@duka/protocol/data/bilingual";
import { isEquipmentFailure } from "../base/equipment-error.js";
import { isRefusal, type Refusal, refusal } from "../card/refusal.js";
import { closingText } from "../journal/closing.js";
import type { Attempt } from "../journal/journal.js";
import { JournalError } from "../journal/journal.js";
import { type Intent, type Sale, statusOf, type WireTime, wireTime } from "../journal/sale.js";
import { payAtCentre } from "./centre-account.js";
import { confirmUnchecked } from "./centre-word.js";
import { type CheckedRequest, checkDebitRequest, checkSameSale, type DebitRequest } from "./debit-request.js";
import { finishPurchase } from "./finish-purchase.js";
import { type Facts, type Outcome, outcomeOf, refusedOutcome } from "./outcome.js";
import { type Prepared, preparePurchase } from "./prepare-purchase.js";
import { recoverProved } from "./presented-card.js";
import { deferred, reasonOfFailure } from "./reason-of-failure.js";
import { checkRef } from "./request-fields.js";
import { type Call, type Till, visit } from "./till.js";
import { resolveWithCard } from "./undecided-sale.js";

/** A recovered "not debited" frees the ref, and the same call tries again: once. */
const ROUNDS_MAX = 2;

/**
 * Debits a card once for this ref, or tells what became of it.
 * @throws RangeError, TypeError for a request that is wrong, or whose ref is bound to another amount or kind of account
 * @throws ReaderError, EquipmentError when the conversation broke before the card was asked to debit: nothing happened,
 *   the ref is free
 * @throws JournalError when the journal cannot be kept: then no card is debited
 */
export async function debit(call: Call, wanted: DebitRequest): Promise<Outcome> {
  const { till } = call;
  return debitChecked(call, checkDebitRequest(wanted, till.cities));
}

/** @throws as `debit`, whose request was checked */
export async function debitChecked(call: Call, request: CheckedRequest): Promise<Outcome> {
  const { till } = call;
  const { ref, kind, amountFen } = request;
  for (let round = 1; ; round++) {
    const { simulated } = till.reader;
    const { institution } = till;
    const { totalFen, amountsFen, medical, detail, visit } = request;
    const claim = await till.journal.claim({
      ref,
      kind,
      amountFen,
      amountsFen,
      medical,
      visit,
      totalFen,
      simulated,
      detail,
      institution,
      answerDue: till.onEarlier !== undefined,
    });
    if (claim.claimed) return carryOut(call, request, claim.attempt);
    checkSameSale(request, claim.sale);
    if (statusOf(claim.sale) !== "undecided" || round === ROUNDS_MAX) return outcomeOf(claim.sale);
    const resolved = await resolveWithCard(call, claim.sale, request.signal);
    if (statusOf(resolved) !== "released") return outcomeOf(resolved);
  }
}

/**
 * A sale that was deferred, paid by card now under its own ref. If that fails before the card is asked, it is deferred
 * still.
 * @throws RangeError when there is no such sale here, or when it belongs to another institution
 */
export async function resettle(call: Call, ref: string, signal: AbortSignal | undefined): Promise<Outcome> {
  const { till } = call;
  checkRef(ref);
  const { simulated } = till.reader;
  const sale = (await till.journal.find(ref)).find((one) => one.simulated === simulated);
  if (sale === undefined) throw await noSuchSale(till, ref);
  if (sale.institution !== till.institution) {
    throw rangeError(
      `sale ${ref} was made at ${sale.institution ?? "an unnamed institution"}: it is settled there, not at ${till.institution ?? "an unnamed one"}`,
      `交易 ${ref} 是在机构 ${sale.institution ?? "（未指明）"} 发生的，只能在该机构补结，不能在 ${till.institution ?? "（未指明的机构）"} 补结`,
    );
  }
  const { amountFen, kind, amountsFen, medical, totalFen, detail } = sale;
  const request = {
    ref,
    amountFen,
    kind,
    amountsFen,
    medical,
    totalFen,
    detail,
    deferOnEquipmentFailure: false,
    signal,
  };
  if (statusOf(sale) !== "deferred") {
    const resolved = statusOf(sale) === "undecided" ? await resolveWithCard(call, sale, signal) : sale;
    return statusOf(sale) === "committed" ? paidBefore(sale) : outcomeOf(resolved);
  }
  const closing = sale.closings.at(-1);
  if (closing !== undefined)
    throw rangeError(
      `sale ${ref} was ${closingText(closing)}: no card pays it`,
      `交易 ${ref} 已人工结案（${closingText(closing)}），不再刷卡`,
    );
  const claim = await till.journal.claim({
    ref,
    kind,
    amountFen,
    simulated,
    resettle: true,
  });
  return claim.claimed ? carryOut(call, request, claim.attempt) : outcomeOf(claim.sale);
}

/** A rehearsal is settled with a simulated reader, and a real sale with a real one. */
async function noSuchSale({ journal, reader }: Till, ref: string): Promise<RangeError> {
  const others = await journal.find(ref);
  if (others.length === 0)
    return rangeError(`there is no sale ${ref} in this journal`, `本日志中没有交易 ${ref}`);
  return reader.simulated
    ? rangeError(
        `sale ${ref} is a real one, and this reader is simulated`,
        `交易 ${ref} 是真实交易，而此读卡器是模拟的`,
      )
    : rangeError(
        `sale ${ref} is a rehearsal, and this reader is real`,
        `交易 ${ref} 是演练，而此读卡器是真实的`,
      );
}

/** It is asked for once more. */
function paidBefore(sale: Sale): Outcome {
  const outcome = outcomeOf(sale);
  const what = sale.wasDeferred ? "settled by card before" : "it was not deferred, its card has paid";
  const { reason } = outcome;
  const code = outcome.reasonCode ?? "paid-before";
  return {
    ...outcome,
    reasonCode: code,
    reason: `${what}: nothing was debited now${reason === null ? "" : `; ${reason}`}`,
  };
}

/** Steps 1 to 7 by the owner of the ref. */
async function carryOut(call: Call, request: CheckedRequest, attempt: Attempt): Promise<Outcome> {
  const { till } = call;
  const facts: Facts = {};
  const meterBefore = till.reader.meter.reading();
  const wire = () => {
    const { ms, limitMs } = till.reader.meter.since(meterBefore);
    return wireTime(ms, limitMs);
  };
  return visit(call, async (visit) => {
    let prepared: Prepared | Refusal;
    try {
      prepared = await preparePurchase(till, request, visit, facts);
    } catch (error) {
      return failBeforeIntent(request, attempt, error);
    }
    if (isRefusal(prepared)) {
      await attempt.release(prepared);
      const { simulated } = till.reader;
      return refusedOutcome({ ...request, simulated }, prepared, { ...facts, wire: wire() });
    }
    await attempt.intent(prepared.intent);
    call.bound();
    till.onEvent({ type: "intent", terminalSequence: prepared.intent.terminalSequence });
    const { proved } = prepared.issued;
    const wasProved = proved.is;
    const outcome = await finish(till, request, attempt, prepared, wire);
    tellPaid(till, outcome, prepared);
    // Its MAC2 was found genuine: what this card left open before can be believed now.
    if (proved.is && !wasProved) await recoverProved(till, prepared.issued);
    return outcome;
  });
}

/** An account at the centre is settled at once: the centre was told of it just now. */
function tellPaid(
  till: Till,
  { outcome, amountFen, settlement }: Outcome,
  { account, issued }: Prepared,
): void {
  if (outcome !== "committed") return;
  till.onEvent({ type: "card-debited", amountFen });
  if (till.centre === undefined || settlement === null || !account.isHeldAtCentre(issued.profile)) return;
  till.onEvent({ type: "settlement", state: settlement.state });
}

/** Nothing was debited: the ref is free again, or the sale is deferred where the point of sale wants that. */
async function failBeforeIntent(request: CheckedRequest, attempt: Attempt, error: unknown): Promise<Outcome> {
  const why = reasonOfFailure(error);
  if (request.deferOnEquipmentFailure && isEquipmentFailure(error)) {
    return outcomeOf(await attempt.defer(deferred(why)));
  }
  await attempt.release(why);
  throw error;
}

/** Steps 5 to 7, written. */
async function finish(
  till: Till,
  request: CheckedRequest,
  attempt: Attempt,
  prepared: Prepared,
  wire: () => WireTime,
): Promise<Outcome> {
  try {
    const { thrown, ...ending } = await finishPurchase(prepared, attempt, (statusWord) =>
      till.onEvent({ type: "answered", statusWord }),
    );
    const isUnchecked = ending.state === "undecided" && ending.mac2State === "unverified";
    const decided = isUnchecked ? await confirmUnchecked(till, attempt, ending) : ending;
    const isAtCentre = prepared.account.isHeldAtCentre(prepared.issued.profile);
    const paid = isAtCentre ? await payAtCentre(till, attempt, decided) : decided;
    const sale = await attempt.end({ ...paid, wire: wire() });
    if (thrown !== undefined) throw thrown;
    return outcomeOf(sale);
  } catch (error) {
    await attempt.abandon();
    if (!(error instanceof JournalError)) throw error;
    // The record stays where it was, and recovery reads it: the answer to the caller has to be the same.
    return undecidedAfterFailure(till, request, prepared.intent, error);
  }
}

function undecidedAfterFailure(till: Till, request: CheckedRequest, intent: Intent, error: Error): Outcome {
  const { simulated } = till.reader;
  const outcome = refusedOutcome({ ...request, simulated }, refusal("journal-failed", error.message), intent);
  return {
    ...outcome,
    outcome: "undecided",
    refusal: null,
    balanceAfterFen: null,
    terminalSequence: intent.terminalSequence,
  };
}
