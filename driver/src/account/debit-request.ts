/** What a point of sale asks for, checked before a byte is sent or written. */

import { checkFlag, checkMembers, checkOneOf, shown } from "../base/argument.js";
import { checkReceiptDetail, type ReceiptDetail } from "../journal/receipt-detail.js";
import type { AccountKind, MedicalShares, Sale } from "../journal/sale.js";
import { type CityProfile, hangzhou } from "../password/city-profile.js";

/** 4 bytes of fen: 42 949 672.95 yuan. */
const AMOUNT_MAX_FEN = 0xffffffff;
const REF_MAX = 64;

export type DebitRequest = {
  /** The point of sale's own sale number, 1 to 64 printable ASCII characters: the idempotency key. */
  readonly ref: string;
  /** 1..4294967295. */
  readonly amountFen: number;
  /** `purse` by default. */
  readonly kind?: AccountKind;
  /** For the medical account: what the holder and the pooled fund pay besides; `amountFen` is the account's part. */
  readonly medical?: MedicalShares;
  /** Of the whole bill, where the card pays a part of it; `amountFen` by default. */
  readonly totalFen?: number;
  /** YYYYMMDD and HHMMSS of the transaction, where the caller has to say it; the till's clock by default. */
  readonly when?: { readonly date: string; readonly time: string };
  /** For the receipt. */
  readonly detail?: ReceiptDetail;
  /**
   * True: when reader or PSAM fail before the card was asked, the sale is recorded as `deferred`, paid in cash, to be
   * settled later. False, the default: such a failure is thrown and binds nothing.
   */
  readonly deferOnEquipmentFailure?: boolean;
  /** Gives the sale up, as long as the card was not asked to debit; after that it has no effect. */
  readonly signal?: AbortSignal;
  /** For everything until the card is asked to move money; ten minutes by default. */
  readonly deadlineMs?: number;
};

export type CheckedRequest = {
  readonly ref: string;
  readonly amountFen: number;
  readonly kind: AccountKind;
  readonly amountsFen: readonly number[] | undefined;
  readonly medical: MedicalShares | undefined;
  readonly totalFen: number | undefined;
  readonly when?: { readonly date: string; readonly time: string } | undefined;
  readonly detail: ReceiptDetail | undefined;
  readonly deferOnEquipmentFailure: boolean;
  readonly signal: AbortSignal | undefined;
};

/** @throws TypeError or RangeError naming the field and what it may be */
export function checkDebitRequest(request: DebitRequest, profile: CityProfile = hangzhou): CheckedRequest {
  checkMembers("request", request, MEMBERS);
  const { ref, amountFen, kind = "purse", deferOnEquipmentFailure = false, signal, totalFen } = request;
  checkRef(ref);
  checkAmount(amountFen);
  checkKind(kind);
  checkFlag("deferOnEquipmentFailure", deferOnEquipmentFailure);
  const medical = kind === "medical" ? medicalAmounts(profile, amountFen, request.medical) : undefined;
  if (kind !== "medical" && request.medical !== undefined) {
    throw new RangeError('medical amounts belong to the medical account: kind is not "medical"');
  }
  if (
    totalFen !== undefined &&
    (!Number.isSafeInteger(totalFen) || totalFen < amountFen || totalFen > AMOUNT_MAX_FEN)
  ) {
    throw new RangeError(`totalFen is whole fen, from amountFen to ${AMOUNT_MAX_FEN}`);
  }
  const { when } = request;
  if (when !== undefined) checkWhen(when);
  const detail = request.detail === undefined ? undefined : checkReceiptDetail(request.detail);
  return {
    ref,
    amountFen,
    kind,
    amountsFen: medical?.amountsFen,
    medical: medical?.shares,
    totalFen: totalFen ?? medical?.totalFen,
    when,
    detail,
    deferOnEquipmentFailure,
    signal,
  };
}

const MEMBERS = [
  "ref",
  "amountFen",
  "kind",
  "medical",
  "totalFen",
  "when",
  "detail",
  "deferOnEquipmentFailure",
  "signal",
  "deadlineMs",
] as const satisfies readonly (keyof DebitRequest)[];

