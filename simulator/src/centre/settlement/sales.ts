/**
 * Sales: pre-settlement, settlement, cancellation. Every one moves money between card, account, pooled fund and cash.
 */
import type { Handlers } from "@duka/protocol/centre/operation";
import type { Card, CardIdentity } from "@duka/protocol/centre/register";
import type { Sale, settlementOperations } from "@duka/protocol/centre/settlement";
import { chinaDate, chinaInstantMs } from "../china-time.js";
import type { Desk } from "../context.js";
import { accountPartFen, isDebitGenuine, ownerOf } from "../keys/purchase-codes.js";
import { refuse } from "../refusal.js";
import { presentedCard, putCard, usableCard } from "../register/cards.js";
import { holderOf, moveInAccount, needDesignated, yearOf } from "../register/holders.js";
import { keepFor, noLongerKept, releaseOverdue } from "./pre-settlements.js";
import { countSale, putSale, saleKey, saleOf } from "./sale-book.js";
import { poolLeftFen, splitCosts } from "./split.js";

type SettlementHandlers = Handlers<typeof settlementOperations>;
type SettleRequest = Parameters<SettlementHandlers["settle"]>[0];

export function sales(desk: Desk): Pick<SettlementHandlers, "preSettle" | "settle" | "cancel" | "findSale"> {
  return {
    preSettle({ institutionId, ref, card: presented, kind, totalFen, selfCostFen }) {
      if (selfCostFen > totalFen) refuse("amounts-differ", "selfCostFen must not exceed totalFen");
      needNotReversed(desk, "preSettle", institutionId, ref);
      const card = usableCard(desk, presented);
      needDesignated(holderOf(desk, card.holderId), institutionId);
      releaseOverdue(desk, card.holderId);
      if (desk.store.get("sale", saleKey(institutionId, ref)) !== undefined) {
        refuse("already-settled", "a sale of this reference is settled already");
      }
      const day = chinaDate(desk.nowMs());
      const year = day.slice(0, 4);
      const costs = { kind, totalFen, selfCostFen, availableFen: availableFen(desk, card) };
      const split = splitCosts(desk.rules, yearOf(desk, card.holderId, year), costs);
      const { cardNumber, holderId } = card;
      const facts = { institutionId, ref, kind, cardNumber, holderId, day, year, split };
      const sale = putSale(desk, { ...facts, state: "pre-settled", from: "none", deferred: false });
      countSale(desk, sale, 1);
      keepFor(desk, sale);
      return { sale, poolLeftFen: poolLeftFen(desk.rules, yearOf(desk, holderId, year)) };
    },

    settle(request) {
      const { institutionId, ref, payment } = request;
      needNotReversed(desk, "settle", institutionId, ref);
      const card = payerCard(desk, request);
      releaseOverdue(desk, card.holderId);
      const known = desk.store.get("sale", saleKey(institutionId, ref));
      const planned = plan(desk, request, card, known);
      if (payment.from === "card") bindDebit(desk, card, request);
      if (known?.state === "pre-settled") {
        countSale(desk, known, -1);
        noLongerKept(desk, known);
      }
      const sale = putSale(desk, planned);
      countSale(desk, sale, 1);
      pay(desk, card, sale, sale.split.accountFen);
      return { sale, accountFen: accountFen(desk, card.cardNumber) };
    },

    cancel({ institutionId, ref, of }) {
      needNotReversed(desk, "cancel", institutionId, ref);
      const sale = saleOf(desk, institutionId, of);
      if (sale.state !== "settled") refuse("wrong-state", `the sale is ${sale.state}, not settled`);
      const cancelled = putSale(desk, { ...sale, state: "cancelled" });
      desk.store.put("cancellation", saleKey(institutionId, ref), { sale: of, undone: false });
      countSale(desk, sale, -1);
      const toLoadFen = giveBack(desk, sale);
      return { sale: cancelled, accountFen: accountFen(desk, sale.cardNumber), toLoadFen };
    },

    findSale({ institutionId, ref }) {
      releaseOverdue(desk, saleOf(desk, institutionId, ref).holderId);
      return { sale: saleOf(desk, institutionId, ref) };
    },
  };
}

