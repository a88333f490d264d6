/**
 * A card whose purse is locked (9303, P5 6.11; 6283 for a time) and that has issuing data: its medical account pays as
 * ever (P7 5). The purse does not tell its number any more, by which till and centre knew the card.
 */
import { hexText } from "@duka/protocol/layout";
import { maskCardNumber } from "../card/card-number.js";
import { passwordKey } from "../password/password-memory.js";
import type { IssuedCard } from "./issued-card.js";
import type { Till } from "./till.js";

/**
 * The card under the number by which this till knows it from before, so that what was left open, its password and its
 * reversals are found; under that of its issuing data where it was never here.
 */
export async function asKnownHere(
  { journal, reader: { simulated } }: Till,
  issued: IssuedCard,
): Promise<IssuedCard> {
  const records = [
    ...(await journal.list({ undecided: true })),
    ...(await journal.list()),
    ...(await journal.credits.list()),
  ];
  const factor = hexText(issued.factor);
  const cardId = issued.file?.cardId;
  const before = records.find(
    ({ intent, ...record }) =>
      record.simulated === simulated &&
      intent !== undefined &&
      ((cardId !== undefined && intent.cardId === cardId) ||
        (intent.card?.factor === factor && intent.card.region === issued.region)),
  );
  const cardNumber = before?.intent?.cardNumber;
  if (cardNumber === undefined || cardNumber === issued.cardNumber) return issued;
  return {
    ...issued,
    cardNumber,
    maskedCardNumber: maskCardNumber(cardNumber),
    passwordKey: passwordKey(issued.session.atr, issued.factor, cardNumber),
  };
}
