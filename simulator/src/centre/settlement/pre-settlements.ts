/** Pre-settlements that nobody settled: after the city's number of hours the pooled fund has its part back. */
import type { Sale } from "@duka/protocol/centre/settlement";
import type { Desk } from "../context.js";
import { countSale, putSale, saleKey } from "./sale-book.js";

const HOUR_MS = 3_600_000;
/** More than a person has open at a time; what is left over goes with the next look. */
const MANY = 1000;

/** The pooled fund's part is kept for this sale for a time. */
export function keepFor(desk: Desk, sale: Sale): void {
  const untilMs = desk.nowMs() + desk.rules.preSettlementHours * HOUR_MS;
  const { institutionId, ref } = sale;
  desk.store.put("preSettled", keyOf(sale), { institutionId, ref, untilMs });
}

/** It was settled, or reversed. */
export function noLongerKept({ store }: Desk, sale: Sale): void {
  store.remove("preSettled", keyOf(sale));
}

/** Before anything is asked of a person's year. */
export function releaseOverdue(desk: Desk, holderId: string): void {
  for (const { institutionId, ref, untilMs } of desk.store.list("preSettled", `${holderId}|`, MANY)) {
    const sale = desk.store.get("sale", saleKey(institutionId, ref));
    if (sale === undefined || desk.nowMs() < untilMs) continue;
    countSale(desk, sale, -1);
    putSale(desk, { ...sale, state: "expired" });
    noLongerKept(desk, sale);
  }
}

function keyOf({ holderId, institutionId, ref }: Sale): string {
  return `${holderId}|${saleKey(institutionId, ref)}`;
}
