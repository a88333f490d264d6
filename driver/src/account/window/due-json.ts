/** What is still to be done on a card, for a program. */
import type { StillDue } from "./finish-due.js";

export function dueForProgram({ kind, cardNumber, amountFen, refusal }: StillDue) {
  return {
    kind,
    cardNumber,
    amountFen,
    reason: refusal?.reason ?? null,
    reasonCode: refusal?.code ?? null,
  };
}
