/** Card numbers as they may be shown. */

const HEAD = 6;
const TAIL = 4;

/**
 * First six and last four characters, stars between: "330100**********0042". A number of ten or fewer shows its last
 * four only.
 */
export function maskCardNumber(cardNumber: string): string {
  const head = cardNumber.length > HEAD + TAIL ? HEAD : 0;
  const hidden = Math.max(0, cardNumber.length - head - TAIL);
  return cardNumber.slice(0, head) + "*".repeat(hidden) + cardNumber.slice(head + hidden);
}