/** @throws CentreRefusal `reversed` when a reversal said that this request never happened */
function needNotReversed({ store }: Desk, what: string, institutionId: string, ref: string): void {
  const isReversed =
    store.get("reversed", `${what}|${saleKey(institutionId, ref)}`) !== undefined ||
    (what !== "cancel" && store.get("sale", saleKey(institutionId, ref))?.state === "reversed");
  if (isReversed) refuse("reversed", "this reference was reversed: use a new one");
}

/** A debit that the card made before it was reported is settled; whatever else, only with a card that may be used. */
function payerCard(desk: Desk, { card: presented, payment, institutionId }: SettleRequest): Card {
  if (payment.from !== "card") {
    const card = usableCard(desk, presented);
    needDesignated(holderOf(desk, card.holderId), institutionId);
    return card;
  }
  const card = presentedCard(desk, presented);
  const debitedMs = chinaInstantMs(payment.debit.date, payment.debit.time);
  if (card.unusableSinceMs !== null && debitedMs >= card.unusableSinceMs) {
    refuse("card-refused", `the card stood on the blacklist (${card.state}) when it was debited`);
  }
  if (!isDebitGenuine(desk, card, payment.debit)) {
    refuse("tac-wrong", "the TAC is not this card's over these amounts, terminal and time");
  }
  return card;
}

/** The sale as it will stand. @throws CentreRefusal when the amounts do not fit what was pre-settled */
function plan(desk: Desk, request: SettleRequest, card: Card, known: Sale | undefined): Sale {
  const { institutionId, ref, totalFen, payment, deferred } = request;
  const paidFen = paidByAccountFen(desk, request);
  const { cardNumber, holderId } = card;
  if (known === undefined) {
    if (paidFen > totalFen) refuse("amounts-differ", "the account cannot pay more than the total");
    const day = chinaDate(desk.nowMs());
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
    return { ...facts, state: "settled", from: sourceOf(desk, payment), deferred };
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
  return { ...known, state: "settled", from: sourceOf(desk, payment), deferred, split: settledSplit };
}

/** Where the money was: a card may only keep the record of what an account at the centre pays. */
function sourceOf({ rules }: Desk, payment: SettleRequest["payment"]): Sale["from"] {
  if (payment.from !== "card") return payment.from;
  return rules.account === "centre" && ownerOf(payment.debit.transactionType) === "social"
    ? "centre"
    : "card";
}

function paidByAccountFen(desk: Desk, { payment }: SettleRequest): number {
  switch (payment.from) {
    case "card":
      return accountPartFen(desk, payment.debit);
    case "centre":
      return payment.amountFen;
    case "none":
      return 0;
  }
}

/** @throws CentreRefusal `already-settled` when this debit of the card has settled another sale */
function bindDebit(
  { store }: Desk,
  { cardNumber }: CardIdentity,
  { institutionId, ref, payment }: SettleRequest,
): void {
  if (payment.from !== "card") return;
  const { transactionType, cardSequence } = payment.debit;
  const key = `${cardNumber}|${transactionType}|${cardSequence}`;
  if (store.get("debit", key) !== undefined)
    refuse("already-settled", "this debit of the card has settled another sale");
  store.put("debit", key, { sale: saleKey(institutionId, ref) });
}

/** @throws CentreRefusal `balance-too-small` */
function pay(desk: Desk, card: Card, sale: Sale, amountFen: number): void {
  if (sale.from === "card" && card.state !== "replaced" && card.state !== "cancelled") {
    putCard(desk, { ...card, balanceFen: card.balanceFen - amountFen });
  } else if (sale.from !== "none") {
    // A card that ended has given its balance to the account: what it paid before is missing there.
    const isLate = sale.from === "card";
    if (!isLate && holderOf(desk, card.holderId).accountFen < amountFen) {
      refuse("balance-too-small", "the account at the centre has less than that");
    }
    moveInAccount(desk, card.holderId, -amountFen);
  }
}

/** Into the account at the centre. Answers what waits there to be loaded onto the card that paid. */
export function giveBack(desk: Desk, { from, holderId, split }: Sale): number {
  if (from === "none") return 0;
  moveInAccount(desk, holderId, split.accountFen);
  return from === "card" ? split.accountFen : 0;
}

function availableFen(desk: Desk, card: Card): number {
  return desk.rules.account === "card" ? card.balanceFen : holderOf(desk, card.holderId).accountFen;
}

export function accountFen(desk: Desk, cardNumber: string): number {
  const card = desk.store.get("card", cardNumber)!;
  return availableFen(desk, card);
}
