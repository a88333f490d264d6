/** What a point of sale asks for when money goes onto a card, checked before a byte is sent or written. */

import { rangeError, typeError } from "@duka/protocol/data/bilingual";
import { type DataOf, readData } from "@duka/protocol/data/read-data";
import { members } from "@duka/protocol/data/values";
import { refusing } from "../base/argument.js";
import type { Centre } from "../centre/centre.js";
import type { Credit, CreditRequest } from "../journal/credit-record.js";
import { KINDS } from "../receipt/receipt-words.js";
import { yuanText } from "../receipt/yuan.js";
import { accountOfKind } from "./kinds/account-of-kind.js";
import { accountKind, amountFen, deadlineMs, passwordUnblocked, ref, signal } from "./request-fields.js";
import type { Till } from "./till.js";

export const loadData = members({
  /** Your own number for it, 1 to 64 printable ASCII characters: the idempotency key, shared with the sales. */
  ref,
  /** 1..4294967295. */
  amountFen,
  /** `purse` by default. */
  kind: accountKind.optional(),
  /** See `CallLimits`. */
  passwordUnblocked: passwordUnblocked.optional(),
  /** For everything until the card is asked to move money; ten minutes by default. */
  deadlineMs: deadlineMs.optional(),
});
const loadRequest = loadData.extend({ signal: signal.optional() });

export type LoadRequest = DataOf<typeof loadData> & {
  /** Gives it up, as long as the centre was not asked. */
  readonly signal?: AbortSignal | undefined;
};

export const reverseData = members({
  /** Of the reversal itself. */
  ref,
  /** Of the settled sale that is taken back, whole. */
  of: ref,
  /** See `CallLimits`. */
  passwordUnblocked: passwordUnblocked.optional(),
  /** For everything until the card is asked to move money; ten minutes by default. */
  deadlineMs: deadlineMs.optional(),
});
const reverseRequest = reverseData.extend({ signal: signal.optional() });

export type ReverseRequest = DataOf<typeof reverseData> & { readonly signal?: AbortSignal | undefined };

/** @throws TypeError when the account was opened without a centre */
export function centreOf(till: Till): Centre {
  if (till.centre !== undefined) return till.centre;
  throw typeError(
    "this needs the centre: give `centre` to openAccount",
    "此业务需要中心：请向 openAccount 传入 centre",
  );
}

/** @throws TypeError or RangeError naming the field and what it may be */
export function checkLoadRequest(till: Till, request: LoadRequest): CreditRequest {
  const {
    ref,
    amountFen,
    kind = "purse",
  } = readData(loadRequest, request, "request", refusing(request, "request"));
  const { institutionId } = centreOf(till);
  const reasons = till.cities.map((city) => accountOfKind(kind).whyNotLoadable(city));
  if (reasons[0] !== undefined && !reasons.includes(undefined)) {
    const { en, zh } = reasons[0];
    throw rangeError(en, zh);
  }
  const { simulated } = till.reader;
  return { ref, amountFen, kind, simulated, institution: institutionId, purpose: "load", ofRef: undefined };
}

/** @throws TypeError or RangeError naming the field and what it may be */
export function checkReverseRequest(request: ReverseRequest): void {
  readData(reverseRequest, request, "request", refusing(request, "request"));
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
  const ofZh = credit.ofRef === undefined ? "充值，" : `冲正 ${credit.ofRef}，`;
  throw rangeError(
    `ref ${ref} belongs to a ${credit.purpose}${of} of ${credit.amountFen} fen (${credit.kind}): everything needs a ref of its own`,
    `单号 ${ref} 已用于另一笔业务（${ofZh}${KINDS[credit.kind].zh} ${yuanText(credit.amountFen)} 元）：每笔业务须使用不同单号`,
  );
}
