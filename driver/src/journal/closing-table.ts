/** Closing a case by hand: once, with who and when, and without freeing its ref. */
import type { Clock } from "@duka/protocol/transport";
import type { CloseRequest, CloseResult, Closing } from "./closing.js";
import { type Credit, creditStatusOf } from "./credit-record.js";
import type { Database } from "./database.js";
import { changeRow } from "./journal-step.js";
import { openCasesOfCredit, openCasesOfSale } from "./open-cases.js";
import { CREDIT, SALE } from "./record-columns.js";
import { columnsOf } from "./record-table.js";
import { type Sale, statusOf } from "./sale.js";

type Found = {
  readonly sales: (ref: string) => Sale[];
  readonly credits: (ref: string) => Credit[];
};

/** @param find what is bound to a ref */
export function closeRecord(
  database: Database,
  clock: Clock,
  find: Found,
  request: CloseRequest,
): CloseResult {
  database.sync("durable");
  return database.transaction(() => {
    const nowMs = Math.round(clock.wallMs());
    const sale = chosen(find.sales(request.ref), request.simulated);
    if (sale !== undefined) return closeSale(database, sale, request, nowMs);
    const credit = chosen(find.credits(request.ref), request.simulated);
    return credit === undefined ? { is: "unknown" } : closeCredit(database, credit, request, nowMs);
  });
}

function closeSale(database: Database, sale: Sale, request: CloseRequest, nowMs: number): CloseResult {
  const ways = openCasesOfSale(sale).flatMap((one) => one.ways);
  if (!ways.includes(request.as)) return notNow(sale.closings, ways, "sale");
  const closing = closingOf(request, statusOf(sale), nowMs);
  changeRow(database, SALE, sale.id, {
    ...columnsOf(SALE, { closings: [...sale.closings, closing], changedAtMs: closing.atMs }),
    // A card that has paid as well, as it may say later, means a refund then.
    ...(request.as === "paid-in-cash" ? columnsOf(SALE, { paidInCash: true }) : {}),
  });
  return { is: "closed", closing, what: "sale" };
}

function closeCredit(database: Database, credit: Credit, request: CloseRequest, nowMs: number): CloseResult {
  const ways = openCasesOfCredit(credit).flatMap((one) => one.ways);
  if (!ways.includes(request.as)) return notNow(credit.closings, ways, "credit");
  const closing = closingOf(request, creditStatusOf(credit), nowMs);
  changeRow(database, CREDIT, credit.id, columnsOf(CREDIT, { closings: [...credit.closings, closing] }));
  return { is: "closed", closing, what: "credit" };
}

function closingOf({ as, by, note }: CloseRequest, status: string, atMs: number): Closing {
  return { as, by, atMs, status, ...(note === undefined ? {} : { note }) };
}

function notNow(
  closings: readonly Closing[],
  open: readonly Closing["as"][],
  what: "sale" | "credit",
): CloseResult {
  const last = closings.at(-1);
  return last !== undefined && open.length === 0
    ? { is: "closed-before", closing: last, what }
    : { is: "other-case", open };
}

function chosen<T extends { readonly simulated: boolean }>(
  found: readonly T[],
  simulated: boolean | undefined,
): T | undefined {
  if (simulated !== undefined) return found.find((one) => one.simulated === simulated);
  return found.find((one) => !one.simulated) ?? found[0];
}
