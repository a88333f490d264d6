/**
 * Telling the centre what became of loads, as soon as it is known. What does not get through waits for the settlement
 * upload.
 */

import { reportCredit } from "../centre/report-credit.js";
import type { Credit } from "../journal/credit-record.js";
import { creditStatusOf } from "../journal/credit-record.js";
import type { Till } from "./till.js";

const DUE_MAX = 20;

/** Before a new load: the centre gives none while it does not know what became of the last one. */
export async function reportDue(till: Till): Promise<void> {
  for (const credit of await till.journal.settlement.waitingCredits(till.reader.simulated, DUE_MAX)) {
    await reportNow(till, credit);
  }
}

/** Before it is reported: what the centre does not hear is on the card all the same. */
export function tellCredited({ onEvent }: Till, credit: Credit): void {
  const { amountFen } = credit;
  if (creditStatusOf(credit) === "credited") onEvent({ type: "card-credited", amountFen });
}

/** Told the centre at once, if it hears; else `upload` does. */
export async function reported(till: Till, credit: Credit): Promise<Credit> {
  await reportNow(till, credit);
  return till.journal.credits.byId(credit.id);
}

export async function reportNow(till: Till, credit: Credit): Promise<void> {
  const { centre, journal } = till;
  if (centre === undefined || credit.report.state !== "due" || creditStatusOf(credit) === "inProgress")
    return;
  await reportCredit(centre, journal, credit, Math.round(till.reader.clock.wallMs()));
}
