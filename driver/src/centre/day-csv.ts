/** A day's export as CSV (RFC 4180): one line for each sale and credit, then the totals. */
import { CLASSES, type DayExport } from "./day-export.js";

const COLUMNS = [
  "record",
  "simulated",
  "ref",
  "class",
  "kind",
  "visit",
  "amountFen",
  "selfPayFen",
  "poolFen",
  "totalFen",
  "paidInCash",
  "refundDueFen",
  "settled",
  "centreTotalFen",
  "centreAccountFen",
  "centrePoolFen",
  "centreCashFen",
  "reversedBy",
  "closedAs",
  "closedBy",
  "closedAt",
  "contradicted",
  "date",
  "time",
  "terminalId",
  "terminalSequence",
  "cardSequence",
  "cardNumber",
  "tac",
  "mac2",
  "reason",
  "reasonCode",
  "statusWord",
  "triesLeft",
  "ofRef",
] as const;

type Record = { readonly [column in (typeof COLUMNS)[number]]?: string | number | boolean | null };

/**
 * Lines end with CR LF. The last records are the totals: `class` names them, `ref` holds the count; `unverified` and
 * `differing` are parts of `committed` and not of their sum. A text that a spreadsheet would take for a formula, or
 * that begins with an apostrophe, has an apostrophe before it; a program that reads the lines takes that off.
 */
export function dayCsv(day: DayExport): string {
  const { simulated, totals } = day;
  const records: Record[] = [
    ...day.sales.map((row) => ({ record: "sale", simulated, ...row })),
    ...day.credits.map(({ purpose, reported, ...row }) => ({
      record: purpose,
      simulated,
      ...row,
      settled: reported,
    })),
    ...[...CLASSES, "all" as const].map((name) => ({
      record: "total",
      simulated,
      class: name,
      ref: totals[name].count,
      amountFen: totals[name].amountFen,
      ...(name === "committed" ? billsOf(totals) : {}),
      ...(name === "all" ? { refundDueFen: totals.refundDueFen } : {}),
    })),
    ...(["unverified", "differing"] as const).map((name) => ({
      record: "total",
      simulated,
      class: name,
      ref: totals[name].count,
      amountFen: totals[name].amountFen,
    })),
  ];
  const lines = [
    COLUMNS.join(","),
    ...records.map((record) => COLUMNS.map((name) => cell(record[name])).join(",")),
  ];
  return `${lines.join("\r\n")}\r\n`;
}

function billsOf({ selfPayFen, poolFen, totalFen }: DayExport["totals"]): Record {
  return { selfPayFen, poolFen, totalFen };
}

function cell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" ? harmless(value) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function harmless(text: string): string {
  return /^['=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
}
