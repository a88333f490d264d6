/** `duka bill`: pre-settled, paid and settled. Its JSON has the keys of `duka debit --json`. */

import type { Terminal } from "@duka/protocol/command-line";
import { rangeError } from "@duka/protocol/data/bilingual";
import { checkSettleBillRequest, type SettleBillRequest } from "../../account/bill-request.js";
import { fenOfYuan } from "../../receipt/yuan.js";
import { exitCodeOfSale } from "./exit-code.js";
import { accountOn, needCentre, openJournalOf, type TillOptions, withReader } from "./open-till.js";
import { checkColumns, interruptible, reportSale } from "./run-debit.js";

export type BillOptions = TillOptions & {
  readonly visit: string;
  readonly total: string;
  readonly selfCost?: string;
  readonly ref: string;
  readonly expect?: string;
  readonly columns: string;
};

export async function runBill(terminal: Terminal, options: BillOptions): Promise<number> {
  const request: SettleBillRequest = {
    ref: options.ref,
    visit: options.visit as SettleBillRequest["visit"],
    totalFen: fenOfYuan(options.total),
    ...(options.selfCost === undefined ? {} : { selfCostFen: partOfYuan(options.selfCost) }),
    ...(options.expect === undefined ? {} : { expected: expectedOf(options.expect) }),
  };
  checkSettleBillRequest(request);
  checkColumns(options.columns);
  needCentre(terminal, options);
  const journal = await openJournalOf(terminal, options);
  const interrupt = interruptible(terminal, options.lang);
  try {
    const outcome = await withReader(terminal, options, (reader) =>
      accountOn(terminal, reader, journal, options, interrupt.onEvent).settleBill({
        ...request,
        signal: interrupt.signal,
      }),
    );
    reportSale(terminal, outcome, { ...options, kind: "medical" }, interrupt.isBound());
    return exitCodeOfSale(outcome);
  } finally {
    interrupt.stop();
    await journal.close();
  }
}

/** "12.50,20,3" @throws RangeError */
function expectedOf(text: string): NonNullable<SettleBillRequest["expected"]> {
  const parts = text.split(",");
  const [account, pool, cash] = parts;
  if (parts.length !== 3 || account === undefined || pool === undefined || cash === undefined) {
    throw rangeError(
      "--expect is account, pooled fund and cash in yuan, such as 12.50,20,3",
      "--expect 为个人账户、统筹、现金三项金额（元），如 12.50,20,3",
    );
  }
  return { accountFen: partOfYuan(account), poolFen: partOfYuan(pool), cashFen: partOfYuan(cash) };
}

/** May be nothing. */
export function partOfYuan(text: string): number {
  return /^0{1,9}(\.0{1,2})?$/.test(text) ? 0 : fenOfYuan(text);
}
