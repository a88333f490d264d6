/** A debit for which no reader can be opened. */
import type { Journal } from "../journal/journal.js";
import { checkSameSale, type DebitRequest } from "./debit-request.js";
import { isEquipmentFailure } from "./equipment-error.js";
import { type Outcome, outcomeOf } from "./outcome.js";

/**
 * The ref may be bound already, or the sale may be deferred: then the journal has the answer.
 * @param error why there is no reader
 * @returns undefined when there is none: nothing happened and the ref is free
 */
export async function debitWithoutReader(
  journal: Journal,
  request: DebitRequest,
  simulated: boolean,
  error: Error,
): Promise<Outcome | undefined> {
  const { ref, amountFen, kind = "purse" } = request;
  const bound = (await journal.find(ref)).find((sale) => sale.simulated === simulated);
  if (bound !== undefined) {
    checkSameSale({ ref, amountFen, kind }, bound);
    return outcomeOf(bound);
  }
  if (request.deferOnEquipmentFailure !== true || !isEquipmentFailure(error)) return undefined;
  const claim = await journal.claim({ ref, amountFen, kind, simulated });
  if (!claim.claimed) return outcomeOf(claim.sale);
  return outcomeOf(await claim.attempt.defer(`paid in cash, to be settled later: ${error.message}`));
}
