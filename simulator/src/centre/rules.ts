/**
 * What a city's insurance decides, as data. The numbers are made up: public sources give each city's own, and not for
 * long.
 */

export type CityRules = {
  readonly name: string;
  readonly region: string;
  /** Where the personal account is held. */
  readonly account: "card" | "centre";
  /** The initial password, to which a reset goes back. */
  readonly initialPassword: string;
  /** Of a medical purchase's three amounts, the one that the personal account pays. */
  readonly accountAmount: 0 | 1 | 2;
  /** The amount holds the pooled fund's part too, as LD/T 33-2015 has it: the account pays the rest of it. */
  readonly accountAmountHoldsPool: boolean;
  /** First part of a year's costs that the insured pays (起付线), by kind of visit. */
  readonly deductibleFen: { readonly outpatient: number; readonly inpatient: number };
  /** Share of the pooled fund above it, in per cent. */
  readonly poolPercent: { readonly outpatient: number; readonly inpatient: number };
  /** What the pooled fund pays for one person in one year (封顶线). */
  readonly poolCeilingFen: number;
  /** How long a pre-settlement keeps the pooled fund's part for its sale. */
  readonly preSettlementHours: number;
  /** Is the password of a new card in use, or is no one asked before the holder has set one? */
  readonly passwordAtIssue: "initial" | "none";
  /** Within how many days a card has to be there that a delegate or an employer applied for. */
  readonly applicationDays: number;
  /** How long a loss reported by telephone lasts. */
  readonly preLossDays: number;
  /** Which balance and sequence stand under the TAC of a load. */
  readonly loadTac: { readonly balance: "new" | "old"; readonly sequence: "before" | "after" };
  /**
   * Single cards that are refused besides those of the register. With an identification code (卡识别码, 32 hexadecimal
   * digits) only the card that has it; null: whichever has the number.
   */
  readonly refusedCards: readonly { readonly cardNumber: string; readonly cardId: string | null }[];
  /** Card numbers that are refused, both ends included: stolen before they were issued. */
  readonly refusedRanges: readonly { readonly from: string; readonly until: string }[];
};

export const DEFAULT_RULES: CityRules = {
  name: "hangzhou",
  region: "330100",
  account: "card",
  initialPassword: "123456",
  accountAmount: 0,
  accountAmountHoldsPool: false,
  deductibleFen: { outpatient: 300_00, inpatient: 800_00 },
  poolPercent: { outpatient: 70, inpatient: 85 },
  poolCeilingFen: 200_000_00,
  preSettlementHours: 24,
  passwordAtIssue: "initial",
  applicationDays: 15,
  preLossDays: 7,
  loadTac: { balance: "new", sequence: "before" },
  refusedCards: [],
  refusedRanges: [],
};
