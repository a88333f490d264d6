/** A card as a record knows it, so that it is found again when it is presented. */
import type { CardIdentity } from "@duka/protocol/centre";
import { rangeError } from "@duka/protocol/data/bilingual";
import { shown, shownZh } from "../base/argument.js";

export type KnownCard = {
  /** In full: application serial number of the purse, or the card number of EF05. */
  readonly cardNumber: string;
  /** Absent in records of schema 1. */
  readonly card?: Pick<CardIdentity, "region" | "factor"> | undefined;
  /** Card identification code (卡识别码) of EF05; absent for a card with a purse alone, and before schema 6. */
  readonly cardId?: string | undefined;
};

/**
 * Is it one card? By its identification code, or by its number. Parity lets two bits of a byte pass, so that a till may
 * have read one of the two wrongly, or have taken the card for one without a purse, just when it paid: the other one
 * tells. Numbers of EF05 are a city's own, so that two cities may have given the same one.
 */
export function isSameCard(one: KnownCard, other: KnownCard): boolean {
  if (one.cardId !== undefined && one.cardId === other.cardId) return true;
  if (one.cardNumber !== other.cardNumber) return false;
  if (one.card === undefined || other.card === undefined) return true;
  return one.card.region === other.card.region && one.card.factor === other.card.factor;
}

/** @throws RangeError */
export function checkKnownCard(card: KnownCard): KnownCard {
  const isText = (value: unknown) => value === undefined || typeof value === "string";
  if (
    typeof card === "object" &&
    card !== null &&
    typeof card.cardNumber === "string" &&
    isText(card.cardId) &&
    isText(card.card?.region) &&
    isText(card.card?.factor)
  )
    return card;
  throw rangeError(
    `a card is { cardNumber, card: { region, factor }, cardId } with texts, the last two where they are known, not ${shown(card)}`,
    `卡应为 { cardNumber, card: { region, factor }, cardId }，均为文本，后两项已知时给出，不能是 ${shownZh(card)}`,
  );
}
