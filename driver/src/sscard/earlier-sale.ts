/**
 * What the caller of iDoDebit was never told. LD/T 33-2015 has no sale number, and a program that lost the answer calls
 * again with the time of now: the card must not pay that bill a second time. A bill is known by its card, its terminal
 * and its amounts; the sale that was lost is told before anything new is debited.
 */

import { type Outcome, outcomeOf } from "../account/outcome.js";
import { type Refusal, refusal } from "../card/refusal.js";
import type { Sale } from "../journal/sale.js";
import { statusOf } from "../journal/sale.js";
import { yuanText } from "../receipt/yuan.js";
import type { PayInfo } from "./arguments.js";
import { type Device, terminalIdOf } from "./device.js";
import { codeOfOutcome } from "./outcome-code.js";
import { CODE, SSCardFailure } from "./result.js";
import type { ToldSale } from "./told-sales.js";

/** The sale that is told, or why nothing is debited now. */
type EarlierSale = { readonly sale: Sale; readonly told: ToldSale } | SSCardFailure;

export type EarlierSales = {
  /** Of the account: a refusal when there is one to tell first. */
  onEarlier(sales: readonly Sale[]): Promise<Refusal | undefined>;
  found(): EarlierSale | undefined;
};

/** @param ref of the call that is made now */
export function earlierSales(device: Device, ref: string, pay: PayInfo): EarlierSales {
  let found: EarlierSale | undefined;
  return {
    async onEarlier(sales) {
      found = await choose(device, ref, pay, sales);
      return found === undefined
        ? undefined
        : refusal("earlier-sale-first", "an earlier sale of this card is told first");
    },
    found: () => found,
  };
}

async function choose(
  device: Device,
  ref: string,
  pay: PayInfo,
  sales: readonly Sale[],
): Promise<EarlierSale | undefined> {
  const asked = sales.find(({ askedAs }) => askedAs.includes(ref));
  if (asked !== undefined) return { sale: asked, told: { id: asked.id, telling: "none" } };
  const { isLate } = device.options.told;
  const open = sales.filter((sale) => isToldByUs(sale) && (sale.telling !== "none" || isLate(sale.id)));
  if (open.length === 0) return undefined;
  const terminalId = await terminalIdOf(device);
  const here = open.filter(({ intent }) => intent?.terminalId === terminalId);
  const same = here.find((sale) => isSameBill(sale, pay));
  if (same !== undefined) return tellSame(same, ref);
  const others = here.filter(({ id, telling }) => telling === "due" && !isLate(id));
  return others.length === 0 ? undefined : tellOthers(others);
}

/** A refused sale took nothing; of one that was taken back, or paid in cash, a person knows. */
function isToldByUs(sale: Sale): boolean {
  const isOpen = ["committed", "undecided", "manual"].includes(statusOf(sale));
  return isOpen && !sale.paidInCash && sale.reversedBy === undefined;
}

function isSameBill({ amountFen, totalFen }: Sale, pay: PayInfo): boolean {
  return amountFen === pay.accountAndPoolFen && totalFen === pay.totalFen;
}

/** Once, and for the strings of this call as often as they are sent. */
function tellSame(sale: Sale, ref: string): EarlierSale {
  const told: ToldSale = { id: sale.id, telling: "none", as: ref };
  if (statusOf(sale) === "committed") return { sale, told };
  const { code } = failureOf(outcomeOf(sale));
  const said = `本卡有一笔同额交易${statusOf(sale) === "manual" ? "可能已扣款，需人工核实" : "结果未知，请勿收取现金，插回同一张卡再次调用"}：${billText(sale)}；本次未扣款`;
  return statusOf(sale) === "manual"
    ? new SSCardFailure(code, said, undefined, [{ id: sale.id, telling: "none" }])
    : new SSCardFailure(code, said);
}

/** Once; what is undecided stays guarded against a call for its own amounts. */
function tellOthers(sales: readonly Sale[]): SSCardFailure {
  const bills = sales.map(billText).join("；");
  const told = sales.map((sale): ToldSale => {
    return { id: sale.id, telling: statusOf(sale) === "undecided" ? "warned" : "none" };
  });
  return new SSCardFailure(
    CODE.mismatch,
    `本卡在本终端有未告知的交易：${bills}；本次未扣款，核对后再次调用即为新交易`,
    undefined,
    told,
  );
}

function failureOf(outcome: Outcome): SSCardFailure {
  return codeOfOutcome(outcome) ?? new SSCardFailure(CODE.mismatch);
}

/** Enough to find it at the hospital's own program: when, how much, by which number. */
function billText(sale: Sale): string {
  const { intent, amountFen } = sale;
  const state = { committed: "已扣款", undecided: "结果未知", manual: "待人工核实" }[
    statusOf(sale) as string
  ];
  const sequence = intent?.terminalSequence.toString(16).toUpperCase().padStart(8, "0");
  return `${intent?.date}${intent?.time}，${yuanText(amountFen)} 元，终端交易序号 ${sequence}，${state}`;
}
