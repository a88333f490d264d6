/** Steps 1 to 3 of a purchase: everything that can be known before the intent. No money can move here. */
import { ReaderError } from "../base/errors.js";
import { transactionTime } from "../base/transaction-time.js";
import { isRefusal, type Refusal, refusal, refusalOf } from "../card/refusal.js";
import { isPsamRenewed, type Visit } from "../card/visit.js";
import type { Intent } from "../journal/sale.js";
import { checkCard } from "./card-checks.js";
import type { CheckedRequest } from "./debit-request.js";
import { askEligibility } from "./eligibility.js";
import { type IssuedCard, identityOf, knownAs } from "./issued-card.js";
import { accountOfKind } from "./kinds/account-of-kind.js";
import type { Amounts, CardAccount, InitializedPurchase } from "./kinds/card-account.js";
import type { Mac1, PurchaseTerminal } from "./mac1.js";
import type { Facts } from "./outcome.js";
import { presentCard, verifyPassword } from "./presented-card.js";
import { proveSocialCard } from "./social-proof.js";
import { openTerminal } from "./terminal.js";
import type { Till } from "./till.js";

/** Card and PSAM are ready for DEBIT; this is what the journal has to know before it is sent. */
export type Prepared = {
  readonly account: CardAccount;
  readonly issued: IssuedCard;
  readonly intent: Intent;
  readonly mac1: Mac1;
};

/**
 * @param facts what became known, also when it ends with a refusal
 * @throws ReaderError, EquipmentError; also when the request's signal aborts
 */
export async function preparePurchase(
  till: Till,
  request: CheckedRequest,
  visit: Visit,
  facts: Facts,
): Promise<Prepared | Refusal> {
  const { amountFen, signal } = request;
  const account = accountOfKind(request.kind);
  const goOn = () => {
    if (signal?.aborted) throw aborted();
  };
  goOn();
  const card = await presentCard(till, visit, !account.isProvedFirst);
  if (isRefusal(card)) return card;
  const { issued } = card;
  facts.cardNumber = issued.cardNumber;
  // What is undecided may be told after the password.
  const mayTellLater = till.onEarlier !== undefined && card.recoveryNeedsPassword;
  const earlier = mayTellLater ? undefined : await earlierSale(till, issued);
  if (earlier !== undefined) return earlier;
  const unfit = checkCard(issued, till.blacklist(), till.reader.clock.wallMs());
  if (unfit !== undefined) return unfit;
  const amounts = amountsOn(issued, account, request);
  if (isRefusal(amounts)) return amounts;
  goOn();
  if (!account.isProvedFirst) {
    const no = await account.enter(issued);
    if (no !== undefined) return no;
  }
  let terminal = till.terminal ?? (await openTerminal(till, visit));
  facts.terminalId = terminal.terminalId;
  goOn();
  const identity = identityOf(issued);
  if (account.isProvedFirst) {
    // The caller that stands in for PSAM and centre has the card prove itself by MAC2.
    const isProved = till.terminal !== undefined;
    const no =
      (isProved ? undefined : await proveSocialCard(till, visit, issued)) ?? (await account.enter(issued));
    if (no !== undefined) return no;
    // It may have wanted another PSAM than the one that was kept.
    terminal = till.terminal ?? (await openTerminal(till, visit));
    facts.terminalId = terminal.terminalId;
    goOn();
  }
  const eligible = await askEligibility(till, issued, account, request.kind);
  if (isRefusal(eligible)) return eligible;
  const { accountFen } = eligible;
  if (accountFen !== undefined && accountFen < amountFen) {
    facts.balanceBeforeFen = accountFen;
    return refusal("insufficient-balance", "insufficient balance");
  }
  goOn();
  if (issued.profile.password.neededForPurchase || mayTellLater) {
    const no = await verifyPassword(till, card, signal);
    if (no !== undefined) return no;
  }
  if (mayTellLater) {
    const earlier = await earlierSale(till, issued);
    if (earlier !== undefined) return earlier;
  }
  const unused = await account.whyUnused?.(issued);
  if (unused !== undefined) return unused;
  goOn();
  const withMac1 = async ({ terminalId, mac1 }: PurchaseTerminal) => {
    const initialized = await initialize(issued, account, amounts, terminalId);
    if (isRefusal(initialized)) {
      if (initialized.code === "insufficient-balance")
        facts.balanceBeforeFen = await balanceOnCard(issued, account);
      return initialized;
    }
    const { offlineSequence: cardSequence } = initialized;
    const balanceBeforeFen = account.isHeldAtCentre(issued.profile) ? accountFen : initialized.balanceFen;
    if (balanceBeforeFen !== undefined) facts.balanceBeforeFen = balanceBeforeFen;
    facts.cardSequence = cardSequence;
    till.onEvent({ type: "initialized", balanceBeforeFen, cardSequence });
    const { date, time } = request.when ?? transactionTime(till.reader.clock.wallMs());
    const amountsFen = amounts.amountsFen ?? [amountFen];
    const made = await mac1({ card: identity, issued, initialized, amountsFen, account, date, time });
    return { terminalId, cardSequence, balanceBeforeFen, date, time, mac1: made };
  };
  let ready: Exclude<Awaited<ReturnType<typeof withMac1>>, Refusal> | Refusal;
  try {
    ready = await withMac1(terminal);
  } catch (error) {
    if (!(await isPsamRenewed(visit, error))) throw error;
    goOn();
    // Its terminal number may be another one, so the card is initialized again, which moves nothing.
    terminal = await openTerminal(till, visit);
    facts.terminalId = terminal.terminalId;
    ready = await withMac1(terminal);
  }
  if (isRefusal(ready)) return ready;
  goOn();
  const { terminalId, cardSequence, balanceBeforeFen, date, time, mac1 } = ready;
  const intent: Intent = {
    cardNumber: issued.cardNumber,
    card: identity,
    cardId: issued.file?.cardId,
    cardSequence,
    terminalId,
    terminalSequence: mac1.terminalSequence,
    transactionType: account.purchaseType,
    date,
    time,
    balanceBeforeFen,
    ...(amounts.amountsFen === undefined ? {} : { amountsFen: amounts.amountsFen }),
  };
  return { account, issued, intent, mac1 };
}

