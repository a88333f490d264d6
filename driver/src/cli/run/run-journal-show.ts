/** `duka journal show`: all that the journal has of one ref, as JSON; in Chinese what a person asks first. */
import { EXIT_DONE, EXIT_REFUSED, type Terminal } from "@duka/protocol/command-line";
import { creditOutcomeOf } from "../../account/credit-outcome.js";
import { outcomeOf } from "../../account/outcome.js";
import { creditDetails, saleDetails } from "../../account/record-details.js";
import { transactionTime } from "../../base/transaction-time.js";
import { closingInChinese } from "../../explain/closing-words.js";
import { creditEndingInChinese, endingInChinese, reasonInChinese } from "../../explain/outcome-words.js";
import { closingText } from "../../journal/closing.js";
import type { Credit } from "../../journal/credit-record.js";
import type { Sale } from "../../journal/sale.js";
import { receiptText } from "../../receipt/receipt-text.js";
import { KINDS, LABELS, VISITS } from "../../receipt/receipt-words.js";
import { yuanText } from "../../receipt/yuan.js";
import { type JournalOptions, openExisting } from "./run-journal-tools.js";
import { tellInBoth } from "./tell-in-both.js";

export async function runShow(terminal: Terminal, ref: string, options: JournalOptions): Promise<number> {
  const { lang = "both", json } = options;
  const journal = await openExisting(terminal, options);
  try {
    const sales = await journal.find(ref);
    const credits = await journal.credits.find(ref);
    if (json === true) {
      const found = { sales: sales.map(saleDetails), credits: credits.map(creditDetails) };
      terminal.out(`${JSON.stringify(found)}\n`);
    } else {
      for (const sale of sales) {
        terminal.out(lang === "zh" ? saleInChinese(sale) : `${JSON.stringify(saleDetails(sale), null, 2)}\n`);
        const { receipt } = outcomeOf(sale);
        if (receipt !== null) terminal.out(receiptText(receipt, lang));
      }
      for (const credit of credits)
        terminal.out(
          lang === "zh" ? creditInChinese(credit) : `${JSON.stringify(creditDetails(credit), null, 2)}\n`,
        );
    }
    if (sales.length + credits.length > 0) return EXIT_DONE;
    const en = `there is nothing under ${ref}; see duka journal list --released`;
    const zh = `没有单号 ${ref} 的记录，见 duka journal list --released`;
    tellInBoth(terminal.tell, { en, zh }, lang, "duka journal show");
    return EXIT_REFUSED;
  } finally {
    await journal.close();
  }
}

const SETTLED_ZH: { readonly [state in NonNullable<Sale["settlement"]["state"]>]: string } = {
  waiting: "待上传中心",
  settled: "中心已结算",
  differs: "中心结算不一致",
  refused: "中心拒绝",
};

function saleInChinese(sale: Sale): string {
  const { outcome, reason, reasonCode, cardNumber, simulated } = outcomeOf(sale);
  const { settlement, visit, closings } = sale;
  return linesOf([
    [LABELS.ref.zh, sale.ref],
    ["业务", simulated ? "交易（模拟）" : "交易"],
    [LABELS.account.zh, KINDS[sale.kind].zh],
    [LABELS.visit.zh, visit === undefined ? undefined : VISITS[visit].zh],
    [LABELS.amount.zh, `${yuanText(sale.amountFen)}元`],
    [LABELS.card.zh, cardNumber ?? undefined],
    ["结果", endingInChinese(outcome)],
    ["原因", reason === null ? undefined : reasonInChinese(reason, reasonCode)],
    ["结算", settlement.state === undefined ? undefined : SETTLED_ZH[settlement.state]],
    ["已收现金", sale.paidInCash ? "是" : undefined],
    ["冲正单号", sale.reversedBy],
    ["机构", sale.institution],
    ["开始时间", timeOf(sale.begunAtMs)],
    ["变更时间", timeOf(sale.changedAtMs)],
    ...closings.map((one) => ["结案", closingInChinese(closingText(one))] as const),
  ]);
}

function creditInChinese(credit: Credit): string {
  const { outcome, reason, reasonCode, purpose, ofRef, cardNumber, simulated } = creditOutcomeOf(credit);
  const what = purpose === "load" ? "充值" : "冲正";
  return linesOf([
    [LABELS.ref.zh, credit.ref],
    ["业务", simulated ? `${what}（模拟）` : what],
    ["原交易", ofRef ?? undefined],
    [LABELS.account.zh, KINDS[credit.kind].zh],
    ["金额", `${yuanText(credit.amountFen)}元`],
    [LABELS.card.zh, cardNumber ?? undefined],
    ["结果", creditEndingInChinese(outcome)],
    ["原因", reason === null ? undefined : reasonInChinese(reason, reasonCode)],
  ]);
}

function linesOf(rows: readonly (readonly [label: string, value: string | undefined])[]): string {
  return rows.map(([label, value]) => (value === undefined ? "" : `${label}：${value}\n`)).join("");
}

/** "2026-11-21 09:30:00" by China Standard Time. */
function timeOf(ms: number): string {
  const { date, time } = transactionTime(ms);
  const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
  return `${day} ${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}`;
}
