/** What is different from one account of a card to another: one object for each kind, chosen once. */

import type {
  creditForLoad,
  creditForMedicalLoad,
  debitForMedicalPurchase,
  debitForPurchase,
  getTransactionProve,
  initializeForLoad,
  initializeForPurchase,
  initSamForPurchase,
} from "@duka/protocol/commands";
import type { Bilingual } from "@duka/protocol/data/bilingual";
import type { CommandResult, Response } from "@duka/protocol/layout";
import type { Psam } from "../../card/psam.js";
import type { Refusal } from "../../card/refusal.js";
import type { MedicalShares } from "../../journal/sale.js";
import type { CityProfile } from "../../password/city-profile.js";
import type { IssuedCard } from "../issued-card.js";
import type { LogEntry } from "./log-entry.js";

/** What INITIALIZE answers, as far as a purchase needs it. */
export type InitializedPurchase = Pick<
  Response<typeof initializeForPurchase>,
  "offlineSequence" | "keyVersion" | "algorithm" | "random"
> & {
  /** Undefined where the card does not hold the account. */
  readonly balanceFen: number | undefined;
};

/** What MAC1 is made over. */
export type PurchaseTerms = {
  readonly issued: IssuedCard;
  readonly initialized: InitializedPurchase;
  readonly amountsFen: readonly number[];
  readonly date: string;
  readonly time: string;
};

type InitializeAnswer =
  | { readonly ok: true; readonly response: InitializedPurchase }
  | Extract<CommandResult<never>, { ok: false }>;

export type Amounts = {
  /** What leaves the account. */
  readonly amountFen: number;
  /** The three of the medical account. */
  readonly amountsFen: readonly number[] | undefined;
};

/** A bill of which others pay a part. */
type Bill = {
  /** The three amounts as the city's cards are told them. */
  readonly amountsFen: readonly number[];
  readonly shares: MedicalShares;
  readonly totalFen: number;
};

/** What was paid this year, as the card counts it (P5 7.3). */
export type AnnualTotals = {
  /** YYYY */
  readonly year: string;
  /** MMDD on which the year begins, where the card tells it. */
  readonly startingDay?: string;
  /** By the holder himself (年度个人自付累计). */
  readonly selfPayFen: number;
  /** By the pooled fund (年度统筹基金支付累计). */
  readonly poolFen: number;
};

export type CardAccount = {
  /** Transaction type of its purchases, as MAC1, TAC and the log have it. */
  readonly purchaseType: number;
  /** Transaction type of its loads. */
  readonly loadType: number;
  /** The step of a purchase that moves money. Never sent twice by anything. */
  readonly debit: typeof debitForPurchase | typeof debitForMedicalPurchase;
  /** The step of a load that moves money. Never sent twice by anything. */
  readonly credit: typeof creditForLoad | typeof creditForMedicalLoad;
  readonly log: AccountLog;
  /**
   * The card proves that it is genuine before this account is entered: the proof selects another application. Others
   * are entered at once.
   */
  readonly isProvedFirst: boolean;
  /** Only cards that the centre knows have it; the others are also on cards that it has never heard of. */
  readonly isKnownToCentre: boolean;
  /** True where the city holds this account at the centre, and the card keeps its record. */
  isHeldAtCentre(profile: CityProfile): boolean;
  needsPasswordForLoad(profile: CityProfile): boolean;
  /** Why nothing can be loaded onto such cards; undefined where it can. */
  whyNotLoadable(profile: CityProfile): Bilingual | undefined;
  /**
   * A bill of which this account pays `amountFen`.
   * @returns undefined where this account pays all of it
   * @throws RangeError when such a bill cannot be
   */
  billOf(
    profile: CityProfile,
    amountFen: number,
    others: Partial<MedicalShares> | undefined,
  ): Bill | undefined;
  /**
   * Goes to the application of this account, unless the card is there: selecting it anew might cost it its proof and
   * its password.
   */
  enter(issued: IssuedCard): Promise<Refusal | undefined>;
  /** After the password: does the card say that this account is not used on it? @returns undefined where it is */
  whyUnused?(issued: IssuedCard): Promise<Refusal | undefined>;
  readBalance(issued: IssuedCard): Promise<number | Refusal>;
  /** After the balance. @returns undefined where the card does not tell them */
  annualTotals?(issued: IssuedCard): Promise<AnnualTotals | undefined>;
  /** Step 2 of a purchase as it is: recovery reads every answer its own way. Moves nothing. */
  initialize(issued: IssuedCard, amounts: Amounts, terminalId: string): Promise<InitializeAnswer>;
  /** Step 3 of a purchase, by a PSAM: its sequence and MAC1. @throws EquipmentError */
  initializeSam(psam: Psam, terms: PurchaseTerms): Promise<Response<typeof initSamForPurchase>>;
  /** First step of a load. Moves nothing. */
  initializeLoad(
    issued: IssuedCard,
    amountFen: number,
    terminalId: string,
  ): Promise<CommandResult<typeof initializeForLoad>>;
  /**
   * MAC2 and TAC of the account's last transaction, if it is the one of this type and sequence.
   * @returns undefined where the city says that its cards are not to be asked
   */
  proof(
    issued: IssuedCard,
    transactionType: number,
    sequence: number,
  ): Promise<CommandResult<typeof getTransactionProve> | undefined>;
  /** Enough for INITIALIZE to tell the sequence, and so little that 9401 is rare: one fen from the account. */
  probeAmounts(profile: CityProfile): Amounts;
};

export type AccountLog = {
  readonly recordLength: number;
  /** Short identifier of its file. */
  file(profile: CityProfile): number;
  /** @throws RangeError for a record that was never written, or holds what no card writes */
  read(record: Uint8Array, profile: CityProfile): LogEntry;
  hasAmount(entry: LogEntry, amounts: Amounts): boolean;
};
