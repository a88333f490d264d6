/**
 * Money onto a card, exactly once:
 *
 *     0   journal: begun                        claims the ref
 *     1   card, password, terminal number
 *     2   INITIALIZE FOR LOAD                   balance, online sequence, random, MAC1
 *     3   journal: intent                       synced: asking for MAC2 already moves money at the centre
 *     4   centre: MAC2                          repeated under the same ref when its answer is lost
 *     5   journal: asked                        synced
 *     6   CREDIT FOR LOAD                       the only step that moves money on the card
 *     7   journal: credited, not credited or undecided, synced, and reported to the centre under the same ref
 */
import { parseHex } from "@duka/protocol/layout";
import { transactionTime } from "../base/transaction-time.js";
import { isRefusal, type Refusal, refusal, refusalOf } from "../card/refusal.js";
import type { Visit } from "../card/visit.js";
import type { Centre } from "../centre/centre.js";
import {
  type Credit,
  type CreditIntent,
  type CreditRequest,
  creditStatusOf,
} from "../journal/credit-record.js";
import type { CreditAttempt } from "../journal/journal.js";
import { authoriseLoad, type PreparedLoad } from "./authorise-load.js";
import { checkCard } from "./card-checks.js";
import { type CreditOutcome, creditOutcomeOf, refusedCredit } from "./credit-outcome.js";
import { reportDue, reported, tellCredited } from "./credit-report.js";
import { centreOf, checkLoadRequest, checkSameCredit, type LoadRequest } from "./credit-request.js";
import { askToCredit } from "./finish-credit.js";
import { type IssuedCard, identityOf } from "./issued-card.js";
import { accountOfKind } from "./kinds/account-of-kind.js";
import { aborted } from "./prepare-purchase.js";
import { presentCard, verifyPassword } from "./presented-card.js";
import { reasonOfFailure } from "./reason-of-failure.js";
import { proveSocialCard } from "./social-proof.js";
import { openTerminal } from "./terminal.js";
import { type Call, type Till, visit } from "./till.js";

/** What a reversal does besides a load. */
type CreditVariant = {
  /** Refuses a card that is not meant. */
  readonly accepts?: (issued: IssuedCard) => Refusal | undefined;
  /** At the centre, after the intent and before MAC2. @throws CentreError */
  readonly beforeMac2?: (centre: Centre) => Promise<void>;
};

type Prepared = PreparedLoad & { readonly issued: IssuedCard };

/** @throws as `debit` does; TypeError when the account has no centre */
export function load(call: Call, wanted: LoadRequest): Promise<CreditOutcome> {
  const { till } = call;
  return credit(call, checkLoadRequest(till, wanted), {}, wanted.signal);
}

export async function credit(
  call: Call,
  request: CreditRequest,
  variant: CreditVariant,
  signal: AbortSignal | undefined,
): Promise<CreditOutcome> {
  const { till } = call;
  const claim = await till.journal.credits.claim(request);
  if (claim.claimed) return carryOut(call, request, variant, claim.attempt, signal);
  checkSameCredit(request, claim.credit);
  if (creditStatusOf(claim.credit) !== "undecided")
    return creditOutcomeOf(await reported(till, claim.credit));
  await visit(call, async (visit) => {
    const card = await presentCard(till, visit);
    // Recovery goes on by itself once the password is verified.
    if (!isRefusal(card) && card.recoveryNeedsPassword) await verifyPassword(till, card, signal);
  });
  return creditOutcomeOf(await reported(till, await till.journal.credits.byId(claim.credit.id)));
}

async function carryOut(
  call: Call,
  request: CreditRequest,
  variant: CreditVariant,
  attempt: CreditAttempt,
  signal: AbortSignal | undefined,
): Promise<CreditOutcome> {
  const { till } = call;
  return visit(call, async (visit) => {
    let prepared: Prepared | Refusal;
    try {
      prepared = await prepare(till, request, variant, visit, signal);
    } catch (error) {
      await attempt.release(reasonOfFailure(error));
      throw error;
    }
    if (isRefusal(prepared)) {
      await attempt.release(prepared);
      return refusedCredit(request, prepared);
    }
    await attempt.intent(prepared.intent);
    call.bound();
    till.onEvent({ type: "intent", terminalSequence: undefined });
    try {
      const ended = await finish(till, request, variant, attempt, prepared);
      tellCredited(till, ended);
      return creditOutcomeOf(await reported(till, ended));
    } finally {
      await attempt.abandon();
    }
  });
}

async function prepare(
  till: Till,
  request: CreditRequest,
  variant: CreditVariant,
  visit: Visit,
  signal: AbortSignal | undefined,
): Promise<Prepared | Refusal> {
  const goOn = () => {
    if (signal?.aborted) throw aborted();
  };
  goOn();
  await reportDue(till);
  const account = accountOfKind(request.kind);
  const card = await presentCard(till, visit, !account.isProvedFirst);
  if (isRefusal(card)) return card;
  const { issued } = card;
  const foreign = variant.accepts?.(issued);
  if (foreign !== undefined) return foreign;
  // What a card has paid is given back to it, whatever became of the card since.
  const unfit =
    request.purpose === "load" ? checkCard(issued, till.blacklist(), till.reader.clock.wallMs()) : undefined;
  if (unfit !== undefined) return unfit;
  const unloadable = account.whyNotLoadable(issued.profile);
  if (unloadable !== undefined) {
    const isNone = issued.profile.medical === undefined;
    return refusal(isNone ? "no-medical-account" : "account-at-centre", unloadable.en);
  }
  const { terminalId } = till.terminal ?? (await openTerminal(till, visit));
  goOn();
  const no =
    (account.isProvedFirst ? await proveSocialCard(till, visit, issued) : undefined) ??
    (await account.enter(issued));
  if (no !== undefined) return no;
  goOn();
  if (account.needsPasswordForLoad(issued.profile)) {
    const no = await verifyPassword(till, card, signal);
    if (no !== undefined) return no;
  }
  // What was taken from an account is given back to it.
  const unused = request.purpose === "load" ? await account.whyUnused?.(issued) : undefined;
  if (unused !== undefined) return unused;
  goOn();
  const answer = await account.initializeLoad(issued, request.amountFen, terminalId);
  if (!answer.ok) return refusalOf("the card refused the load", answer);
  goOn();
  const { date, time } = transactionTime(till.reader.clock.wallMs());
  const intent: CreditIntent = {
    cardNumber: issued.cardNumber,
    card: identityOf(issued),
    cardId: issued.file?.cardId,
    cardSequence: answer.response.onlineSequence,
    terminalId,
    transactionType: account.loadType,
    date,
    time,
    balanceBeforeFen: answer.response.balanceFen,
  };
  return { issued, intent, initialized: answer.response };
}

/** Steps 4 to 7. */
async function finish(
  till: Till,
  request: CreditRequest,
  variant: CreditVariant,
  attempt: CreditAttempt,
  prepared: Prepared,
): Promise<Credit> {
  const mac2 = await authoriseLoad(centreOf(till), request, prepared, variant.beforeMac2);
  if (typeof mac2 !== "string")
    return attempt.end({ state: "not-credited", code: mac2.code, reason: mac2.reason });
  await attempt.asked();
  return attempt.end(
    await askToCredit(prepared.issued, accountOfKind(request.kind), prepared.intent, parseHex(mac2)),
  );
}
