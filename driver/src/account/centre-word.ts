/**
 * The centre's word on a purchase whose MAC2 was not checked: it knows by the TAC whether the card made it. Asked at
 * the till as soon as the PSAM is lost, and again whenever the ref is.
 */
import { CentreError } from "@duka/protocol/centre/centre-error";
import type { Attempt } from "../journal/journal.js";
import { type Ending, type Sale, statusOf } from "../journal/sale.js";
import { outcomeOf } from "./outcome.js";
import type { Till } from "./till.js";

export const TAC_NOT_CONFIRMED = {
  code: "tac-not-confirmed",
  reason: "the centre did not confirm the TAC",
} as const;

/**
 * @returns `unknown` where there is no centre, or it cannot tell for the moment
 * @throws what `confirmTac` throws, unless it is the centre's own failure
 */
export async function wordOfCentre(
  { confirmTac, reader }: Till,
  sale: Sale,
  tac: string,
): Promise<"confirmed" | "denied" | "unknown"> {
  if (confirmTac === undefined) return "unknown";
  try {
    return (await reader.clock.outside(() => confirmTac(sale, tac))) ? "confirmed" : "denied";
  } catch (error) {
    if (error instanceof CentreError) return "unknown";
    throw error;
  }
}

/**
 * Step 6 by the centre, where the PSAM was lost: the card has paid, so that no failure may hide what is known of it.
 */
export async function confirmUnchecked<E extends Ending>(
  till: Till,
  attempt: Attempt,
  ending: E,
): Promise<E> {
  const sale = await till.journal.byId(attempt.id);
  const tac = sale.answer?.tac;
  if (tac === undefined) return ending;
  const word = await wordOfCentre(till, sale, tac).catch(() => "unknown");
  if (word === "confirmed") return { ...ending, state: "committed", code: undefined, reason: undefined };
  return word === "denied" ? { ...ending, state: "manual", ...TAC_NOT_CONFIRMED } : ending;
}

/** An undecided sale whose TAC is in the journal needs no card. */
export async function resolveByCentre(till: Till, sale: Sale): Promise<Sale> {
  const tac = sale.answer?.tac;
  if (tac === undefined) return sale;
  const word = await wordOfCentre(till, sale, tac);
  if (word === "unknown") return sale;
  const evidence = { ...sale.evidence, centre: word };
  const resolved = await till.journal.resolve(
    sale.id,
    word === "confirmed"
      ? {
          state: "committed",
          mac2State: "unverified",
          code: "confirmed-by-centre",
          reason: "the centre confirmed the TAC",
          evidence,
        }
      : { state: "manual", ...TAC_NOT_CONFIRMED, evidence },
  );
  if (statusOf(resolved) !== "undecided") till.onRecovered(outcomeOf(resolved));
  return resolved;
}
