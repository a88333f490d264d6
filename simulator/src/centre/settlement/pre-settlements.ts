/** Pre-settlements that no one settled: after the city's number of hours the pooled fund has its part back. */
import type { Sale } from "@duka/protocol/centre";
import type { Context } from "../context.js";
import { countSale, putSale, saleKey } from "./sale-book.js";

const HOUR_MS = 3_600_000;
/** More than a person has open at a time; what is left over goes with the next look. */
const MANY = 1000;

/** The pooled fund's part is kept for this sale for a time. */
export function keepFor(context: Context, sale: Sale): void {
  const untilMs = context.nowMs() + context.rules.preSettlementHours * HOUR_MS;
  const { institutionId, ref } = sale;
  context.store.put("preSettled", keyOf(sale), { institutionId, ref, untilMs });
}

/** It was settled, or reversed. */
export function noLongerKept({ store }: Context, sale: Sale): void {
  store.remove("preSettled", keyOf(sale));
}

/** Before anything is asked of a person's year. */
export function releaseOverdue(context: Context, holderId: string): void {
  for (const { institutionId, ref, untilMs } of context.store.list("preSettled", `${holderId}|`, MANY)) {
    const sale = context.store.get("sale", saleKey(institutionId, ref));
    if (sale === undefined || context.nowMs() < untilMs) continue;
    countSale(context, sale, -1);
    putSale(context, { ...sale, state: "expired" });
    noLongerKept(context, sale);
  }
}

function keyOf({ holderId, institutionId, ref }: Sale): string {
  return `${holderId}|${saleKey(institutionId, ref)}`;
}
