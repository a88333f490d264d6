/** The reconciliation export (对账) of a day: every sale in exactly one class, and totals that add up. */

import { rangeError } from "@duka/protocol/data/bilingual";
import { checkFlag, checkThing, shown, shownZh } from "../base/argument.js";
import { maskCardNumber } from "../card/card-number.js";
import { swText } from "../card/refusal.js";
import { type ClosedAs, lastClosing } from "../journal/closing.js";
import { type Credit, type CreditStatus, creditStatusOf } from "../journal/credit-record.js";
import type { Journal } from "../journal/journal.js";
import { creditContradiction, saleContradiction } from "../journal/open-cases.js";
import { type Mac2State, refundDueFen, type Sale, type SettlementState, statusOf } from "../journal/sale.js";

import { whyOfCredit, whyOfSale } from "../receipt/why.js";

/**
 * `refused` stands for sales that the card refused under a bound ref; `inProgress` for those being carried out at this
 * moment.
 */
export const CLASSES = [
  "committed",
  "reversed",
  "deferred",
  "undecided",
  "manual",
  "refused",
  "inProgress",
] as const;

type SaleClass = (typeof CLASSES)[number];

type Total = { readonly count: number; readonly amountFen: number };

type CodedWhy = {
  /** One of `REASONS`. */
  readonly reasonCode: string | null;
  /** "6985" */
  readonly statusWord: string | null;
  /** Of the password. */
  readonly triesLeft: number | null;
};

type DayRow = {
  readonly ref: string;
  readonly class: SaleClass;
  readonly kind: Sale["kind"];
  readonly visit: NonNullable<Sale["visit"]> | null;
  /** What the card's account pays; with the next two, of a medical sale, the whole bill. */
  readonly amountFen: number;
  readonly selfPayFen: number | null;
  readonly poolFen: number | null;
  readonly totalFen: number;
  readonly paidInCash: boolean;
  readonly refundDueFen: number;
  /** `differs`: the centre has settled it with the parts below instead of those above. */
  readonly settled: SettlementState | null;
  /** Who pays what by the centre; null until it has settled the sale. */
  readonly centreTotalFen: number | null;
  readonly centreAccountFen: number | null;
  readonly centrePoolFen: number | null;
  readonly centreCashFen: number | null;
  readonly reversedBy: string | null;
  readonly closedAs: ClosedAs | null;
  readonly closedBy: string | null;
  /** ISO 8601. */
  readonly closedAt: string | null;
  /** The card has said otherwise since it was closed. */
  readonly contradicted: boolean;
  readonly date: string | null;
  readonly time: string | null;
  readonly terminalId: string | null;
  readonly terminalSequence: number | null;
  readonly cardSequence: number | null;
  readonly cardNumber: string | null;
  readonly tac: string | null;
  /**
   * What PSAM or key server said of the card's MAC2; `unverified` where neither was asked, and null where there was
   * none.
   */
  readonly mac2: Mac2State | null;
  /** As its outcome tells it. */
  readonly reason: string | null;
} & CodedWhy;

type CreditRow = {
  readonly ref: string;
  readonly class: Exclude<CreditStatus, "released">;
  readonly purpose: Credit["purpose"];
  readonly ofRef: string | null;
  readonly amountFen: number;
  readonly reported: "due" | "reported" | "refused" | null;
  readonly closedAs: ClosedAs | null;
  readonly closedBy: string | null;
  readonly closedAt: string | null;
  readonly contradicted: boolean;
  readonly cardNumber: string | null;
  readonly tac: string | null;
  /** As its outcome tells it. */
  readonly reason: string | null;
} & CodedWhy;

export type DayExport = {
  /** YYYY-MM-DD, in China. */
  readonly day: string;
  readonly simulated: boolean;
  readonly totals: { readonly [name in SaleClass]: Total } & {
    /** The sum of all classes. */
    readonly all: Total;
    /** Of the class `committed`: those whose MAC2 was not checked. */
    readonly unverified: Total;
    /** Of the same class: those that the centre has settled with another split of the bill. */
    readonly differing: Total;
    /** What cards have paid and kept paid: the class `committed` alone. */
    readonly cardFen: number;
    /** Of the same class: what holders and the pooled fund have paid besides, and the bills in whole. */
    readonly selfPayFen: number;
    readonly poolFen: number;
    readonly totalFen: number;
    readonly refundDueFen: number;
  };
  readonly sales: readonly DayRow[];
  readonly creditTotals: { readonly [name in CreditRow["class"]]: Total };
  readonly credits: readonly CreditRow[];
};

/**
 * Real sales, or simulated ones: never both.
 * @param day YYYY-MM-DD
 * @throws RangeError when it is no day
 */
