/** What a point of sale asks for when money goes onto a card, checked before a byte is sent or written. */
import { checkMembers } from "../base/argument.js";
import type { Centre } from "../centre/centre.js";
import type { Credit, CreditRequest } from "../journal/credit-record.js";
import type { AccountKind } from "../journal/sale.js";
import type { CityProfile } from "../password/city-profile.js";
import { checkAmount, checkKind, checkRef } from "./debit-request.js";
import type { Till } from "./till.js";

export type LoadRequest = {
  /** Your own number for it, 1 to 64 printable ASCII characters: the idempotency key, shared with the sales. */
  readonly ref: string;
  /** 1..4294967295. */
  readonly amountFen: number;
  /** `purse` by default. */
  readonly kind?: AccountKind;
  /** Gives it up, as long as the centre was not asked. */
  readonly signal?: AbortSignal;
  /** For everything until the card is asked to move money; ten minutes by default. */
  readonly deadlineMs?: number;
};

export type ReverseRequest = {
  /** Of the reversal itself. */
  readonly ref: string;
  /** Of the settled sale that is taken back, whole. */
  readonly of: string;
  readonly signal?: AbortSignal;
  /** For everything until the card is asked to move money; ten minutes by default. */
  readonly deadlineMs?: number;
};

/** @throws TypeError when the account was opened without a centre */
export function centreOf(till: Till): Centre {
  if (till.centre !== undefined) return till.centre;
  throw new TypeError("this needs the centre: give `centre` to openAccount");
}

/** @throws TypeError or RangeError naming the field and what it may be */
export function checkLoadRequest(till: Till, request: LoadRequest): CreditRequest {
  checkMembers("request", request, ["ref", "amountFen", "kind", "signal", "deadlineMs"]);
  const { ref, amountFen, kind = "purse" } = request;
  const { institutionId } = centreOf(till);
  checkRef(ref);
  checkAmount(amountFen);
  checkKind(kind);
  if (kind === "medical") needAccountOnCard(till.profile);
  const { simulated } = till.reader;
  return { ref, amountFen, kind, simulated, institution: institutionId, purpose: "load", ofRef: undefined };
}

/** @throws RangeError when nothing can be loaded */
function needAccountOnCard({ name, medical }: CityProfile): void {
  if (medical === undefined) throw new RangeError(`the cards of "${name}" have no medical account`);
  if (medical.balanceAt === "centre") {
    throw new RangeError(`"${name}" holds the medical account at the centre: nothing is loaded onto a card`);
  }
}

/** @throws RangeError when the ref stands for something else */
export function checkSameCredit(request: CreditRequest, credit: Credit): void {
  const { ref, amountFen, kind, purpose, ofRef } = request;
  const isSame =
    credit.amountFen === amountFen &&
    credit.kind === kind &&
    credit.purpose === purpose &&
    credit.ofRef === ofRef;
  if (isSame) return;
  const of = credit.ofRef === undefined ? "" : ` of ${credit.ofRef}`;
  throw new RangeError(
    `ref ${ref} belongs to a ${credit.purpose}${of} of ${credit.amountFen} fen (${credit.kind}): everything needs a ref of its own`,
  );
}
