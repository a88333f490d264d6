/** A debit for which no reader can be opened. */

import { isEquipmentFailure } from "../base/equipment-error.js";
import type { Journal } from "../journal/journal.js";
import type { Cities } from "../password/city-of-card.js";
import { checkDebitRequest, checkSameSale, type DebitRequest } from "./debit-request.js";
import { type Outcome, outcomeOf } from "./outcome.js";
import { deferred, reasonOfFailure } from "./reason-of-failure.js";

/** What is left of a till without its reader. */
export type TillWithoutReader = {
  readonly journal: Journal;
  /** As for `openAccount`. */
  readonly cities: Cities;
  /** Hospital or pharmacy, where the account would have one. */
  readonly institution: string | undefined;
  /** Whether the reader that is missing is a simulated one. */
  readonly simulated: boolean;
};

/**
 * The ref may be bound already, or the sale may be deferred: then the journal has the answer.
 * @param error why there is no reader
 * @returns undefined when there is none: nothing happened and the ref is free
 * @throws RangeError, TypeError as `debit` does
 */
export async function debitWithoutReader(
  { journal, cities, institution, simulated }: TillWithoutReader,
  wanted: DebitRequest,
  error: Error,
): Promise<Outcome | undefined> {
  const request = checkDebitRequest(wanted, cities);
  const { ref, amountFen, kind, amountsFen, medical, totalFen, detail } = request;
  const bound = (await journal.find(ref)).find((sale) => sale.simulated === simulated);
  if (bound !== undefined) {
    checkSameSale(request, bound);
    return outcomeOf(bound);
  }
  if (!request.deferOnEquipmentFailure || !isEquipmentFailure(error)) return undefined;
  const sale = { ref, amountFen, kind, amountsFen, medical, totalFen, detail, institution, simulated };
  const claim = await journal.claim(sale);
  if (!claim.claimed) return outcomeOf(claim.sale);
  return outcomeOf(await claim.attempt.defer(deferred(reasonOfFailure(error))));
}
