/** A receipt as lines for a printer of 40 or 32 columns, in Chinese, English or both. */
import { typeError } from "@duka/protocol/data/bilingual";
import { onOneLine } from "@duka/protocol/data/plain-text";
import { oneOf } from "@duka/protocol/data/values";
import { checkOneOf, shown, shownZh } from "../base/argument.js";
import { AMOUNT_FIELDS, type ReceiptDetail, TEXT_FIELDS } from "../journal/receipt-detail.js";
import type { Receipt } from "./receipt.js";
import {
  DETAIL_LABELS,
  KINDS,
  LABELS,
  NO_TAC,
  type ReceiptLanguage,
  SETTLED_OTHERWISE,
  SIMULATED,
  TITLE,
  UNVERIFIED,
  VISITS,
  type Words,
} from "./receipt-words.js";
import { columnsOf, wrapColumns } from "./text-width.js";
import { yuanText } from "./yuan.js";

export type { ReceiptLanguage } from "./receipt-words.js";

/** Members of what is said of a receipt's print. */
export const receiptLayout = {
  /** "both" by default. */
  language: oneOf("zh", "en", "both").default("both"),
  /** Paper of 80 mm, by default, or of 58 mm. */
  columns: oneOf(40, 32).default(40),
};

/** Paper of 80 mm, or of 58 mm. */
export type ReceiptColumns = 40 | 32;

type Printer = {
  readonly columns: number;
  readonly language: ReceiptLanguage;
};

/** Lines of at most `columns` columns, without line ends. @throws RangeError when `columns` is neither 40 nor 32 */
export function receiptLines(
  receipt: Receipt,
  language: ReceiptLanguage = "both",
  columns: ReceiptColumns = 40,
): string[] {
  checkReceipt(receipt);
  checkOneOf("columns", columns, [40, 32]);
  checkOneOf("language", language, ["zh", "en", "both"]);
  const printer: Printer = { columns, language };
  const rule = "-".repeat(columns);
  const banner = receipt.simulated ? centred(printer, SIMULATED, "*** ", " ***") : [];
  const item = (words: Words, value: string) => labelled(printer, oneLabel(words, language), value);
  const fenItem = (words: Words, fen: number | null) => (fen === null ? [] : item(words, yuanText(fen)));
  const { detail = {} } = receipt;
  return [
    ...centred(printer, TITLE),
    ...banner,
    rule,
    ...personLines(printer, detail),
    ...item(LABELS.ref, receipt.ref),
    ...item(LABELS.card, receipt.cardNumber),
    ...item(LABELS.account, oneLabel(KINDS[receipt.kind], language)),
    ...(receipt.visit === undefined ? [] : item(LABELS.visit, oneLabel(VISITS[receipt.visit], language))),
    ...item(LABELS.time, timeText(receipt)),
    ...item(LABELS.terminal, receipt.terminalId),
    ...item(LABELS.terminalSequence, String(receipt.terminalSequence)),
    ...item(LABELS.cardSequence, String(receipt.cardSequence)),
    ...item(LABELS.tac, receipt.tac ?? oneLabel(NO_TAC, language)),
    ...(receipt.mac2 === "unverified" ? item(LABELS.mac2, oneLabel(UNVERIFIED, language)) : []),
    ...section(rule, itemLines(printer, detail)),
    ...section(rule, [...medicalLines(printer, receipt), ...shareLines(printer, detail)]),
    ...section(rule, centreLines(printer, receipt)),
    rule,
    ...fenItem(LABELS.balanceBefore, receipt.balanceBeforeFen),
    ...item(LABELS.amount, AMOUNT[language](yuanText(receipt.amountFen))),
    ...fenItem(LABELS.balanceAfter, receipt.balanceAfterFen),
    rule,
    ...banner,
  ];
}

/** The currency as the reader of the receipt writes it. */
const AMOUNT: { readonly [language in ReceiptLanguage]: (yuan: string) => string } = {
  zh: (yuan) => `${yuan}元`,
  en: (yuan) => `CNY ${yuan}`,
  both: (yuan) => `${yuan} 元`,
};

/** An outcome without one has null there. */
function checkReceipt(receipt: Receipt): void {
  const isReceipt =
    typeof receipt === "object" && receipt !== null && Number.isSafeInteger(receipt.amountFen);
  if (!isReceipt)
    throw typeError(
      `receipt is that of an outcome, which may have none, not ${shown(receipt)}`,
      `receipt 须为交易结果的凭证（可能没有），不能是 ${shownZh(receipt)}`,
    );
}

