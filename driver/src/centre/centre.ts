/**
 * The insurance centre as a till knows it: an institution's own line to it. In the same process, or `openHttpCentre`.
 */
import type { CallCentre, CardIdentity } from "@duka/protocol/centre";
import { CentreError } from "@duka/protocol/centre/centre-error";
import type { Sale } from "../journal/sale.js";

export type Centre = {
  /** The hospital or pharmacy on whose behalf it is asked. */
  readonly institutionId: string;
  /** True for a simulated one. It hears of simulated sales only, and a real one of real sales only. */
  readonly simulated: boolean;
  readonly call: CallCentre;
};

/** The centre did not answer, or not for good: the same request is worth sending again. */
export function isWorthRetrying(error: CentreError): boolean {
  return error.delivery !== "answered" || error.status >= 500;
}

/** True when the centre is down or cannot be reached, as opposed to saying no. */
export function isCentreDown(error: unknown): boolean {
  return error instanceof CentreError && isWorthRetrying(error);
}

/** By which the centre knows the card of a sale; what records of schema 1 lack follows from the purse's rules. */
export function cardIdentityOfSale(sale: Sale, region: string): CardIdentity | undefined {
  const { intent } = sale;
  if (intent === undefined) return undefined;
  if (intent.card !== undefined) return intent.card;
  const { cardNumber } = intent;
  return { cardNumber, region, factor: cardNumber.slice(-16).padStart(16, "0"), algorithm: "3des" };
}
