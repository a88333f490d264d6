/**
 * Sales: pre-settlement, settlement, cancellation. Every one moves money between card, account, pooled fund and cash.
 */
import type { Card, CardIdentity, Handlers, Sale, settlementOperations } from "@duka/protocol/centre";
import { chinaDate, chinaInstantMs } from "../china-time.js";
import type { Context } from "../context.js";
import { accountPartFen, isDebitGenuine, ownerOf } from "../keys/purchase-codes.js";
import { refuse } from "../refusal.js";
import { presentedCard, putCard, REFUSED_AS } from "../register/cards.js";
import { holderOf, moveInAccount, needDesignated, yearOf } from "../register/holders.js";
import { medicalCard } from "../register/medical-function.js";
import { keepFor, noLongerKept, releaseOverdue } from "./pre-settlements.js";
import { needNotReimbursed } from "./reimbursements.js";
import { countSale, putSale, saleKey, saleOf } from "./sale-book.js";
import { poolLeftFen, splitCosts } from "./split.js";

type SettlementHandlers = Handlers<typeof settlementOperations>;
type SettleRequest = Parameters<SettlementHandlers["settle"]>[0];

export function sales(
  context: Context,
): Pick<SettlementHandlers, "preSettle" | "settle" | "cancel" | "findSale"> {
  return {
    preSettle({ institutionId, ref, card: presented, kind, totalFen, selfCostFen }) {
      if (selfCostFen > totalFen) refuse("amounts-differ", "selfCostFen must not exceed totalFen");
      needNotReversed(context, "preSettle", institutionId, ref);
      needNotReimbursed(context, institutionId, ref);
      const card = medicalCard(context, presented);
      needDesignated(holderOf(context, card.holderId), institutionId);
      releaseOverdue(context, card.holderId);
      if (context.store.get("sale", saleKey(institutionId, ref)) !== undefined) {
        refuse("already-settled", "a sale of this reference is settled already");
      }
      const day = chinaDate(context.nowMs());
      const year = day.slice(0, 4);
      const costs = { kind, totalFen, selfCostFen, availableFen: availableFen(context, card) };
      const split = splitCosts(context.rules, yearOf(context, card.holderId, year), costs);
      const { cardNumber, holderId } = card;
      const facts = { institutionId, ref, kind, cardNumber, holderId, day, year, split };
      const sale = putSale(context, { ...facts, state: "pre-settled", from: "none", deferred: false });
      countSale(context, sale, 1);
      keepFor(context, sale);
      return { sale, poolLeftFen: poolLeftFen(context.rules, yearOf(context, holderId, year)) };
    },

    settle(request) {
      const { institutionId, ref, payment } = request;
      needNotReversed(context, "settle", institutionId, ref);
      needNotReimbursed(context, institutionId, ref);
      const card = payerCard(context, request);
      releaseOverdue(context, card.holderId);
      const known = context.store.get("sale", saleKey(institutionId, ref));
      const planned = plan(context, request, card, known);
      if (payment.from === "card") bindDebit(context, card, request);
      if (known?.state === "pre-settled") {
        countSale(context, known, -1);
        noLongerKept(context, known);
      }
      const sale = putSale(context, planned);
      countSale(context, sale, 1);
      pay(context, card, sale, sale.split.accountFen);
      return { sale, accountFen: accountFen(context, card.cardNumber) };
    },

    cancel({ institutionId, ref, of }) {
      needNotReversed(context, "cancel", institutionId, ref);
      const sale = saleOf(context, institutionId, of);
      if (sale.state !== "settled") refuse("wrong-state", `the sale is ${sale.state}, not settled`);
      const cancelled = putSale(context, { ...sale, state: "cancelled" });
      context.store.put("cancellation", saleKey(institutionId, ref), { sale: of, undone: false });
      countSale(context, sale, -1);
      const toLoadFen = giveBack(context, sale);
      return { sale: cancelled, accountFen: accountFen(context, sale.cardNumber), toLoadFen };
    },

    findSale({ institutionId, ref }) {
      releaseOverdue(context, saleOf(context, institutionId, ref).holderId);
      return { sale: saleOf(context, institutionId, ref) };
    },
  };
}

/** @throws CentreRefusal `reversed` when a reversal said that this request never happened */
function needNotReversed({ store }: Context, what: string, institutionId: string, ref: string): void {
  const isReversed =
    store.get("reversed", `${what}|${saleKey(institutionId, ref)}`) !== undefined ||
    (what !== "cancel" && store.get("sale", saleKey(institutionId, ref))?.state === "reversed");
  if (isReversed) refuse("reversed", "this reference was reversed: use a new one");
}

/** A debit that the card made before it was reported is settled; whatever else, only with a card that may be used. */
function payerCard(context: Context, { card: presented, payment, institutionId }: SettleRequest): Card {
  if (payment.from !== "card") {
    const card = medicalCard(context, presented);
    needDesignated(holderOf(context, card.holderId), institutionId);
    return card;
  }
  const card = presentedCard(context, presented);
  const debitedMs = chinaInstantMs(payment.debit.date, payment.debit.time);
  if (card.unusableSinceMs !== null && debitedMs >= card.unusableSinceMs) {
    const refused = card.state === "active" ? "card-refused" : REFUSED_AS[card.state];
    refuse(refused, `the card stood on the blacklist (${card.state}) when it was debited`);
  }
  if (!isDebitGenuine(context, card, payment.debit)) {
    refuse("tac-wrong", "the TAC is not this card's over these amounts, terminal and time");
  }
  return card;
}

