/** `duka journal recover | export | verify` */

import { existsSync } from "node:fs";
import { EXIT_DONE, EXIT_REFUSED, EXIT_UNDECIDED, type Terminal } from "@duka/protocol/command-line";
import { rangeError, whyInBoth } from "@duka/protocol/data/bilingual";
import { creditJson } from "../../account/credit-outcome.js";
import { outcomeJson } from "../../account/outcome.js";
import { isRefusal, refusalJson } from "../../card/refusal.js";
import { dayCsv } from "../../centre/day-csv.js";
import { CLASSES, type DayExport, exportDay } from "../../centre/day-export.js";
import { creditEndingInChinese, endingInChinese } from "../../explain/outcome-words.js";
import { inBoth, refusalText } from "../../explain/refusal-words.js";
import { faultInChinese } from "../../journal/fault-words.js";
import { JournalError } from "../../journal/journal.js";
import type { ReceiptLanguage } from "../../receipt/receipt-words.js";
import { padColumns } from "../../receipt/text-width.js";
import { yuanText } from "../../receipt/yuan.js";
import { journalPlace } from "./journal-option.js";
import { progressOn } from "./journal-progress.js";
import { accountOn, openJournalNamingDamage, type TillOptions, withReader } from "./open-till.js";

export type JournalOptions = { journal?: string; lang?: ReceiptLanguage; json?: boolean };

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
      const decided = [
        ...sales.map((sale) => ({ ...sale, zh: endingInChinese(sale.outcome) })),
        ...credits.map((credit) => ({ ...credit, zh: creditEndingInChinese(credit.outcome) })),
      ];
      for (const { ref, outcome, amountFen, zh } of decided)
        terminal.out(`${ref}  ${options.lang === "zh" ? zh : outcome}  ${yuanText(amountFen)}\n`);
      for (const ref of stillUndecided)
        terminal.out(`${ref}  ${options.lang === "zh" ? endingInChinese("undecided") : "undecided"}\n`);
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
    else terminal.out(dayText(day, options.lang));
    return EXIT_DONE;
  } finally {
    await journal.close();
  }
}

const CLASSES_ZH: { readonly [name in (typeof CLASSES)[number] | "all"]: string } = {
  committed: "已付款",
  reversed: "已冲正",
  deferred: "已收现金，待补结算",
  undecided: "结果未知",
  manual: "待人工处理",
  refused: "未扣款",
  inProgress: "正在处理",
  all: "合计",
};

/** A table in one language: Chinese where Chinese alone is wanted. */
function dayText({ day, simulated, totals }: DayExport, language: ReceiptLanguage = "both"): string {
  const isChinese = language === "zh";
  const line = (name: string, count: string, fen: number, note = "") =>
    `${padColumns(name, isChinese ? 20 : 12)} ${count.padStart(6)} ${yuanText(fen).padStart(14)}${note}`;
  const named = (en: string, zh: string) => (isChinese ? zh : en);
  const { refundDueFen, unverified, differing } = totals;
  return [
    `${day}${simulated ? named(" (simulated)", "（模拟）") : ""}`,
    ...[...CLASSES, "all" as const].map((name) =>
      line(named(name, CLASSES_ZH[name]), String(totals[name].count), totals[name].amountFen),
    ),
    ...(unverified.count === 0
      ? []
      : [
          line(
            named("unverified", "未验证"),
            String(unverified.count),
            unverified.amountFen,
            named("  of committed: MAC2 not checked", "  已付款中 MAC2 未校验"),
          ),
        ]),
    ...(differing.count === 0
      ? []
      : [
          line(
            named("differing", "结算不一致"),
            String(differing.count),
            differing.amountFen,
            named("  of committed: the centre has another split", "  已付款中与中心分摊不一致"),
          ),
        ]),
    ...(refundDueFen === 0 ? [] : [line(named("refund due", "须退还现金"), "", refundDueFen)]),
    "",
  ].join("\n");
}

export async function runVerify(terminal: Terminal, options: JournalOptions): Promise<number> {
  const { name, faults } = await faultsOf(terminal, options);
  if (options.json === true)
    terminal.out(`${JSON.stringify({ journal: name, faults: faults.map(({ en }) => en) })}\n`);
  else for (const fault of faults) terminal.out(`${options.lang === "zh" ? fault.zh : fault.en}\n`);
  if (faults.length === 0) {
    const sound = { en: `journal ${name} is sound`, zh: `日志 ${name} 完好` };
    terminal.tell(inBoth(sound, options.lang ?? "both"));
  }
  return faults.length === 0 ? EXIT_DONE : EXIT_REFUSED;
}

/** One that cannot even be opened has that fault. */
async function faultsOf(terminal: Terminal, options: JournalOptions) {
  try {
    const journal = await openExisting(terminal, options);
    try {
      const faults = await journal.verify(progressOn(terminal));
      return { name: journal.name, faults: faults.map((en) => ({ en, zh: faultInChinese(en) })) };
    } finally {
      await journal.close();
    }
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    return { name: error.file, faults: [whyInBoth(error)] };
  }
}

/** Looking must not make one. @throws RangeError naming the file that is not there */
export async function openExisting(terminal: Terminal, options: JournalOptions) {
  const { file } = journalPlace(options.journal, terminal.env);
  if (!existsSync(file)) throw rangeError(`there is no journal at ${file}`, `${file} 处没有日志`);
  return openJournalNamingDamage(terminal, options);
}
