/** Why a sale, a load or a reversal is as it is, read from its record: for a person, and for a program. */
import type { Reason } from "../base/reason.js";
import type { ReasonCode } from "../base/reason-code.js";
import { closingText } from "../journal/closing.js";
import { type Credit, creditStatusOf } from "../journal/credit-record.js";
import { refundDueFen, type Sale, splitAtTill, statusOf } from "../journal/sale.js";
import { differenceText } from "./difference-text.js";

type Why = {
  readonly reason: string | null;
  readonly reasonCode: ReasonCode | null;
  readonly statusWord: number | null;
  readonly triesLeft: number | null;
};

export const NOTHING_TO_TELL: Why = { reason: null, reasonCode: null, statusWord: null, triesLeft: null };

/** Why, in the members that every outcome has. */
export function toldOf({
  reason,
  code,
  statusWord,
  triesLeft,
}: Reason): Why & { readonly reason: string; readonly reasonCode: ReasonCode } {
  return { reason, reasonCode: code, statusWord: statusWord ?? null, triesLeft: triesLeft ?? null };
}

/** The same in the outcome of a sale and in the export of its day. */
export function whyOfSale(sale: Sale): Why {
  const outcome = statusOf(sale);
  const { reason = null, reasonCode, reasonStatusWord, answer } = sale;
  const closing = sale.closings.at(-1);
  if (outcome === "committed" && refundDueFen(sale) > 0) {
    const closed = closing === undefined ? "" : `${closingText(closing)}; `;
    return toldOf({ code: "refund-due", reason: `${closed}paid in cash meanwhile: a refund is due` });
  }
  if (closing !== undefined) return toldOf({ code: "closed-by-hand", reason: closingText(closing) });
  if (outcome === "committed" && sale.reversedBy === undefined && sale.settlement.split !== undefined) {
    const difference = differenceText(splitAtTill(sale), sale.settlement.split);
    if (difference !== undefined) return toldOf({ code: "settlement-differs", reason: difference });
  }
  if (outcome === "inProgress") {
    return toldOf({ code: "in-progress", reason: "this sale is being carried out by another caller" });
  }
  if (outcome === "committed" && reason === null) return NOTHING_TO_TELL;
  // Of an answer that recovery has found only the TAC is known.
  const ofCard = outcome === "committed" || answer?.statusWord === 0 ? undefined : answer?.statusWord;
  const statusWord = reasonStatusWord ?? ofCard ?? null;
  const triesLeft = sale.triesLeft ?? null;
  if (outcome === "undecided" && reason === null) {
    const what = answer?.moved === true ? "the card's MAC2 was checked" : "the card's answer was known";
    return {
      reason: `the till stopped before ${what}`,
      reasonCode: reasonCode ?? "till-stopped",
      statusWord,
      triesLeft,
    };
  }
  return { reason, reasonCode: reasonCode ?? "not-recorded", statusWord, triesLeft };
}

/** The same in the outcome of a load or a reversal and in the export of its day. */
export function whyOfCredit(credit: Credit): Why {
  const outcome = creditStatusOf(credit);
  if (outcome === "inProgress") {
    return toldOf({ code: "in-progress", reason: "this is being carried out by another caller" });
  }
  const { reason, reasonCode = "not-recorded", triesLeft } = credit;
  if (reason === undefined && outcome === "undecided") {
    return toldOf({ code: "till-stopped", reason: "the till stopped before the card's answer was known" });
  }
  if (reason === undefined && outcome === "not-credited") {
    return toldOf({ code: "stopped-before-card", reason: "the till stopped before the card was asked" });
  }
  if (reason === undefined) return NOTHING_TO_TELL;
  const statusWord = outcome === "credited" ? undefined : (credit.reasonStatusWord ?? credit.statusWord);
  return toldOf({ code: reasonCode, reason, statusWord, triesLeft });
}