/** The sale as it will stand. @throws CentreRefusal when the amounts do not fit what was pre-settled */
function plan(context: Context, request: SettleRequest, card: Card, known: Sale | undefined): Sale {
  const { institutionId, ref, totalFen, payment, deferred } = request;
  const paidFen = paidByAccountFen(context, request, known);
  const { cardNumber, holderId } = card;
  // A card may have paid on the day before its sale is heard of.
  const day = payment.from === "card" ? payment.debit.date : chinaDate(context.nowMs());
  if (known === undefined) {
    if (paidFen > totalFen) refuse("amounts-differ", "the account cannot pay more than the total");
    const split = {
      totalFen,
      inScopeFen: totalFen,
      deductibleFen: 0,
      poolFen: 0,
      accountFen: paidFen,
      cashFen: totalFen - paidFen,
    };
    const facts = {
      institutionId,
      ref,
      kind: "pharmacy",
      cardNumber,
      holderId,
      day,
      year: day.slice(0, 4),
      split,
    } as const;
    return { ...facts, state: "settled", from: sourceOf(context, payment), deferred };
  }
  // What a card has paid is settled even so: its money is gone.
  if (known.state === "expired" && payment.from !== "card") {
    refuse("pre-settlement-expired", "the pre-settlement has lapsed: pre-settle anew, under a new reference");
  }
  if (known.state !== "pre-settled" && known.state !== "expired")
    refuse("already-settled", `the sale of this reference is ${known.state}`);
  if (known.cardNumber !== cardNumber)
    refuse("amounts-differ", "another card was pre-settled under this reference");
  const { split } = known;
  if (totalFen !== split.totalFen || paidFen > split.totalFen - split.poolFen) {
    refuse(
      "amounts-differ",
      `pre-settled were ${split.totalFen} fen in all, at most ${split.totalFen - split.poolFen} of them from the account`,
    );
  }
  const settledSplit = { ...split, accountFen: paidFen, cashFen: totalFen - split.poolFen - paidFen };
  return { ...known, day, state: "settled", from: sourceOf(context, payment), deferred, split: settledSplit };
}

/** Where the money was: a card may only keep the record of what an account at the centre pays. */
function sourceOf({ rules }: Context, payment: SettleRequest["payment"]): Sale["from"] {
  if (payment.from !== "card") return payment.from;
  return rules.account === "centre" && ownerOf(payment.debit.transactionType) === "social"
    ? "centre"
    : "card";
}

function paidByAccountFen(context: Context, { payment }: SettleRequest, known: Sale | undefined): number {
  switch (payment.from) {
    case "card": {
      const partFen = accountPartFen(context, payment.debit);
      // What has left a card has left it; where the account is here, the pooled fund pays its own part.
      const isApart = context.rules.accountAmountHoldsPool && sourceOf(context, payment) === "centre";
      return isApart ? Math.max(0, partFen - (known?.split.poolFen ?? 0)) : partFen;
    }
    case "centre":
      return payment.amountFen;
    case "none":
      return 0;
  }
}

/** @throws CentreRefusal `already-settled` when this debit of the card has settled another sale */
function bindDebit(
  { store }: Context,
  { cardNumber }: CardIdentity,
  { institutionId, ref, payment, card: presented }: SettleRequest,
): void {
  if (payment.from !== "card") return;
  const { transactionType, cardSequence } = payment.debit;
  const key = `${cardNumber}|${transactionType}|${cardSequence}`;
  if (store.get("debit", key) !== undefined)
    refuse("already-settled", "this debit of the card has settled another sale");
  store.put("debit", key, { sale: saleKey(institutionId, ref) });
  store.put("tacOfSale", saleKey(institutionId, ref), {
    tac: payment.debit.tac,
    cardNumber: presented.cardNumber,
  });
}

/** @throws CentreRefusal `balance-too-small` */
function pay(context: Context, card: Card, sale: Sale, amountFen: number): void {
  if (sale.from === "card" && card.state !== "replaced" && card.state !== "cancelled") {
    putCard(context, { ...card, balanceFen: card.balanceFen - amountFen });
  } else if (sale.from !== "none") {
    // A card that ended has given its balance to the account: what it paid before is missing there.
    const isLate = sale.from === "card";
    if (!isLate && holderOf(context, card.holderId).accountFen < amountFen) {
      refuse("balance-too-small", "the account at the centre has less than that");
    }
    moveInAccount(context, card.holderId, -amountFen);
  }
}

/** Into the account at the centre. Answers what waits there to be loaded onto the card that paid. */
export function giveBack(context: Context, { from, holderId, split }: Sale): number {
  if (from === "none") return 0;
  moveInAccount(context, holderId, split.accountFen);
  return from === "card" ? split.accountFen : 0;
}

function availableFen(context: Context, card: Card): number {
  return context.rules.account === "card" ? card.balanceFen : holderOf(context, card.holderId).accountFen;
}

export function accountFen(context: Context, cardNumber: string): number {
  const card = context.store.get("card", cardNumber)!;
  return availableFen(context, card);
}
