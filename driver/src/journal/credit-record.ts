/**
 * One attempt to put money onto a card, as the journal keeps it: a load (圈存), or the reversal of a settled sale. The
 * centre takes the money from its side when it is asked for MAC2, so the intent is synced before that.
 */
import type { CardIdentity } from "@duka/protocol/centre";
import type { MaybeReason } from "../base/reason.js";
import type { ReasonCode } from "../base/reason-code.js";
import type { Closing } from "./closing.js";
import type { AccountKind } from "./sale.js";

/**
 * `begun` claims the ref; `intent` was synced before the centre was asked; `asked` before the card was. `undecided`
 * waits for the card. `failed` ended before its intent.
 */
type CreditState =
  | "begun"
  | "intent"
  | "asked"
  | "undecided"
  | "credited"
  | "not-credited"
  | "manual"
  | "failed";

type CreditPurpose = "load" | "reversal";

export type CreditRequest = {
  readonly ref: string;
  readonly kind: AccountKind;
  readonly amountFen: number;
  readonly simulated: boolean;
  readonly institution: string;
  readonly purpose: CreditPurpose;
  /** The sale that a reversal gives back. */
  readonly ofRef: string | undefined;
};

/** The money goes into the account at the centre, which no card is told of. */
export const NOTHING_LOADED = 0x00;

export type CreditIntent = {
  readonly cardNumber: string;
  readonly card: CardIdentity;
  /** Card identification code of EF05, by which it is known too; absent for a card with a purse alone. */
  readonly cardId?: string | undefined;
  /** Online sequence that INITIALIZE FOR LOAD answered. */
  readonly cardSequence: number;
  readonly terminalId: string;
  /** 01 or 02 of PBOC, 31 hexadecimal of the medical account, or `NOTHING_LOADED`. */
  readonly transactionType: number;
  readonly date: string;
  readonly time: string;
  readonly balanceBeforeFen: number;
};

export type CreditEnding = MaybeReason & {
  readonly state: "credited" | "not-credited" | "undecided" | "manual";
  readonly tac?: string | undefined;
  readonly evidence?: { readonly [name: string]: unknown } | undefined;
};

/** Whether the centre knows what became of it: each outcome, the open one too, is told under the same ref. */
type ReportState = "due" | "reported" | "refused";

export type Credit = CreditRequest & {
  readonly id: number;
  readonly state: CreditState;
  readonly live: boolean;
  readonly reason: string | undefined;
  readonly reasonCode: ReasonCode | undefined;
  readonly reasonStatusWord: number | undefined;
  readonly triesLeft: number | undefined;
  readonly intent: CreditIntent | undefined;
  readonly statusWord: number | undefined;
  readonly tac: string | undefined;
  readonly evidence: { readonly [name: string]: unknown } | undefined;
  readonly report: {
    readonly state: ReportState | undefined;
    readonly attempts: number;
    readonly nextAtMs: number;
    readonly error: string | undefined;
  };
  /** By a person, the last one at the end. */
  readonly closings: readonly Closing[];
  readonly begunAtMs: number;
  readonly changedAtMs: number;
};

export type CreditStatus = "inProgress" | "undecided" | "credited" | "not-credited" | "manual" | "released";

/** A reversal that no card takes part in. */
export function isKeptAtCentre({ intent }: Pick<Credit, "intent">): boolean {
  return intent?.transactionType === NOTHING_LOADED;
}

/** A process that died before `asked` never asked the card; after it the card has to tell. */
export function creditStatusOf(credit: Credit): CreditStatus {
  switch (credit.state) {
    case "begun":
      return credit.live ? "inProgress" : "released";
    case "intent":
      if (credit.live) return "inProgress";
      // Where no card is asked the cancellation itself moves the money: only the centre knows whether it was made.
      return isKeptAtCentre(credit) ? "undecided" : "not-credited";
    case "asked":
      return credit.live ? "inProgress" : "undecided";
    case "failed":
      return "released";
    default:
      return credit.state;
  }
}
