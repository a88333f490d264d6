/** The same ref is asked again while its sale is undecided: perhaps its card is in the reader now, and can tell. */

import { EquipmentError } from "../base/equipment-error.js";
import { ReaderError } from "../base/errors.js";
import { isRefusal } from "../card/refusal.js";
import { type Sale, statusOf } from "../journal/sale.js";
import { resolveByCentre } from "./centre-word.js";
import { isThisCard } from "./issued-card.js";
import { presentCard, verifyPassword } from "./presented-card.js";
import { type Call, visit } from "./till.js";

/**
 * @returns the sale as it is then: decided, released because nothing was debited, or undecided still, with the reason
 *   why
 */
export async function resolveWithCard(
  call: Call,
  sale: Sale,
  signal: AbortSignal | undefined,
): Promise<Sale> {
  const { till } = call;
  const still = (why: string): Sale => ({
    ...sale,
    reason: `${why}; ${sale.reason ?? "the card has yet to tell"}`,
  });
  const decided = await resolveByCentre(till, sale);
  if (statusOf(decided) !== "undecided") return decided;
  let why = "put the same card back";
  try {
    await visit(call, async (visit) => {
      const card = await presentCard(till, visit);
      if (isRefusal(card)) why = `${card.reason}: put the same card back`;
      else if (sale.intent === undefined || !isThisCard(card.issued, sale.intent))
        why = "this is another card: put the same one back";
      else if (card.recoveryNeedsPassword) {
        const no = await verifyPassword(till, card, signal);
        why =
          no === undefined
            ? "the card could not tell"
            : `${no.reason}: the card tells only after its password`;
      } else if (card.recoveryNeedsProof) {
        why =
          "the card has not proved that it is genuine: the centre decides, or the next purchase with this card";
      } else why = "the card could not tell";
    });
  } catch (error) {
    if (!(error instanceof ReaderError) && !(error instanceof EquipmentError)) throw error;
    why = `the card could not be asked (${error.message})`;
  }
  const now = await till.journal.byId(sale.id);
  return statusOf(now) === "undecided" ? still(why) : now;
}
