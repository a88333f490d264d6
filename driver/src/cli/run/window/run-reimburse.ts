/** `duka reimburse`: at the agency, a bill that was paid in cash elsewhere. */
import type { Terminal } from "@duka/protocol/command-line";
import type { ReimburseRequest } from "../../../account/reimburse.js";
import { VISITS } from "../../../receipt/receipt-words.js";
import { fenOfYuan, yuanText } from "../../../receipt/yuan.js";
import type { TillOptions } from "../open-till.js";
import { partOfYuan } from "../run-bill.js";
import { withServicePoint } from "./at-window.js";
import { serviceRequestOf, type VouchingWords, type WindowWords } from "./clerk-words.js";
import { tellAct } from "./tell-act.js";

export type ReimburseOptions = TillOptions &
  WindowWords &
  VouchingWords & {
    readonly visit: string;
    readonly total: string;
    readonly selfCost?: string;
    readonly of: string;
    readonly at: string;
  };

export async function runReimburse(terminal: Terminal, options: ReimburseOptions): Promise<number> {
  const { selfCost } = options;
  const request: ReimburseRequest = {
    ...serviceRequestOf(terminal, options),
    visit: options.visit as ReimburseRequest["visit"],
    of: { institutionId: options.at, ref: options.of },
    totalFen: fenOfYuan(options.total),
    ...(selfCost === undefined ? {} : { selfCostFen: partOfYuan(selfCost) }),
  };
  const done = await withServicePoint(terminal, options, ({ account }) => account.reimburse(request));
  const act = { command: "reimburse", act: "reimburse", ref: options.ref } as const;
  return tellAct(
    terminal,
    options,
    act,
    done,
    (one) => ({
      cardNumber: one?.cardNumber ?? null,
      visit: one?.visit ?? null,
      of: one?.of ?? null,
      split: one?.split ?? null,
      paidFen: one?.paidFen ?? null,
    }),
    ({ visit, of, split, paidFen, cardNumber }) => {
      const [paid, whole, left] = [paidFen, split.totalFen, split.cashFen ?? 0].map(yuanText);
      return {
        zh: `卡 ${cardNumber} 零星报销 ${of.institutionId} ${of.ref}（${VISITS[visit].zh}）：总额 ${whole}，统筹支付 ${paid}，个人承担 ${left}`,
        en: `card ${cardNumber}: of ${whole} for ${VISITS[visit].en}, ${of.institutionId} ${of.ref}, the fund pays ${paid} out; ${left} stays with the holder`,
      };
    },
  );
}