/** Lines ended with a line feed. */
export function receiptText(
  receipt: Receipt,
  language: ReceiptLanguage = "both",
  columns: ReceiptColumns = 40,
): string {
  return `${receiptLines(receipt, language, columns).join("\n")}\n`;
}

function personLines(printer: Printer, detail: ReceiptDetail): string[] {
  return TEXT_FIELDS.flatMap((field) => {
    const value = detail[field];
    return value === undefined
      ? []
      : labelled(printer, oneLabel(DETAIL_LABELS[field], printer.language), value);
  });
}

/** Who pays the medical bill; what the point of sale itself says of it is not said twice. */
function medicalLines(
  { columns, language }: Printer,
  { amountFen, medical, detail = {} }: Receipt,
): string[] {
  if (medical === undefined) return [];
  const { totalFen, poolFen, selfPayFen } = medical;
  const isSelfPaySaid = detail.cashFen !== undefined || detail.selfPayFirstFen !== undefined;
  const lines: readonly (readonly [Words, number, boolean])[] = [
    [DETAIL_LABELS.totalFen, totalFen, detail.totalFen !== undefined],
    [DETAIL_LABELS.poolFen, poolFen, detail.poolFen !== undefined],
    [DETAIL_LABELS.accountFen, amountFen, detail.accountFen !== undefined],
    [LABELS.selfPay, selfPayFen, isSelfPaySaid],
  ];
  return lines.flatMap(([words, fen, isSaid]) =>
    isSaid ? [] : labelled({ columns, language }, oneLabel(words, language), yuanText(fen)),
  );
}

/** The bill as the centre has settled it, where that is not what stands above. */
function centreLines(printer: Printer, { centre }: Receipt): string[] {
  if (centre === undefined) return [];
  const parts = ["totalFen", "poolFen", "accountFen", "cashFen"] as const;
  return [
    ...centred(printer, SETTLED_OTHERWISE, "* ", " *"),
    ...parts.flatMap((part) => {
      const fen = centre[part];
      return fen === null
        ? []
        : labelled(printer, oneLabel(DETAIL_LABELS[part], printer.language), yuanText(fen));
    }),
  ];
}

function itemLines(printer: Printer, { items = [] }: ReceiptDetail): string[] {
  return items.flatMap(({ name, quantity, amountFen }) =>
    labelled(printer, name, `${quantity} x ${yuanText(amountFen)}`),
  );
}

function shareLines(printer: Printer, detail: ReceiptDetail): string[] {
  return AMOUNT_FIELDS.flatMap((field) => {
    const value = detail[field];
    if (value === undefined) return [];
    return labelled(printer, oneLabel(DETAIL_LABELS[field], printer.language), yuanText(value));
  });
}

function section(rule: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [rule, ...lines];
}

/** The label on the left, the value on the right; a value that does not fit goes below, right-aligned. */
function labelled({ columns }: Printer, anyLabel: string, anyValue: string): string[] {
  const [label, value] = [printable(anyLabel), printable(anyValue)];
  const room = columns - columnsOf(label) - 1;
  if (columnsOf(value) <= room) return [label + " ".repeat(room + 1 - columnsOf(value)) + value];
  return [
    ...wrapColumns(label, columns),
    ...wrapColumns(value, columns).map((part) => " ".repeat(columns - columnsOf(part)) + part),
  ];
}

/** Names and refs come from others: none of them may steer a printer or break a picture. */
function printable(text: string): string {
  return onOneLine(text.replace(/\p{Cs}|[\uFFFE\uFFFF]/gu, "\uFFFD"));
}

/** One line for each language. */
function centred({ columns, language }: Printer, words: Words, before = "", after = ""): string[] {
  const chosen = language === "both" ? [words.zh, words.en] : [words[language]];
  return chosen.map((text) => {
    const decorated = before + text + after;
    const line = columnsOf(decorated) <= columns ? decorated : text;
    return " ".repeat(Math.max(0, (columns - columnsOf(line)) >> 1)) + line;
  });
}

/** Both languages on one line; once where they are the same. */
function oneLabel(words: Words, language: ReceiptLanguage): string {
  if (language !== "both") return words[language];
  return words.zh === words.en ? words.zh : `${words.zh} ${words.en}`;
}

/** "2026-11-21 14:05:59" */
function timeText({ date, time }: Receipt): string {
  const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
  return `${day} ${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}`;
}
