/** A request that brought no response: refused by the centre, or lost on the way. */
import { z } from "zod";

/** What stands in the body of every refusal. */
export const refusal = z.strictObject({
  code: z.string().regex(/^[a-z0-9-]+$/),
  message: z.string(),
});

export type Refusal = z.output<typeof refusal>;

/** May the centre have acted? As for cards: only "unknown" needs asking again, under the same reference. */
export type CentreDelivery = "not-sent" | "unknown" | "answered";

export type CentreErrorFacts = {
  readonly message: string;
  /** The refusal's code; "down" or "timeout" when the centre did not answer. */
  readonly code: string;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly delivery: CentreDelivery;
};

const SAID_NO = {
  en: "the centre has refused, and says why: correct that, or ask the centre",
  zh: "中心已拒绝，原因见错误信息；请更正或联系中心",
};
const NO_ANSWER = {
  en: "the centre did not answer: see that it can be reached, then ask again with the same ref",
  zh: "中心未应答，请检查网络后用同一单号重试",
};

export class CentreError extends Error {
  override readonly name = "CentreError";
  readonly code: string;
  readonly status: number;
  readonly delivery: CentreDelivery;
  /** What the person at the counter can do, in English. */
  readonly remedy: string;
  /** The same in English and Chinese. */
  readonly remedies: { readonly en: string; readonly zh: string };

  constructor({ message, code, status, delivery }: CentreErrorFacts) {
    super(message);
    this.code = code;
    this.status = status;
    this.delivery = delivery;
    this.remedies = delivery === "answered" ? SAID_NO : NO_ANSWER;
    this.remedy = this.remedies.en;
  }
}

/** Refusals that every operation may answer, with their HTTP status. */
export const COMMON_REFUSALS: { readonly [code: string]: number } = {
  "bad-request": 400,
  "unknown-operation": 404,
  "reference-in-use": 409,
};

/** Of a card that may not be used, by what became of it; `card-refused` where its number alone is on the blacklist. */
export const CARD_REFUSALS = [
  "card-refused",
  "card-not-active",
  "card-lost",
  "card-replaced",
  "card-blocked",
  "card-cancelled",
  "not-insured",
] as const;

/**
 * HTTP status of every refusal: 400 malformed, 403 not allowed, 404 not known, 409 in the way of the state, 422
 * contradicts.
 */
export const REFUSAL_STATUS: { readonly [code: string]: number } = {
  ...COMMON_REFUSALS,
  "holder-unknown": 404,
  "card-unknown": 404,
  "effect-unknown": 404,
  "sale-unknown": 404,
  "load-unknown": 404,
  "key-unknown": 404,
  "holder-known": 409,
  "card-known": 409,
  "applied-already": 409,
  "card-refused": 403,
  "card-not-active": 403,
  "card-lost": 403,
  "card-replaced": 403,
  "card-blocked": 403,
  "card-cancelled": 403,
  "not-insured": 403,
  "card-altered": 403,
  "medical-not-open": 403,
  "insurance-data-due": 403,
  "not-the-holder": 403,
  "in-person-only": 403,
  "not-designated": 403,
  "wrong-state": 409,
  "effect-not-due": 409,
  "old-card-required": 409,
  "old-password-required": 409,
  "balance-too-small": 409,
  "load-open": 409,
  "not-pre-settled": 409,
  "pre-settlement-expired": 409,
  "already-settled": 409,
  "already-reimbursed": 409,
  reversed: 409,
  "refund-taken": 409,
  "counter-at-limit": 409,
  "amounts-differ": 422,
  "amount-too-large": 422,
  "tac-wrong": 422,
  "mac-wrong": 422,
};
