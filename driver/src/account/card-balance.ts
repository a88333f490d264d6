/** Whose card is in the reader, and what is on it. */

import { ReaderError } from "../base/errors.js";
import { isRefusal, type Refusal, refusal } from "../card/refusal.js";
import type { AccountKind } from "../journal/sale.js";
import { askEligibility } from "./eligibility.js";
import { accountOfKind } from "./kinds/account-of-kind.js";
import type { AnnualTotals } from "./kinds/card-account.js";
import { type PresentedCard, presentCard, verifyPassword } from "./presented-card.js";
import { type Call, type Till, visit } from "./till.js";

const SW_SECURITY = 0x6982;

export type CardInfo = {
  readonly atr: Uint8Array;
  /** Masked. */
  readonly cardNumber: string;
  readonly title: { readonly en: string; readonly zh: string };
  /** YYYYMMDD as the card has them. */
  readonly validFrom: string;
  readonly validUntil: string;
};

export type BalanceInfo = {
  readonly balanceFen: number;
  readonly cardNumber: string;
  readonly simulated: boolean;
  /** Of a medical account on the card. */
  readonly annual?: AnnualTotals;
};

export function cardInfo(call: Call): Promise<CardInfo | Refusal> {
  const { till } = call;
  return visit(call, async (visit) => {
    const card = await presentCard(till, visit);
    if (isRefusal(card)) return card;
    const { session, profile, maskedCardNumber, validFrom, validUntil } = card.issued;
    return {
      atr: session.atr,
      cardNumber: maskedCardNumber,
      title: profile.title,
      validFrom,
      validUntil,
    };
  });
}

export function balance(call: Call, kind: AccountKind): Promise<BalanceInfo | Refusal> {
  const { till } = call;
  return visit(call, async (visit) => {
    const card = await presentCard(till, visit, !accountOfKind(kind).isProvedFirst);
    if (isRefusal(card)) return card;
    const balanceFen = await balanceOf(till, card, kind);
    if (typeof balanceFen !== "number") return balanceFen;
    const annual = await annualTotalsOf(card, kind);
    return {
      balanceFen,
      cardNumber: card.issued.maskedCardNumber,
      simulated: till.reader.simulated,
      ...(annual === undefined ? {} : { annual }),
    };
  });
}

/** The balance is known by now: a card that answers these commands in its own way, or not at all, costs it nothing. */
async function annualTotalsOf(
  { issued }: PresentedCard,
  kind: AccountKind,
): Promise<AnnualTotals | undefined> {
  const account = accountOfKind(kind);
  if (account.isHeldAtCentre(issued.profile)) return undefined;
  try {
    return await account.annualTotals?.(issued);
  } catch (error) {
    if (error instanceof ReaderError && error.code !== "aborted") return undefined;
    throw error;
  }
}

/** The password only where the card wants it, be it for the balance or for telling of an undecided sale. */
async function balanceOf(till: Till, card: PresentedCard, kind: AccountKind): Promise<number | Refusal> {
  if (card.recoveryNeedsPassword) await verifyPassword(till, card, undefined);
  const account = accountOfKind(kind);
  if (account.isHeldAtCentre(card.issued.profile)) {
    const eligible = await askEligibility(till, card.issued, account, kind);
    if (isRefusal(eligible)) return eligible;
    return eligible.accountFen ?? refusal("account-at-centre", "the account is held at the centre");
  }
  const wrong = await account.enter(card.issued);
  if (wrong !== undefined) return wrong;
  const answer = await account.readBalance(card.issued);
  if (typeof answer === "number" || answer.statusWord !== SW_SECURITY) return answer;
  const no = await verifyPassword(till, card, undefined);
  return no ?? account.readBalance(card.issued);
}