/** Whole fen, as much as 4 bytes hold. @throws TypeError or RangeError */
export function checkAmount(amountFen: number): void {
  if (typeof amountFen !== "number")
    throw new TypeError(`amountFen is a number of fen, not ${shown(amountFen)}`);
  if (!Number.isInteger(amountFen) || amountFen < 1 || amountFen > AMOUNT_MAX_FEN) {
    throw new RangeError(`amountFen is 1 to ${AMOUNT_MAX_FEN}, whole fen, not ${amountFen}`);
  }
}

/** @throws RangeError */
export function checkKind(kind: AccountKind): void {
  checkOneOf("kind", kind, ["purse", "deposit", "medical"]);
}

function checkWhen(when: NonNullable<DebitRequest["when"]>): void {
  checkMembers("when", when, ["date", "time"]);
  const { date, time } = when;
  if (typeof date !== "string" || !/^20\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.test(date)) {
    throw new RangeError(`when.date is 8 digits, YYYYMMDD, not ${shown(date)}`);
  }
  if (typeof time !== "string" || !/^([01]\d|2[0-3])[0-5]\d[0-5]\d$/.test(time)) {
    throw new RangeError(`when.time is 6 digits, HHMMSS, not ${shown(time)}`);
  }
}

/** @param name "ref", or the member that holds it @throws TypeError or RangeError */
export function checkRef(ref: string, name = "ref"): void {
  if (typeof ref !== "string") {
    throw new TypeError(`${name} is a string, the point of sale's own number, not ${shown(ref)}`);
  }
  if (!/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(ref) || ref.length > REF_MAX) {
    throw new RangeError(
      `${name} is 1 to ${REF_MAX} printable ASCII characters, without a space at either end, not ${shown(ref)}`,
    );
  }
}

/** The three amounts as the city's cards are told them. */
function medicalAmounts(
  { medical: rules, name }: CityProfile,
  accountFen: number,
  given: DebitRequest["medical"],
): { readonly amountsFen: readonly number[]; readonly shares: MedicalShares; readonly totalFen: number } {
  if (rules === undefined) throw new RangeError(`the cards of "${name}" have no medical account`);
  if (given !== undefined) checkMembers("medical", given, ["selfPayFen", "poolFen"]);
  const { selfPayFen = 0, poolFen = 0 } = given ?? {};
  for (const [field, value] of Object.entries({ selfPayFen, poolFen })) {
    if (!Number.isInteger(value) || value < 0 || value > AMOUNT_MAX_FEN) {
      throw new RangeError(`medical.${field} is 0 to ${AMOUNT_MAX_FEN}, whole fen`);
    }
  }
  const totalFen = accountFen + selfPayFen + poolFen;
  if (totalFen > AMOUNT_MAX_FEN) throw new RangeError(`the whole bill is at most ${AMOUNT_MAX_FEN} fen`);
  const meanings = {
    account: accountFen,
    "self-payment": selfPayFen,
    pool: poolFen,
    "account-and-pool": accountFen + poolFen,
    total: totalFen,
    zero: 0,
  };
  const amountsFen = rules.amounts.map((meaning) => meanings[meaning]);
  return { amountsFen, shares: { selfPayFen, poolFen }, totalFen };
}

/**
 * @throws RangeError when the ref of `sale` is asked for another one: another amount, account, or share of a medical
 *   bill
 */
export function checkSameSale(
  { ref, amountFen, kind, medical }: Pick<CheckedRequest, "ref" | "amountFen" | "kind" | "medical">,
  sale: Sale,
): void {
  const isSameBill =
    medical?.selfPayFen === sale.medical?.selfPayFen && medical?.poolFen === sale.medical?.poolFen;
  if (sale.amountFen === amountFen && sale.kind === kind && isSameBill) return;
  throw new RangeError(
    `ref ${ref} belongs to a sale of ${billText(sale)}, not of ${billText({ amountFen, kind, medical })}: every sale needs a ref of its own`,
  );
}

function billText({ amountFen, kind, medical }: Pick<Sale, "amountFen" | "kind" | "medical">): string {
  const besides =
    medical === undefined
      ? ""
      : `, besides ${medical.selfPayFen} by the holder and ${medical.poolFen} by the fund`;
  return `${amountFen} fen (${kind}${besides})`;
}
