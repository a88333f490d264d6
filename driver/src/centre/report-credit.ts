/** What became of a credit, told to the centre; and what the centre has made of the sale that a reversal takes back. */
import { CentreError } from "@duka/protocol/centre/centre-error";
import type { Delivered } from "../journal/bill-split.js";
import { type Credit, creditStatusOf, isKeptAtCentre } from "../journal/credit-record.js";
import type { Journal } from "../journal/journal.js";
import { type Centre, isCentreDown } from "./centre.js";
import { creditDelivered, undeliveredCredit } from "./settle-sale.js";

/**
 * Repeatable: both are asked again under their references until they are known.
 * @throws JournalError
 */
export async function reportCredit(
  centre: Centre,
  journal: Journal,
  credit: Credit,
  nowMs: number,
): Promise<Delivered> {
  const told = async (): Promise<{ credit: Credit; delivered: Delivered }> => {
    try {
      const known = await learnCancellation(centre, journal, credit);
      return { credit: known, delivered: await creditDelivered(centre, known, nowMs) };
    } catch (error) {
      if (!(error instanceof CentreError)) throw error;
      return { credit, delivered: undeliveredCredit(error, credit, nowMs) };
    }
  };
  const { credit: current, delivered } = await told();
  await journal.settlement.creditDelivered(current.id, current.changedAtMs, delivered);
  return delivered;
}

/**
 * The answer to a cancellation may have been lost, or the till died before it was written: then neither the sale nor,
 * where the account is held at the centre, the credit says what is true. The centre's own record of the sale does.
 * @throws CentreError while the centre cannot be asked; JournalError
 */
async function learnCancellation(centre: Centre, journal: Journal, credit: Credit): Promise<Credit> {
  const { ofRef, institution } = credit;
  if (ofRef === undefined || institution !== centre.institutionId) return credit;
  const sale = (await journal.find(ofRef)).find(({ simulated }) => simulated === credit.simulated);
  if (sale === undefined) return credit;
  const isOpen = isKeptAtCentre(credit) && creditStatusOf(credit) === "undecided";
  if (sale.reversedBy !== undefined && !isOpen) return credit;
  const isCancelled = await hasCancelled(centre, ofRef);
  if (isCancelled && sale.reversedBy === undefined) await journal.markReversed(sale.id, credit.ref);
  if (!isOpen) return credit;
  return journal.credits.resolve(
    credit.id,
    isCancelled
      ? { state: "credited", code: "credited-at-centre", reason: "the money is in the account at the centre" }
      : { state: "not-credited", code: "not-credited", reason: "the centre has not cancelled the sale" },
  );
}

/** A sale that the centre has never heard of is not cancelled either. @throws CentreError */
async function hasCancelled(centre: Centre, ref: string): Promise<boolean> {
  try {
    const { sale } = await centre.call("findSale", { institutionId: centre.institutionId, ref });
    return sale.state === "cancelled";
  } catch (error) {
    if (isCentreDown(error) || !(error instanceof CentreError)) throw error;
    return false;
  }
}
