/**
 * The journal of a point of sale: written before the card is asked, so that no power cut, crash or lost answer can charge a
 * card-holder twice. Several processes may share one; `sqlite-journal.ts` keeps it in a file.
 */
import type { PasswordMemory } from "../password/password-memory.js";
import type { AccountKind, Answer, Ending, Intent, Sale } from "./sale.js";

export type SaleRequest = {
  readonly ref: string;
  readonly kind: AccountKind;
  readonly amountFen: number;
  readonly simulated: boolean;
};

/**
 * `claimed`: the caller may carry the sale out and has to end it. `taken`: another attempt holds the ref, alive or bound by its
 * intent; `statusOf(sale)` says which.
 */
export type ClaimResult =
  | { readonly claimed: true; readonly attempt: Attempt }
  | { readonly claimed: false; readonly sale: Sale };

/** A claimed sale: the steps that its owner writes, in this order. Each rejects with a JournalError when it cannot be kept. */
export type Attempt = {
  readonly id: number;
  /** Step 4. Durable when it resolves. */
  intent(intent: Intent): Promise<void>;
  /** Step 5a. Durable when it resolves. */
  answered(answer: Answer): Promise<void>;
  /** Step 7, or `undecided`, or `not-debited`, which frees the ref. `manual` is durable; the others follow from what is. */
  end(ending: Ending): Promise<Sale>;
  /** The attempt failed before its intent: the ref is free again. */
  release(reason: string): Promise<void>;
  /** The owner stops without an ending, and the record speaks for itself. Nothing is written; after an ending it does nothing. */
  abandon(): Promise<void>;
  /** Equipment failed before the intent: paid in cash, to be settled later. Durable. */
  defer(reason: string): Promise<Sale>;
};

export type SaleFilter = {
  /** Only those whose outcome the card has yet to tell. */
  readonly undecided?: boolean;
  /** Also attempts that failed and freed their ref. */
  readonly released?: boolean;
  /** Newest first; 1000 by default. */
  readonly limit?: number;
};

export type Journal = {
  /** For messages. */
  readonly name: string;
  /**
   * Takes the ref for one attempt, or answers who has it. Simulated sales have refs of their own.
   * A claim whose process died counts as given up.
   */
  claim(request: SaleRequest): Promise<ClaimResult>;
  /** All that is bound to, or being done under, this ref: at most one real and one simulated sale. */
  find(ref: string): Promise<Sale[]>;
  /** @throws JournalError when there is none */
  byId(id: number): Promise<Sale>;
  list(filter?: SaleFilter): Promise<Sale[]>;
  /** Undecided sales of this card, oldest first. */
  undecidedOf(cardNumber: string, simulated: boolean): Promise<Sale[]>;
  /** What recovery found. Durable. Does nothing to a sale that was decided meanwhile; answers the sale as it is then. */
  resolve(id: number, ending: Ending): Promise<Sale>;
  /** Cash was taken for an undecided sale. Durable. @throws RangeError when the ref has no undecided or manual sale */
  flagPaidInCash(ref: string): Promise<Sale>;
  readonly passwords: PasswordMemory;
  close(): Promise<void>;
};

/** The journal cannot be read or written. Its file is never reset or repaired behind anybody's back. */
export class JournalError extends Error {
  readonly file: string;

  constructor(file: string, message: string, cause?: unknown) {
    super(`journal ${file}: ${message}`, cause === undefined ? undefined : { cause });
    this.name = "JournalError";
    this.file = file;
  }
}
