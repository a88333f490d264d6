/**
 * Cards in the register: looking them up, comparing them with what a reader read, and refusing those that may not be
 * used.
 */
import type { Card, CardIdentity, CardState } from "@duka/protocol/centre";
import type { Context } from "../context.js";
import { refuse } from "../refusal.js";

const REFUSED: readonly CardState[] = ["pre-lost", "lost", "replaced", "blocked", "cancelled"];
const MANY = 1000;
/** Of the number in the issuing data of a card (EF05, item 07). */
const ISSUING_NUMBER_LENGTH = 9;

/** The card as it is now: a loss reported by telephone may have ended by itself. */
export function findCard({ store, nowMs }: Context, cardNumber: string): Card | undefined {
  const card = store.get("card", cardNumber);
  if (card?.state !== "pre-lost" || card.preLostUntilMs === null || nowMs() < card.preLostUntilMs)
    return card;
  return found(card);
}

/** @throws CentreRefusal `card-unknown` */
export function cardOf(context: Context, cardNumber: string): Card {
  const card = findCard(context, cardNumber);
  if (card === undefined)
    refuse("card-unknown", "the register has no card of this number: it is forged, or of another city");
  return card;
}

/**
 * The algorithm is the register's to say: who reads only the purse of an SM4 card cannot know it.
 * @throws CentreRefusal `card-unknown`, or `card-altered` when it is not the card that was issued under its number
 */
export function presentedCard(context: Context, presented: CardIdentity): Card {
  const card = findCard(context, presented.cardNumber) ?? byFactor(context, presented);
  if (card === undefined) return cardOf(context, presented.cardNumber);
  if (presented.region === card.region && presented.factor === card.factor) return card;
  refuse("card-altered", "this card is not the one that was issued under its number: keep it, and report it");
}

/**
 * A purse that is locked does not tell its number: the card is then read under that of its issuing data, and known by
 * its factor. Its keys are made from that, so that a false one is found out when the card proves itself.
 */
function byFactor(context: Context, { cardNumber, region, factor }: CardIdentity): Card | undefined {
  if (cardNumber.length !== ISSUING_NUMBER_LENGTH) return undefined;
  const known = context.store.get("cardOfFactor", `${region}|${factor}`);
  return known === undefined ? undefined : findCard(context, known.cardNumber);
}

/** @throws CentreRefusal as `REFUSED_AS` by its state; `card-refused` when its number is in a refused range */
export function usableCard(context: Context, presented: CardIdentity): Card {
  const card = presentedCard(context, presented);
  const { cardNumber } = card;
  const isInRange = context.rules.refusedRanges.some(
    ({ from, until }) => cardNumber.length === from.length && from <= cardNumber && cardNumber <= until,
  );
  if (isInRange) refuse("card-refused", "the card stands on the blacklist (range of numbers)");
  // Of an identification code the centre is told the region alone.
  const isListed = context.rules.refusedCards.some(
    (one) =>
      one.cardNumber === cardNumber && (one.cardId === null || one.cardId.startsWith(presented.region)),
  );
  if (isListed) refuse("card-refused", "the card stands on the blacklist");
  if (card.state === "active") return card;
  refuse(REFUSED_AS[card.state], `the card ${UNUSABLE[card.state]}`);
}

/** Those of the rules that the register does not refuse itself, as entries of the blacklist. */
export function refusedByRules(context: Context) {
  return context.rules.refusedCards
    .filter(({ cardNumber }) => {
      const card = findCard(context, cardNumber);
      return card === undefined || !isRefused(card);
    })
    .map((one) => ({ ...one, state: "lost" as const }));
}

/** For a program: what became of it. */
export const REFUSED_AS: { readonly [state in Exclude<CardState, "active">]: string } = {
  issued: "card-not-active",
  "pre-lost": "card-lost",
  lost: "card-lost",
  replaced: "card-replaced",
  blocked: "card-blocked",
  cancelled: "card-cancelled",
};

/** Why, and what its holder can do. */
const UNUSABLE: { readonly [state in Exclude<CardState, "active">]: string } = {
  issued: "is not activated yet: its holder has it activated at a service point",
  "pre-lost": "stands on the blacklist (pre-lost): its holder withdraws the report, or has the card replaced",
  lost: "stands on the blacklist (lost): its holder withdraws the report, or has the card replaced",
  replaced: "stands on the blacklist (replaced): the new card is to be used",
  blocked: "stands on the blacklist (blocked): its holder asks at a service point",
  cancelled: "stands on the blacklist (cancelled): it was returned, and pays no more",
};

/** @throws CentreRefusal `wrong-state` when the card's is none of these */
export function needState(card: Card, states: readonly CardState[]): void {
  if (states.includes(card.state)) return;
  refuse("wrong-state", `the card is ${card.state}; this needs one that is ${states.join(" or ")}`);
}

export function cardsOf(context: Context, holderId: string): readonly Card[] {
  return context.store
    .list("cardOfHolder", `${holderId}|`, MANY)
    .map(({ cardNumber }) => cardOf(context, cardNumber));
}

export function putCard({ store }: Context, card: Card): Card {
  store.put("card", card.cardNumber, card);
  store.put("cardOfHolder", `${card.holderId}|${card.cardNumber}`, { cardNumber: card.cardNumber });
  store.put("cardOfFactor", `${card.region}|${card.factor}`, { cardNumber: card.cardNumber });
  if (isRefused(card)) store.put("refusedCard", card.cardNumber, { cardNumber: card.cardNumber });
  else store.remove("refusedCard", card.cardNumber);
  return card;
}

export function isRefused({ state }: Card): boolean {
  return REFUSED.includes(state);
}

/** The card after a loss report that turned out wrong. */
export function found(card: Card): Card {
  return {
    ...card,
    state: card.stateBeforeLoss ?? "active",
    stateBeforeLoss: null,
    preLostUntilMs: null,
    unusableSinceMs: null,
  };
}
