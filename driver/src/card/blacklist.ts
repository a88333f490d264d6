/** The till's own blacklist (黑名单) of cards, for use without a line to the centre (P8 7). */

/**
 * One of its two kinds of entry: a card by its number and its identification code, of which the MAC at the end does not
 * count; null where the number alone says which card.
 */
export type ListedCard = { readonly cardNumber: string; readonly cardId: string | null };

/** The other kind: card numbers, both ends included. */
export type ListedRange = { readonly from: string; readonly until: string };

export type BlacklistData = {
  /** When the centre made it; milliseconds since 1970. */
  readonly asOfMs: number;
  readonly cards: readonly ListedCard[];
  readonly ranges: readonly ListedRange[];
};

export type Blacklist = {
  readonly asOfMs: number;
  /** Entries of both kinds. */
  readonly size: number;
  /** @param card all numbers that it has; its code, undefined for a card with a purse alone */
  has(card: { readonly cardId: string | undefined; readonly numbers: readonly string[] }): boolean;
};

/** Region 3 bytes, application 5, serial 4. */
const IDENTITY_DIGITS = 24;

export function blacklistOf({ asOfMs, cards, ranges }: BlacklistData): Blacklist {
  const listed = new Map<string, (string | null)[]>();
  for (const { cardId, cardNumber } of cards) {
    const codes = listed.get(cardNumber);
    if (codes === undefined) listed.set(cardNumber, [cardId]);
    else codes.push(cardId);
  }
  return {
    asOfMs,
    size: cards.length + ranges.length,
    has: ({ cardId, numbers }) =>
      numbers.some(
        (number) =>
          ranges.some((range) => isWithin(number, range)) ||
          listed.get(number)?.some((code) => isOneCard(code, cardId)) === true,
      ),
  };
}

/** A purse has no code: its number alone counts. */
function isOneCard(listed: string | null, cardId: string | undefined): boolean {
  if (listed === null || cardId === undefined) return true;
  return listed.slice(0, IDENTITY_DIGITS) === cardId.slice(0, IDENTITY_DIGITS);
}

/** Of the same length, so that numbers of two kinds are not mixed. */
function isWithin(number: string, { from, until }: ListedRange): boolean {
  return number.length === from.length && from.length === until.length && from <= number && number <= until;
}
