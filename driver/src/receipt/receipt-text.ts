/** A receipt as lines for a printer of 40 columns, in Chinese, English or both. */
import type { Receipt } from "./receipt.js";
import { columnsOf, wrapColumns } from "./text-width.js";
import { yuanText } from "./yuan.js";

export type ReceiptLanguage = "zh" | "en" | "both";

type Words = { readonly zh: string; readonly en: string };

const COLUMNS = 40;

const TITLE: Words = { zh: "消费凭证", en: "RECEIPT" };
const SIMULATED: Words = { zh: "模拟交易 非真实付款", en: "SIMULATED - NO REAL MONEY" };
const NO_TAC: Words = { zh: "待中心补录", en: "from the centre" };
const KINDS: { readonly [kind in Receipt["kind"]]: Words } = {
  purse: { zh: "电子钱包", en: "purse" },
  deposit: { zh: "电子存折", en: "deposit" },
};

/** Lines of at most 40 columns, without line ends. */
export function receiptLines(receipt: Receipt, language: ReceiptLanguage = "both"): string[] {
  const rule = "-".repeat(COLUMNS);
  const banner = receipt.simulated ? centred(inLanguage(SIMULATED, language, "*** ", " ***")) : [];
  const item = (zh: string, en: string, value: string) => labelled(oneLabel({ zh, en }, language), value);
  return [
    ...centred(inLanguage(TITLE, language)),
    ...banner,
    rule,
    ...item("单号", "Ref", receipt.ref),
    ...item("卡号", "Card", receipt.cardNumber),
    ...item("账户", "Account", oneLabel(KINDS[receipt.kind], language)),
    ...item("时间", "Time", timeText(receipt)),
    ...item("终端号", "Terminal", receipt.terminalId),
    ...item("终端流水", "Terminal seq.", String(receipt.terminalSequence)),
    ...item("卡流水", "Card seq.", String(receipt.cardSequence)),
    ...item("TAC", "TAC", receipt.tac ?? oneLabel(NO_TAC, language)),
    rule,
    ...item("原余额", "Balance before", yuanText(receipt.balanceBeforeFen)),
    ...item("消费金额", "Amount", `CNY ${yuanText(receipt.amountFen)}`),
    ...item("余额", "Balance after", yuanText(receipt.balanceAfterFen)),
    rule,
    ...banner,
  ];
}

/** Lines ended with a line feed. */
export function receiptText(receipt: Receipt, language: ReceiptLanguage = "both"): string {
  return `${receiptLines(receipt, language).join("\n")}\n`;
}

/** The label on the left, the value on the right; a value that does not fit goes below, right-aligned. */
function labelled(label: string, value: string): string[] {
  const room = COLUMNS - columnsOf(label) - 1;
  if (columnsOf(value) <= room) return [label + " ".repeat(room + 1 - columnsOf(value)) + value];
  return [label, ...wrapColumns(value, COLUMNS).map((part) => " ".repeat(COLUMNS - columnsOf(part)) + part)];
}

function centred(lines: readonly string[]): string[] {
  return lines.map((line) => " ".repeat(Math.max(0, (COLUMNS - columnsOf(line)) >> 1)) + line);
}

/** One line for each language. */
function inLanguage(words: Words, language: ReceiptLanguage, before = "", after = ""): string[] {
  const chosen = language === "both" ? [words.zh, words.en] : [words[language]];
  return chosen.map((text) => before + text + after);
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
