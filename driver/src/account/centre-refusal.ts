/** What the centre answers when it says no, as a refusal: its code by that of the answer. */
import type { CentreError } from "@duka/protocol/centre";
import type { ReasonCode } from "../base/reason-code.js";
import { type Refusal, refusal } from "../card/refusal.js";

/** A code of the centre that is not here is `centre-refused`, with the centre's words. */
const CODES: { readonly [code: string]: ReasonCode } = {
  "card-refused": "card-refused-by-centre",
  "card-altered": "card-altered",
  "card-not-active": "card-not-active",
  "card-lost": "card-lost",
  "card-replaced": "card-replaced",
  "card-blocked": "card-blocked",
  "card-cancelled": "card-cancelled",
  "not-insured": "not-insured",
  "card-unknown": "unknown-at-centre",
  "holder-unknown": "unknown-at-centre",
  "holder-known": "known-already",
  "card-known": "known-already",
  "applied-already": "known-already",
  "medical-not-open": "medical-not-open",
  "insurance-data-due": "insurance-data-due",
  "not-the-holder": "not-the-holder",
  "in-person-only": "in-person-only",
  "not-designated": "not-designated",
  "wrong-state": "wrong-state",
  "effect-not-due": "nothing-due",
  "effect-unknown": "nothing-due",
  "old-card-required": "old-card-required",
  "old-password-required": "old-card-required",
  "balance-too-small": "insufficient-balance",
  "load-open": "load-open",
  "not-pre-settled": "pre-settlement-expired",
  "pre-settlement-expired": "pre-settlement-expired",
  "already-settled": "already-settled",
  "already-reimbursed": "already-settled",
  reversed: "already-reversed",
  "sale-unknown": "sale-unknown",
  "load-unknown": "sale-unknown",
  "reference-in-use": "ref-in-use",
  "mac-wrong": "wrong-mac",
  "tac-wrong": "wrong-mac",
};

/** @param error one that was answered: a centre that is down has refused nothing */
export function centreRefusal(error: Pick<CentreError, "code" | "message">): Refusal {
  return refusal(codeOfCentre(error), `the centre: ${error.message}`);
}

/** @param otherwise of a code that stands for nothing of its own */
export function codeOfCentre(
  { code }: Pick<CentreError, "code">,
  otherwise: ReasonCode = "centre-refused",
): ReasonCode {
  return (Object.hasOwn(CODES, code) ? CODES[code] : undefined) ?? otherwise;
}
