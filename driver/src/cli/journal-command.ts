/** `duka journal list` */
import { existsSync } from "node:fs";
import { Command } from "commander";
import { outcomeJson, outcomeOf } from "../account/outcome.js";
import { transactionTime } from "../account/transaction-time.js";
import type { Sale } from "../journal/sale.js";
import { yuanText } from "../receipt/yuan.js";
import type { Terminal } from "./console.js";
import { EXIT_DONE } from "./exit-code.js";
import { journalFile } from "./journal-option.js";
import { exportCommand, recoverCommand, showCommand, verifyCommand } from "./journal-tools.js";
import { journalOption, jsonOption, openJournalOf } from "./till-options.js";

type ListOptions = {
  journal?: string;
  undecided?: boolean;
  released?: boolean;
  limit: string;
  json?: boolean;
};

export function journalCommand(terminal: Terminal, exit: (code: number) => void): Command {
  const list = new Command("list")
    .description("list sales, the newest first")
    .option("--undecided", "only those whose outcome the card has yet to tell")
    .option("--released", "also attempts that failed and freed their ref")
    .option("--limit <count>", "at most so many", "100")
    .addOption(journalOption())
    .addOption(jsonOption())
    .addHelpText("after", "\nExample:\n  duka journal list --undecided")
    .action(async (options: ListOptions) => {
      await runList(terminal, options);
      exit(EXIT_DONE);
    });
  return new Command("journal")
    .description("look into the journal")
    .addCommand(list)
    .addCommand(showCommand(terminal, exit))
    .addCommand(recoverCommand(terminal, exit))
    .addCommand(exportCommand(terminal, exit))
    .addCommand(verifyCommand(terminal, exit));
}

async function runList(terminal: Terminal, options: ListOptions): Promise<void> {
  if (!/^[1-9]\d{0,5}$/.test(options.limit))
    throw new RangeError(`--limit is 1 to 999999, not ${options.limit}`);
  const file = journalFile(options.journal, terminal.env);
  if (!existsSync(file)) {
    terminal.tell(`there is no journal at ${file} yet\n`);
    if (options.json === true) terminal.out("[]\n");
    return;
  }
  const journal = await openJournalOf(terminal, options);
  try {
    const sales = await journal.list({
      undecided: options.undecided === true,
      released: options.released === true,
      limit: Number(options.limit),
    });
    if (options.json === true) terminal.out(`${JSON.stringify(sales.map(entryOf))}\n`);
    else for (const sale of sales) terminal.out(`${lineOf(sale)}\n`);
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
