/**
 * The medical account where the city holds it at the centre: the centre has the money, the card keeps the record of a
 * purchase, and its TAC has the centre pay. So the centre is asked before the card is, and told at once after it.
 */

import { settleSale } from "../centre/settle-sale.js";
import type { Attempt } from "../journal/journal.js";
import type { Ending } from "../journal/sale.js";
import type { Till } from "./till.js";

/**
 * Step 8 at once: the card has its record, now the account pays.
 * @returns how the sale ends; a centre that does not answer is told again by the settlement upload
 */
export async function payAtCentre(till: Till, attempt: Attempt, ending: Ending): Promise<Ending> {
  const { centre, journal, cities, reader } = till;
  if (centre === undefined || ending.state !== "committed") return ending;
  const sale = await journal.byId(attempt.id);
  const delivered = await settleSale(centre, sale, cities[0].region, Math.round(reader.clock.wallMs()));
  if (!delivered.done && delivered.nextAtMs === undefined) {
    return {
      ...ending,
      state: "manual",
      code: "centre-did-not-pay",
      reason: `the centre did not pay: ${delivered.error}`,
    };
  }
  await journal.settlement.saleDelivered(attempt.id, delivered);
  return ending;
}
