/** `duka reconcile`: a day against the centre. */

import { EXIT_DIFFERS, EXIT_DONE, type Terminal } from "@duka/protocol/command-line";
import { rangeError } from "@duka/protocol/data/bilingual";
import { type DayDifference, type Reconciliation, reconcileDay } from "../../centre/reconcile-day.js";
import type { Words } from "../../receipt/receipt-words.js";
import { padColumns } from "../../receipt/text-width.js";
import { yuanText } from "../../receipt/yuan.js";
import type { CentreOptions } from "./open-centre.js";
import { centreOf, needCentre, openJournalNamingDamage, type TillOptions } from "./open-till.js";

export type ReconcileOptions = Pick<TillOptions, "journal" | "json" | "lang"> &
  CentreOptions & { readonly day: string; readonly simulated?: boolean };

const WHAT: { readonly [what in DayDifference["what"]]: Words } = {
  "not-at-centre": { en: "not at the centre", zh: "中心无此笔" },
  "not-at-till": { en: "not at this till", zh: "本机无此笔" },
  state: { en: "another state", zh: "状态不一致" },
  day: { en: "another day", zh: "日期不一致" },
  card: { en: "another card", zh: "卡号不一致" },
  amount: { en: "another amount", zh: "金额不一致" },
  split: { en: "another split", zh: "分摊不一致" },
  tac: { en: "another TAC", zh: "TAC 不一致" },
  totals: { en: "other totals", zh: "合计不一致" },
};

export async function runReconcile(terminal: Terminal, options: ReconcileOptions): Promise<number> {
  needCentre(terminal, options);
  const centre = centreOf(terminal, options, options.simulated === true);
  if (centre === undefined)
    throw rangeError(
      "name the centre with --centre and --institution",
      "请用 --centre 和 --institution 指定中心",
    );
  const journal = await openJournalNamingDamage(terminal, options);
  try {
    const reconciled = await reconcileDay(journal, centre, options.day);
    if (options.json === true) terminal.out(`${JSON.stringify(reconciled)}\n`);
    else terminal.out(textOf(reconciled, options.lang));
    return reconciled.agrees ? EXIT_DONE : EXIT_DIFFERS;
  } finally {
    await journal.close();
  }
}

function textOf(
  { day, simulated, totals, differences }: Reconciliation,
  lang: ReconcileOptions["lang"],
): string {
  const { till, centre } = totals;
  const named = (en: string, zh: string) => (lang === "zh" ? zh : en);
  const total = (name: string, { count, totalFen, accountFen }: typeof till) =>
    `${padColumns(name, 8)} ${String(count).padStart(6)} ${yuanText(totalFen).padStart(14)} ${yuanText(accountFen).padStart(14)}`;
  return [
    `${day}${simulated ? named(" (simulated)", "（模拟）") : ""}`,
    total(named("till", "本机"), till),
    total(named("centre", "中心"), centre),
    ...differences.map((difference) => lineOf(difference, lang)),
    "",
  ].join("\n");
}

function lineOf({ ref, what, till, centre, reason }: DayDifference, lang: ReconcileOptions["lang"]): string {
  const { en, zh } = WHAT[what];
  const words = lang === "both" ? `${zh} ${en}` : lang === "zh" ? zh : en;
  const parts = [ref ?? "-", words, `${sideText(till)} | ${sideText(centre)}`];
  if (reason !== null) parts.push(`(${reason})`);
  return parts.join("  ");
}

/** "settled 35.50 = 12.50 + 20.00 + 3.00": account, pooled fund, cash. */
function sideText(side: DayDifference["till"]): string {
  if (side === null) return "-";
  const { state, totalFen, accountFen, poolFen, cashFen, day, cardNumber, tac } = side;
  const shares = [accountFen, poolFen, cashFen].map((fen) => (fen === null ? "?" : yuanText(fen)));
  return [
    state,
    day ?? "-",
    cardNumber ?? "-",
    `${yuanText(totalFen)} = ${shares.join(" + ")}`,
    tac ?? "-",
  ].join(" ");
}