export async function exportDay(journal: Journal, day: string, simulated = false): Promise<DayExport> {
  checkThing("journal", journal, "openJournal gives", ["list"]);
  checkFlag("simulated", simulated);
  const compact = compactDay(day);
  const sales = (await journal.days.sales(compact, simulated))
    .filter((sale) => statusOf(sale) !== "released")
    .map(rowOf);
  const credits = (await journal.days.credits(compact, simulated)).flatMap(creditRowOf);
  const totals = Object.fromEntries(CLASSES.map((name) => [name, totalOf(sales, name)])) as {
    [name in SaleClass]: Total;
  };
  return {
    day,
    simulated,
    totals: {
      ...totals,
      all: totalOf(sales),
      unverified: totalOf(
        sales.filter(({ mac2 }) => mac2 === "unverified"),
        "committed",
      ),
      differing: totalOf(
        sales.filter(({ settled }) => settled === "differs"),
        "committed",
      ),
      cardFen: totals.committed.amountFen,
      ...billsOf(sales.filter((row) => row.class === "committed")),
      refundDueFen: sales.reduce((sum, row) => sum + row.refundDueFen, 0),
    },
    sales,
    creditTotals: {
      credited: totalOf(credits, "credited"),
      "not-credited": totalOf(credits, "not-credited"),
      undecided: totalOf(credits, "undecided"),
      manual: totalOf(credits, "manual"),
      inProgress: totalOf(credits, "inProgress"),
    },
    credits,
  };
}

function totalOf(
  rows: readonly { readonly class: string; readonly amountFen: number }[],
  name?: string,
): Total {
  const chosen = name === undefined ? rows : rows.filter((row) => row.class === name);
  return { count: chosen.length, amountFen: chosen.reduce((sum, { amountFen }) => sum + amountFen, 0) };
}

function billsOf(rows: readonly DayRow[]) {
  const sum = (field: "selfPayFen" | "poolFen" | "totalFen") =>
    rows.reduce((total, row) => total + (row[field] ?? 0), 0);
  return { selfPayFen: sum("selfPayFen"), poolFen: sum("poolFen"), totalFen: sum("totalFen") };
}

function rowOf(sale: Sale): DayRow {
  const status = statusOf(sale);
  const why = whyOfSale(sale);
  const {
    intent,
    settlement: { split },
  } = sale;
  return {
    ref: sale.ref,
    class: classOf(status, sale.reversedBy !== undefined),
    kind: sale.kind,
    visit: sale.visit ?? null,
    amountFen: sale.amountFen,
    selfPayFen: sale.medical?.selfPayFen ?? null,
    poolFen: sale.medical?.poolFen ?? null,
    totalFen: sale.totalFen ?? sale.amountFen,
    paidInCash: sale.paidInCash,
    refundDueFen: refundDueFen(sale),
    settled: status === "committed" ? sale.settlement.state : null,
    centreTotalFen: split?.totalFen ?? null,
    centreAccountFen: split?.accountFen ?? null,
    centrePoolFen: split?.poolFen ?? null,
    centreCashFen: split?.cashFen ?? null,
    reversedBy: sale.reversedBy ?? null,
    ...closingOf(sale),
    contradicted: saleContradiction(sale) !== undefined,
    date: intent?.date ?? null,
    time: intent?.time ?? null,
    terminalId: intent?.terminalId ?? null,
    terminalSequence: intent?.terminalSequence ?? null,
    cardSequence: intent?.cardSequence ?? null,
    cardNumber: intent === undefined ? null : maskCardNumber(intent.cardNumber),
    tac: sale.answer?.tac ?? null,
    mac2: sale.mac2State ?? (status === "committed" ? "unverified" : null),
    reason: why.reason,
    ...codedWhy(why),
  };
}

function codedWhy({ reasonCode, statusWord, triesLeft }: ReturnType<typeof whyOfSale>): CodedWhy {
  return { reasonCode, statusWord: statusWord === null ? null : swText(statusWord), triesLeft };
}

function closingOf({ closings }: Pick<Sale, "closings">) {
  const last = lastClosing(closings);
  return { closedAs: last?.as ?? null, closedBy: last?.by ?? null, closedAt: last?.at ?? null };
}

function classOf(status: ReturnType<typeof statusOf>, isReversed: boolean): SaleClass {
  if (status === "committed") return isReversed ? "reversed" : "committed";
  return status === "released" ? "refused" : status;
}

function creditRowOf(credit: Credit): CreditRow[] {
  const status = creditStatusOf(credit);
  if (status === "released") return [];
  const why = whyOfCredit(credit);
  return [
    {
      ref: credit.ref,
      class: status,
      purpose: credit.purpose,
      ofRef: credit.ofRef ?? null,
      amountFen: credit.amountFen,
      reported: credit.report.state ?? null,
      ...closingOf(credit),
      contradicted: creditContradiction(credit) !== undefined,
      cardNumber: credit.intent === undefined ? null : maskCardNumber(credit.intent.cardNumber),
      tac: credit.tac ?? null,
      reason: why.reason,
      ...codedWhy(why),
    },
  ];
}

/** "2026-11-21" is "20261121". @throws RangeError when it is no day */
export function compactDay(day: string): string {
  const parts = typeof day === "string" ? /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) : null;
  const isDay =
    parts !== null &&
    new Date(Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])))
      .toISOString()
      .startsWith(day);
  if (!isDay)
    throw rangeError(
      `a day looks like 2026-11-21, not ${shown(day)}`,
      `日期应写作 2026-11-21，不能是 ${shownZh(day)}`,
    );
  return day.replaceAll("-", "");
}
