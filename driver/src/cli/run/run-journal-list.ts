/** `duka journal list` */

import { existsSync } from "node:fs";
import { EXIT_DONE, type Terminal } from "@duka/protocol/command-line";
import { rangeError } from "@duka/protocol/data/bilingual";
import { type Outcome, outcomeJson, outcomeOf } from "../../account/outcome.js";
import { transactionTime } from "../../base/transaction-time.js";
import { reasonInChinese } from "../../explain/outcome-words.js";
import { inBoth } from "../../explain/refusal-words.js";
import type { Sale } from "../../journal/sale.js";
import type { ReceiptLanguage } from "../../receipt/receipt-words.js";
import { padColumns } from "../../receipt/text-width.js";
import { yuanText } from "../../receipt/yuan.js";
import { journalPlace } from "./journal-option.js";
import { openJournalNamingDamage } from "./open-till.js";

export type ListOptions = {
  journal?: string;
  undecided?: boolean;
  released?: boolean;
  limit: string;
  lang?: ReceiptLanguage;
  json?: boolean;
};

export async function runList(terminal: Terminal, options: ListOptions): Promise<number> {
  if (!/^[1-9]\d{0,5}$/.test(options.limit))
    throw rangeError(
      `--limit is 1 to 999999, not ${options.limit}`,
      `--limit 为 1 至 999999，不能是 ${options.limit}`,
    );
  const { file } = journalPlace(options.journal, terminal.env);
  if (!existsSync(file)) {
    const none = { en: `there is no journal at ${file} yet`, zh: `${file} 处还没有日志` };
    terminal.tell(inBoth(none, options.lang ?? "both"));
    if (options.json === true) terminal.out(`${JSON.stringify({ sales: [] })}\n`);
    return EXIT_DONE;
  }
  const journal = await openJournalNamingDamage(terminal, options);
  try {
    const sales = await journal.list({
      undecided: options.undecided === true,
      released: options.released === true,
      limit: Number(options.limit),
    });
    if (options.json === true) terminal.out(`${JSON.stringify({ sales: sales.map(entryOf) })}\n`);
    else for (const sale of sales) terminal.out(`${lineOf(sale, options.lang)}\n`);
    return EXIT_DONE;
  } finally {
    await journal.close();
  }
}

/** The keys of `duka debit --json`, and when. */
function entryOf(sale: Sale): { readonly [key: string]: unknown } {
  return {
    ...outcomeJson(outcomeOf(sale)),
    kind: sale.kind,
    begunAt: new Date(sale.begunAtMs).toISOString(),
  };
}

const LIST_ZH: { readonly [ending in Outcome["outcome"]]: string } = {
  committed: "已付款",
  refused: "未扣款",
  deferred: "待补结算",
  undecided: "结果未知",
  manual: "待人工处理",
  inProgress: "正在处理",
};

/** A table in one language: Chinese where Chinese alone is wanted. */
function lineOf(sale: Sale, language: ReceiptLanguage = "both"): string {
  const { outcome, reason, reasonCode, cardNumber, simulated } = outcomeOf(sale);
  const isChinese = language === "zh";
  const { date, time } = transactionTime(sale.begunAtMs);
  const parts = [
    date,
    time,
    yuanText(sale.amountFen).padStart(12),
    isChinese ? padColumns(LIST_ZH[outcome], 12) : outcome.padEnd(10),
    sale.ref,
    cardNumber ?? "-",
  ];
  if (simulated) parts.push(isChinese ? "模拟" : "simulated");
  if (reason !== null) parts.push(isChinese ? `（${reasonInChinese(reason, reasonCode)}）` : `(${reason})`);
  return parts.join("  ");
}
