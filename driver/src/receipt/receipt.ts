/** What a receipt says: data, from which `receipt-text.ts` makes lines. */
import type { VisitKind } from "@duka/protocol/centre";
import { maskCardNumber } from "../card/card-number.js";
import type { BillSplit } from "../journal/bill-split.js";
import type { ReceiptDetail } from "../journal/receipt-detail.js";
import type { AccountKind, Intent, MedicalShares, Sale } from "../journal/sale.js";

export type Receipt = {
  readonly ref: string;
  readonly kind: AccountKind;
  readonly amountFen: number;
  /** What the bill is for, where the centre has pre-settled it. */
  readonly visit?: VisitKind;
  /** Of a medical sale: what the holder and the pooled fund have paid besides, and the whole bill. */
  readonly medical?: MedicalShares & { readonly totalFen: number };
  /** Where the centre has settled the bill otherwise: what it has each side pay. Absent where both agree. */
  readonly centre?: BillSplit;
  /** Null where the account is held at the centre, and the till has no line to it. */
  readonly balanceBeforeFen: number | null;
  readonly balanceAfterFen: number | null;
  /** Masked. */
  readonly cardNumber: string;
  readonly cardSequence: number;
  readonly terminalId: string;
  readonly terminalSequence: number;
  /** 8 hexadecimal digits; null when the card's answer was lost, so that the centre has to look it up. */
  readonly tac: string | null;
  /**
   * `unverified`: PSAM and key server were lost before they had checked the card's MAC2, and something else proved the
   * purchase.
   */
  readonly mac2: "verified" | "unverified";
  /** YYYYMMDD and HHMMSS, China Standard Time. */
  readonly date: string;
  readonly time: string;
  /** True: no real money. */
  readonly simulated: boolean;
  /** What the point of sale added, its numbers masked; absent where it added nothing. */
  readonly detail?: ReceiptDetail;
};

export function receiptOf(sale: Sale, intent: Intent): Receipt {
  const { amountFen, totalFen = amountFen, medical, settlement } = sale;
  const beforeFen = intent.balanceBeforeFen;
  return {
    ref: sale.ref,
    kind: sale.kind,
    amountFen,
    ...(sale.visit === undefined ? {} : { visit: sale.visit }),
    ...(medical === undefined ? {} : { medical: { ...medical, totalFen } }),
    ...(settlement.state === "differs" && settlement.split !== undefined ? { centre: settlement.split } : {}),
    balanceBeforeFen: beforeFen ?? null,
    balanceAfterFen: beforeFen === undefined ? null : beforeFen - amountFen,
    cardNumber: maskCardNumber(intent.cardNumber),
    cardSequence: intent.cardSequence,
    terminalId: intent.terminalId,
    terminalSequence: intent.terminalSequence,
    tac: sale.answer?.tac ?? null,
    mac2: sale.mac2State === "verified" ? "verified" : "unverified",
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
