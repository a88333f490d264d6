/** `duka journal show | recover | export | verify` */

import { existsSync } from "node:fs";
import { EXIT_DONE, EXIT_REFUSED, EXIT_UNDECIDED, type Terminal } from "@duka/protocol/command-line";
import { rangeError } from "@duka/protocol/data/bilingual";
import { creditJson } from "../../account/credit-outcome.js";
import { outcomeJson, outcomeOf } from "../../account/outcome.js";
import { creditDetails, saleDetails } from "../../account/record-details.js";
import { isRefusal, refusalJson } from "../../card/refusal.js";
import { dayCsv } from "../../centre/day-csv.js";
import { CLASSES, type DayExport, exportDay } from "../../centre/day-export.js";
import { inBoth, refusalText } from "../../explain/refusal-words.js";
import { JournalError } from "../../journal/journal.js";
import { receiptText } from "../../receipt/receipt-text.js";
import { yuanText } from "../../receipt/yuan.js";
import { journalPlace } from "./journal-option.js";
import { accountOn, openJournalNamingDamage, type TillOptions, withReader } from "./open-till.js";

export type JournalOptions = { journal?: string; json?: boolean };

export async function runShow(terminal: Terminal, ref: string, options: JournalOptions): Promise<number> {
  const journal = await openExisting(terminal, options);
  try {
    const sales = await journal.find(ref);
    const credits = await journal.credits.find(ref);
    if (options.json === true) {
      const found = { sales: sales.map(saleDetails), credits: credits.map(creditDetails) };
      terminal.out(`${JSON.stringify(found)}\n`);
    } else {
      for (const sale of sales) {
        terminal.out(`${JSON.stringify(saleDetails(sale), null, 2)}\n`);
        const { receipt } = outcomeOf(sale);
        if (receipt !== null) terminal.out(receiptText(receipt));
      }
      for (const credit of credits) terminal.out(`${JSON.stringify(creditDetails(credit), null, 2)}\n`);
    }
    if (sales.length + credits.length > 0) return EXIT_DONE;
    terminal.tell(`duka journal show: there is nothing under ${ref}; see duka journal list --released\n`);
    return EXIT_REFUSED;
  } finally {
    await journal.close();
  }
}

export async function runRecover(terminal: Terminal, options: TillOptions): Promise<number> {
  const journal = await openJournalNamingDamage(terminal, options);
  try {
    const found = await withReader(terminal, options, (reader) =>
      accountOn(terminal, reader, journal, options).recover(),
    );
    if (isRefusal(found)) {
      if (options.json === true) terminal.out(`${JSON.stringify(refusalJson(found))}\n`);
      terminal.tell(refusalText("duka journal recover", found, options.lang));
      return EXIT_REFUSED;
    }
    const { sales, credits, stillUndecided } = found;
    if (options.json === true) {
      terminal.out(
        `${JSON.stringify({ ...found, sales: sales.map(outcomeJson), credits: credits.map(creditJson) })}\n`,
      );
    } else {
      for (const { ref, outcome, amountFen } of [...sales, ...credits]) {
        terminal.out(`${ref}  ${outcome}  ${yuanText(amountFen)}\n`);
      }
      for (const ref of stillUndecided) terminal.out(`${ref}  undecided\n`);
    }
    if (sales.length + credits.length + stillUndecided.length === 0) {
      terminal.tell(inBoth(NOTHING_OPEN, options.lang));
    }
    return stillUndecided.length === 0 ? EXIT_DONE : EXIT_UNDECIDED;
  } finally {
    await journal.close();
  }
}

const NOTHING_OPEN = { en: "this card has left nothing undecided here", zh: "此卡没有结果未知的交易" };

export type ExportOptions = JournalOptions & { day: string; csv?: boolean; simulated?: boolean };

export async function runExport(terminal: Terminal, options: ExportOptions): Promise<number> {
  if (options.csv === true && options.json === true)
    throw rangeError("choose --csv or --json, not both", "--csv 和 --json 只能选一个");
  const journal = await openExisting(terminal, options);
  try {
    const day = await exportDay(journal, options.day, options.simulated === true);
    if (options.csv === true) terminal.out(dayCsv(day));
    else if (options.json === true) terminal.out(`${JSON.stringify(day)}\n`);
    else terminal.out(dayText(day));
    return EXIT_DONE;
  } finally {
    await journal.close();
  }
}

function dayText(day: DayExport): string {
  const { totals } = day;
  const lines = [...CLASSES, "all" as const].map((name) => {
    const { count, amountFen } = totals[name];
    return `${name.padEnd(12)} ${String(count).padStart(6)} ${yuanText(amountFen).padStart(14)}`;
  });
  const refund =
    totals.refundDueFen > 0
      ? [`refund due   ${" ".repeat(7)}${yuanText(totals.refundDueFen).padStart(14)}`]
      : [];
  const { count, amountFen } = totals.unverified;
  const unverified =
    count > 0
      ? [
          `unverified   ${String(count).padStart(6)} ${yuanText(amountFen).padStart(14)}  of committed: MAC2 not checked`,
        ]
      : [];
  const { differing } = totals;
  const settledOtherwise =
    differing.count > 0
      ? [
          `differing    ${String(differing.count).padStart(6)} ${yuanText(differing.amountFen).padStart(14)}  of committed: the centre has another split`,
        ]
      : [];
  const title = `${day.day}${day.simulated ? " (simulated)" : ""}`;
  return [title, ...lines, ...unverified, ...settledOtherwise, ...refund, ""].join("\n");
}

export async function runVerify(terminal: Terminal, options: JournalOptions): Promise<number> {
  const { name, faults } = await faultsOf(terminal, options);
  if (options.json === true) terminal.out(`${JSON.stringify({ journal: name, faults })}\n`);
  else for (const fault of faults) terminal.out(`${fault}\n`);
  if (faults.length === 0) terminal.tell(`journal ${name} is sound\n`);
  return faults.length === 0 ? EXIT_DONE : EXIT_REFUSED;
}

/** One that cannot even be opened has that fault. */
async function faultsOf(terminal: Terminal, options: JournalOptions) {
  try {
    const journal = await openExisting(terminal, options);
    try {
      return { name: journal.name, faults: await journal.verify() };
    } finally {
      await journal.close();
    }
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    return { name: error.file, faults: [error.message] };
  }
}

/** Looking must not make one. @throws RangeError naming the file that is not there */
async function openExisting(terminal: Terminal, options: JournalOptions) {
  const { file } = journalPlace(options.journal, terminal.env);
  if (!existsSync(file)) throw rangeError(`there is no journal at ${file}`, `${file} 处没有日志`);
  return openJournalNamingDamage(terminal, options);
}
