/**
 * Records that read the same. A card's log has no number of the terminal's own, so that two transactions of the same
 * amount on the same card in the same second of the till's clock (set back, standing still, or given) differ by the
 * card's number alone. One that is known to have been made has a record first.
 */
import { type Credit, type CreditIntent, creditStatusOf } from "../journal/credit-record.js";
import { isSameCard } from "../journal/known-card.js";
import { type Intent, type Sale, statusOf } from "../journal/sale.js";
import type { Till } from "./till.js";

/** Another transaction of this journal whose record reads as ours does, but for the card's number. */
export type Rival = {
  /** What INITIALIZE answered. */
  readonly cardSequence: number;
  /** A record is its own. */
  readonly isMade: boolean;
  /** It was begun after ours. */
  readonly isLater: boolean;
};

export async function rivalSales(till: Till, ours: Sale, intent: Intent): Promise<Rival[]> {
  const sales = await till.journal.days.salesOfCard(intent.date, till.reader.simulated, intent);
  return sales.flatMap((sale) => {
    const isAlike =
      sale.id !== ours.id && sale.kind === ours.kind && readsAlike(sale, ours, sale.intent, intent);
    if (!isAlike) return [];
    // One that a person has to see to may have been made.
    const isMade = ["committed", "manual"].includes(statusOf(sale));
    return rivalOf(sale.intent, isMade, sale.id > ours.id);
  });
}

export async function rivalCredits(till: Till, ours: Credit, intent: CreditIntent): Promise<Rival[]> {
  const credits = await till.journal.days.creditsOfCard(intent.date, till.reader.simulated, intent);
  return credits.flatMap((credit) => {
    const isAlike =
      credit.id !== ours.id && credit.kind === ours.kind && readsAlike(credit, ours, credit.intent, intent);
    if (!isAlike) return [];
    const isMade = ["credited", "manual"].includes(creditStatusOf(credit));
    return rivalOf(credit.intent, isMade, credit.id > ours.id);
  });
}

/** A record of the card's log. */
type Numbered = { readonly sequence: number };
type Amount = { readonly amountFen: number };

function readsAlike(
  one: Amount,
  other: Amount,
  intent: Intent | CreditIntent | undefined,
  ours: Intent | CreditIntent,
): boolean {
  return (
    one.amountFen === other.amountFen &&
    intent !== undefined &&
    isSameCard(intent, ours) &&
    intent.terminalId === ours.terminalId &&
    intent.date === ours.date &&
    intent.time === ours.time
  );
}

function rivalOf(intent: Intent | CreditIntent | undefined, isMade: boolean, isLater: boolean): Rival[] {
  if (intent === undefined || !(isMade || isLater)) return [];
  return [{ cardSequence: intent.cardSequence, isMade, isLater }];
}

/**
 * Whether a card may have given this number to what INITIALIZE gave that one: the same, or the next, as its maker
 * likes.
 */
export function isNumberedAfter(entry: Numbered, cardSequence: number): boolean {
  return entry.sequence === cardSequence || entry.sequence === ((cardSequence + 1) & 0xffff);
}

/** INITIALIZE has answered the same number once more, so that ours was never carried out. */
export function isOvertaken(cardSequence: number, rivals: readonly Rival[]): boolean {
  return rivals.some((rival) => rival.isLater && rival.cardSequence === cardSequence);
}

/**
 * @param alike records that read as ours does
 * @returns the one that is left for ours when every rival that was made has its own
 */
export function ownRecord<R extends Numbered>(
  alike: readonly R[],
  cardSequence: number,
  rivals: readonly Rival[],
): R | undefined {
  if (isOvertaken(cardSequence, rivals)) return undefined;
  const distance = (sequence: number) => (sequence - cardSequence) << 16;
  const free = [...alike].sort((one, other) => distance(one.sequence) - distance(other.sequence));
  const made = rivals
    .filter(({ isMade }) => isMade)
    .sort((one, other) => distance(one.cardSequence) - distance(other.cardSequence));
  for (const rival of made) {
    const at = free.findIndex((entry) => isNumberedAfter(entry, rival.cardSequence));
    if (at >= 0) free.splice(at, 1);
  }
  return free.find((entry) => isNumberedAfter(entry, cardSequence));
}
