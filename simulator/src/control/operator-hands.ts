/** The operator's words move the cards that the control API moves. */
import type { Hands } from "../world/operator.js";
import { type CardShelf, OTHER_CARD, OWN_CARD } from "./card-shelf.js";
import { ControlRefusal } from "./control-refusal.js";

export function handsOf(shelf: CardShelf): Hands {
  return {
    takeOut: (slot) => inWords(() => shelf.takeOut(slot)),
    putIn: (slot) => inWords(() => shelf.putIn(slot)),
    swap: (slot) =>
      inWords(() => {
        const isOwnIn = shelf.slots().some((one) => one.slot === slot && one.card === OWN_CARD);
        shelf.swap(isOwnIn ? OTHER_CARD : OWN_CARD);
      }),
  };
}

function inWords(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof ControlRefusal)) throw error;
    throw new RangeError(`${error.message}; expected: ${error.expected}`, { cause: error });
  }
}
