/** `duka journal list` */

import { existsSync } from "node:fs";
import { EXIT_DONE, type Terminal } from "@duka/protocol/command-line";
import { rangeError } from "@duka/protocol/data/bilingual";
import { outcomeJson, outcomeOf } from "../../account/outcome.js";
import { transactionTime } from "../../base/transaction-time.js";
import type { Sale } from "../../journal/sale.js";
import { yuanText } from "../../receipt/yuan.js";
import { journalPlace } from "./journal-option.js";
import { openJournalNamingDamage } from "./open-till.js";

export type ListOptions = {
  journal?: string;
  undecided?: boolean;
  released?: boolean;
  limit: string;
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
    terminal.tell(`there is no journal at ${file} yet\n`);
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
    else for (const sale of sales) terminal.out(`${lineOf(sale)}\n`);
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

function lineOf(sale: Sale): string {
  const { outcome, reason, cardNumber, simulated } = outcomeOf(sale);
  const { date, time } = transactionTime(sale.begunAtMs);
  const parts = [
    date,
    time,
    yuanText(sale.amountFen).padStart(12),
    outcome.padEnd(10),
    sale.ref,
    cardNumber ?? "-",
  ];
  if (simulated) parts.push("simulated");
  if (reason !== null) parts.push(`(${reason})`);
  return parts.join("  ");
}