/** In the order of the card's own city, which is known only now. */
function amountsOn(
  { profile }: IssuedCard,
  account: CardAccount,
  { amountFen, amountsFen, medical }: CheckedRequest,
): Amounts | Refusal {
  if (medical === undefined) return { amountFen, amountsFen };
  if (profile.medical === undefined) {
    return refusal("no-medical-account", `the cards of ${profile.title.en} have no medical account`);
  }
  return { amountFen, amountsFen: account.billOf(profile, amountFen, medical)?.amountsFen };
}

/** A caller without sale numbers is told of an earlier sale before a new one is made. */
async function earlierSale(till: Till, issued: IssuedCard): Promise<Refusal | undefined> {
  if (till.onEarlier === undefined) return undefined;
  const sales = await till.journal.toTell(knownAs(issued), till.reader.simulated);
  return sales.length === 0 ? undefined : till.onEarlier(sales);
}

async function initialize(
  issued: IssuedCard,
  account: CardAccount,
  amounts: Amounts,
  terminalId: string,
): Promise<InitializedPurchase | Refusal> {
  const answer = await account.initialize(issued, amounts, terminalId);
  if (answer.ok) return answer.response;
  if (answer.sw === 0x9401 || answer.sw === 0x9301)
    return refusal("insufficient-balance", "insufficient balance", answer.sw);
  return refusalOf("the card refused the purchase", answer);
}

/** For the person at the till. The sale is refused without it too: what the card does not tell is not known. */
async function balanceOnCard(issued: IssuedCard, account: CardAccount): Promise<number | undefined> {
  if (account.isHeldAtCentre(issued.profile)) return undefined;
  try {
    const balanceFen = await account.readBalance(issued);
    return typeof balanceFen === "number" ? balanceFen : undefined;
  } catch (error) {
    if (error instanceof ReaderError) return undefined;
    throw error;
  }
}

export function aborted(): ReaderError {
  return new ReaderError({
    message: "given up before the card was asked to move money",
    code: "aborted",
    layer: "apdu",
    delivery: "not-sent",
  });
}
