/** What a point of sale asks for, checked before a byte is sent or written. */

import type { VisitKind } from "@duka/protocol/centre";
import { rangeError } from "@duka/protocol/data/bilingual";
import { type DataOf, readData } from "@duka/protocol/data/read-data";
import { described, flag, members } from "@duka/protocol/data/values";
import { refusing } from "../base/argument.js";
import { type ReceiptDetail, receiptDetail } from "../journal/receipt-detail.js";
import type { AccountKind, MedicalShares, Sale } from "../journal/sale.js";
import { type CityProfile, hangzhou } from "../password/city-profile.js";
import { KINDS } from "../receipt/receipt-words.js";
import { yuanText } from "../receipt/yuan.js";
import { accountOfKind } from "./kinds/account-of-kind.js";
import {
  AMOUNT_MAX_FEN,
  accountKind,
  amountFen,
  date,
  deadlineMs,
  partFen,
  passwordUnblocked,
  ref,
  signal,
  time,
} from "./request-fields.js";

export const debitData = members({
  /** The point of sale's own sale number, 1 to 64 printable ASCII characters: the idempotency key. */
  ref,
  /** 1..4294967295. */
  amountFen,
  /** `purse` by default. */
  kind: accountKind.optional(),
  /** For the medical account: what holder and pooled fund pay besides; `amountFen` is the account's part. */
  medical: described(
    members({ selfPayFen: partFen.default(0), poolFen: partFen.default(0) }).optional(),
    "what holder and pooled fund pay besides the account",
  ),
  /** Of the whole bill, where the card pays a part of it; `amountFen` by default. */
  totalFen: described(amountFen.optional(), "of the whole bill, where the card pays a part of it"),
  /** YYYYMMDD and HHMMSS of the transaction, where the caller has to say it; the till's clock by default. */
  when: members({ date, time }).optional(),
  /** For the receipt. */
  detail: described(receiptDetail.optional(), "for the receipt: who sold, to whom, how the bill was shared"),
  /**
   * True: when reader or PSAM fail before the card was asked, the sale is recorded as `deferred`, paid in cash, to be
   * settled later. False, the default: such a failure is thrown and binds nothing.
   */
  deferOnEquipmentFailure: described(
    flag.optional(),
    "when reader or PSAM fail, record the sale as paid in cash, to be settled later",
  ),
  /** See `CallLimits`. */
  passwordUnblocked: passwordUnblocked.optional(),
  /** For everything until the card is asked to move money; ten minutes by default. */
  deadlineMs: deadlineMs.optional(),
});
const debitRequest = debitData.extend({ signal: signal.optional() });

export type DebitRequest = DataOf<typeof debitData> & {
  /** Gives the sale up, as long as the card was not asked to debit; after that it has no effect. */
  readonly signal?: AbortSignal | undefined;
};

export type CheckedRequest = {
  readonly ref: string;
  readonly amountFen: number;
  readonly kind: AccountKind;
  readonly amountsFen: readonly number[] | undefined;
  readonly medical: MedicalShares | undefined;
  readonly totalFen: number | undefined;
  /** What the bill is for, where the centre has pre-settled it. */
  readonly visit?: VisitKind | undefined;
  readonly when?: { readonly date: string; readonly time: string } | undefined;
  readonly detail: ReceiptDetail | undefined;
  readonly deferOnEquipmentFailure: boolean;
  readonly signal: AbortSignal | undefined;
};

/** @throws TypeError or RangeError naming the field and what it may be */
export function checkDebitRequest(
  request: DebitRequest,
  cities: readonly [CityProfile, ...CityProfile[]] = [hangzhou],
): CheckedRequest {
  const read = readData(debitRequest, request, "request", refusing(request, "request", ["detail"]));
  const { ref, amountFen, kind = "purse", totalFen, when, detail } = read;
  // Which city's card will pay is not known yet: `preparePurchase` orders the amounts as that one's has them.
  const city = cities.find(({ medical }) => medical !== undefined) ?? cities[0];
  const bill = accountOfKind(kind).billOf(city, amountFen, read.medical);
  if (totalFen !== undefined && totalFen < amountFen) {
    throw rangeError(
      `totalFen is whole fen, from amountFen to ${AMOUNT_MAX_FEN}`,
      `totalFen 必须是 amountFen 至 ${AMOUNT_MAX_FEN} 的整数（分）`,
    );
  }
  return {
    ref,
    amountFen,
    kind,
    amountsFen: bill?.amountsFen,
    medical: bill?.shares,
    totalFen: totalFen ?? bill?.totalFen,
    when,
    detail,
    deferOnEquipmentFailure: read.deferOnEquipmentFailure ?? false,
    signal: request.signal,
  };
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
  throw rangeError(
    `ref ${ref} belongs to a sale of ${billText(sale)}, not of ${billText({ amountFen, kind, medical })}: every sale needs a ref of its own`,
    `单号 ${ref} 已用于另一笔交易（${billInChinese(sale)}），与本次（${billInChinese({ amountFen, kind, medical })}）不同：每笔交易须使用不同单号`,
  );
}

function billText({ amountFen, kind, medical }: Pick<Sale, "amountFen" | "kind" | "medical">): string {
  const besides =
    medical === undefined
      ? ""
      : `, besides ${medical.selfPayFen} by the holder and ${medical.poolFen} by the fund`;
  return `${amountFen} fen (${kind}${besides})`;
}

function billInChinese({ amountFen, kind, medical }: Parameters<typeof billText>[0]): string {
  const besides =
    medical === undefined
      ? ""
      : `，另个人自付 ${yuanText(medical.selfPayFen)} 元、统筹支付 ${yuanText(medical.poolFen)} 元`;
  return `${KINDS[kind].zh} ${yuanText(amountFen)} 元${besides}`;
}
