/** What became of a load or a reversal, for the point of sale: read from the journal's record. */

import type { Reason } from "../base/reason.js";
import type { ReasonCode } from "../base/reason-code.js";
import { maskCardNumber } from "../card/card-number.js";
import { swText } from "../card/refusal.js";
import { type Credit, creditStatusOf } from "../journal/credit-record.js";
import { toldOf, whyOfCredit } from "../receipt/why.js";

export type CreditOutcome = {
  /**
   * `credited`: the money is on the card. `refused`: nothing was begun, the ref is free. `not-credited`: the card did
   * not get it, and the centre has or gets its money back. `undecided`: put the same card back and ask with the same
   * ref. `manual`: a person has to see to it.
   */
  readonly outcome: "credited" | "refused" | "not-credited" | "undecided" | "manual" | "inProgress";
  readonly reason: string | null;
  /** Why, for a program: null only where the money simply is on the card. */
  readonly reasonCode: ReasonCode | null;
  readonly statusWord: number | null;
  readonly triesLeft: number | null;
  readonly ref: string;
  readonly purpose: "load" | "reversal";
  /** The sale that a reversal gives back. */
  readonly ofRef: string | null;
  readonly amountFen: number;
  readonly balanceBeforeFen: number | null;
  readonly balanceAfterFen: number | null;
  readonly tac: string | null;
  readonly cardSequence: number | null;
  /** Masked. */
  readonly cardNumber: string | null;
  /** Whether the centre knows this outcome; null when it has not to. */
  readonly reported: "due" | "reported" | "refused" | null;
  readonly simulated: boolean;
};

/** Always the same keys, null where unknown. Status words are hexadecimal. */
export function creditJson({ statusWord, ...outcome }: CreditOutcome): { readonly [key: string]: unknown } {
  return { ...outcome, statusWord: statusWord === null ? null : swText(statusWord) };
}

export function creditOutcomeOf(credit: Credit): CreditOutcome {
  const status = creditStatusOf(credit);
  const outcome = status === "released" ? "refused" : status;
  const before = credit.intent?.balanceBeforeFen;
  return {
    outcome,
    ...whyOfCredit(credit),
    ref: credit.ref,
    purpose: credit.purpose,
    ofRef: credit.ofRef ?? null,
    amountFen: credit.amountFen,
    balanceBeforeFen: before ?? null,
    balanceAfterFen: balanceAfter(outcome, before, credit.amountFen),
    tac: credit.tac ?? null,
    cardSequence: credit.intent?.cardSequence ?? null,
    cardNumber: credit.intent === undefined ? null : maskCardNumber(credit.intent.cardNumber),
    reported: credit.report.state ?? null,
    simulated: credit.simulated,
  };
}

/** Refused before the intent; the ref is free. */
export function refusedCredit(
  request: Pick<CreditOutcome, "ref" | "purpose" | "amountFen" | "simulated"> & {
    readonly ofRef: string | undefined;
  },
  refusal: Reason,
): CreditOutcome {
  return {
    outcome: "refused",
    ...toldOf(refusal),
    ref: request.ref,
    purpose: request.purpose,
    ofRef: request.ofRef ?? null,
    amountFen: request.amountFen,
    balanceBeforeFen: null,
    balanceAfterFen: null,
    tac: null,
    cardSequence: null,
    cardNumber: null,
    reported: null,
    simulated: request.simulated,
  };
}

function balanceAfter(outcome: string, before: number | undefined, amountFen: number): number | null {
  if (before === undefined) return null;
  if (outcome === "credited") return before + amountFen;
  return outcome === "not-credited" || outcome === "refused" ? before : null;
}
