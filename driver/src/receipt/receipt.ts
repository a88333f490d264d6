/** What a receipt says: data, from which `receipt-text.ts` makes lines. */
import { maskCardNumber } from "../account/card-number.js";
import type { AccountKind, Intent, Sale } from "../journal/sale.js";
import type { ReceiptDetail } from "./receipt-detail.js";

export type Receipt = {
  readonly ref: string;
  readonly kind: AccountKind;
  readonly amountFen: number;
  readonly balanceBeforeFen: number;
  readonly balanceAfterFen: number;
  /** Masked. */
  readonly cardNumber: string;
  readonly cardSequence: number;
  readonly terminalId: string;
  readonly terminalSequence: number;
  /** 8 hexadecimal digits; null when the card's answer was lost, so that the centre has to look it up. */
  readonly tac: string | null;
  /** YYYYMMDD and HHMMSS, China Standard Time. */
  readonly date: string;
  readonly time: string;
  /** True: no real money. */
  readonly simulated: boolean;
  /** What the point of sale added, its numbers masked; absent where it added nothing. */
  readonly detail?: ReceiptDetail;
};

export function receiptOf(sale: Sale, intent: Intent): Receipt {
  return {
    ref: sale.ref,
    kind: sale.kind,
    amountFen: sale.amountFen,
    balanceBeforeFen: intent.balanceBeforeFen,
    balanceAfterFen: intent.balanceBeforeFen - sale.amountFen,
    cardNumber: maskCardNumber(intent.cardNumber),
    cardSequence: intent.cardSequence,
    terminalId: intent.terminalId,
    terminalSequence: intent.terminalSequence,
    tac: sale.answer?.tac ?? null,
    date: intent.date,
    time: intent.time,
    simulated: sale.simulated,
    ...(sale.detail === undefined ? {} : { detail: masked(sale.detail) }),
  };
}

function masked(detail: ReceiptDetail): ReceiptDetail {
  const { socialSecurityNumber: number } = detail;
  return number === undefined ? detail : { ...detail, socialSecurityNumber: maskCardNumber(number) };
}
