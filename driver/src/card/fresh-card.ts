/** Whether the password of a card can have been verified since its reset, which was ours (`openCardSession`). */
import type { CardSession } from "./card-session.js";

const asked = new WeakSet<CardSession>();

/**
 * True the first time that it is asked of a session: the card is its own alone, through PC/SC too, so that from then on
 * only this driver can have verified.
 */
export function isFreshOnce(session: CardSession): boolean {
  const isFirst = !asked.has(session);
  asked.add(session);
  return isFirst;
}
