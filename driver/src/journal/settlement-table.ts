/**
 * What the centre has yet to hear, and the days of the journal: both read sales and credits, and write only how telling
 * them went.
 */
import { rangeError } from "@duka/protocol/data/bilingual";
import type { Clock } from "@duka/protocol/transport";
import { shown } from "../base/argument.js";
import { type BillSplit, checkDelivered, type Delivered, differingParts } from "./bill-split.js";
import { isSettledElsewhere } from "./closing.js";
import { type Credit, creditStatusOf } from "./credit-record.js";
import { creditOfRow } from "./credit-row.js";
import type { Database, Row } from "./database.js";
import type { Guarded } from "./guarded.js";
import type { DayBook, SettlementBook } from "./journal.js";
import type { KnownCard } from "./known-card.js";
import { CREDIT, SALE } from "./record-columns.js";
import type { RecordTable } from "./record-table.js";
import { columnsOf } from "./record-table.js";
import { type Sale, splitAtTill, statusOf } from "./sale.js";
import type { SaleOwners } from "./sale-owners.js";
import { rowsOfCard, saleOfRow } from "./sale-row.js";
import { CREDIT_REFUSED, SALE_REFUSED, TO_REPORT, TO_SETTLE, WITH_DATE, WITHOUT_DATE } from "./schema.js";
import { type Columns, idsBy, rowOf, rowsByIds, rowsOf, type SealedRow, updateRow } from "./sealed-row.js";

/** More in one day than any till sells; a till that has more is told. */
const DAY_MAX = 100_000;
const DAY_MS = 86_400_000;
const UTC_OFFSET_MS = 8 * 3_600_000;

export function settlementTable(
  database: Database,
  clock: Clock,
  owners: SaleOwners,
  guarded: Guarded,
): SettlementBook {
  const now = () => Math.round(clock.wallMs());
  const saleOf = (row: Row) => saleOfRow(row, owners.isLive(row, now()));
  const creditOf = (row: Row) => creditOfRow(row, owners.isLive(row, now()));
  const change = (table: RecordTable, id: number, columns: (row: SealedRow) => Columns | undefined) =>
    guarded(() => {
      database.sync("durable");
      database.transaction(() => {
        const row = rowOf(database, table, id);
        const set = row && columns(row);
        if (row !== undefined && set !== undefined) updateRow(database, table, row, set);
      });
    });

  const refused = (table: RecordTable, index: string, where: string, simulated: boolean): SealedRow[] =>
    idsBy(database, table, index, where, [])
      .flatMap((id) => rowsOf(database, table, "WHERE id = ?", [id]))
      .filter((row) => row.simulated === Number(simulated))
      .filter((row) => row.settle_state === "refused" || row.report_state === "refused");

  return {
    waitingSales: (simulated, limit) =>
      guarded(() => {
        const waiting: Sale[] = [];
        for (const id of idsBy(database, SALE, "sale_to_settle", TO_SETTLE, [])) {
          if (waiting.length >= limit) break;
          const [row] = rowsOf(database, SALE, "WHERE id = ?", [id]);
          if (row === undefined || row.released !== 0 || row.settle_state !== null) continue;
          const sale = saleOf(row);
          const isOurs = sale.simulated === simulated && !isSettledElsewhere(sale);
          if (isOurs && statusOf(sale) === "committed") waiting.push(sale);
        }
        return waiting;
      }),
    waitingCredits: (simulated, limit) =>
      guarded(() => {
        const waiting: Credit[] = [];
        for (const id of idsBy(database, CREDIT, "credit_to_report", TO_REPORT, [])) {
          if (waiting.length >= limit) break;
          const [row] = rowsOf(database, CREDIT, "WHERE id = ?", [id]);
          if (row === undefined || row.released !== 0 || row.report_state !== "due") continue;
          const credit = creditOf(row);
          if (credit.simulated === simulated && creditStatusOf(credit) !== "inProgress") waiting.push(credit);
        }
        return waiting;
      }),
    async saleDelivered(id, delivered) {
      const { state, error, nextAtMs } = deliveredAs(delivered, "settled");
      const split = delivered.done ? delivered.split : undefined;
      const settledAtMs = delivered.done ? now() : undefined;
      await change(SALE, id, (row) => {
        const sale = saleOf(row);
        const found = split !== undefined && isOther(sale, split) ? "differs" : state;
        const attempts = sale.settlement.attempts + 1;
        return columnsOf(SALE, { state: found, error, split, nextAtMs, settledAtMs, attempts }, "settlement");
      });
      return guarded(() => {
        const row = rowOf(database, SALE, id);
        if (row === undefined)
          throw rangeError(`there is no sale with the number ${shown(id)}`, `没有编号为 ${shown(id)} 的交易`);
        return saleOf(row);
      });
    },
    creditDelivered(id, changedAtMs, delivered) {
      const { state = "due", error, nextAtMs } = deliveredAs(delivered, "reported");
      return change(CREDIT, id, (row) => {
        if (row.changed_at_ms !== changedAtMs) return undefined;
        const attempts = creditOf(row).report.attempts + 1;
        return columnsOf(CREDIT, { state, error, nextAtMs, attempts }, "report");
      });
    },
    retryRefused: (simulated) =>
      guarded(() => {
        database.sync("durable");
        return database.transaction(() => {
          const sales = refused(SALE, "sale_refused", SALE_REFUSED, simulated);
          for (const row of sales)
            updateRow(
              database,
              SALE,
              row,
              columnsOf(SALE, { state: undefined, nextAtMs: undefined }, "settlement"),
            );
          const credits = refused(CREDIT, "credit_refused", CREDIT_REFUSED, simulated);
          for (const row of credits)
            updateRow(
              database,
              CREDIT,
              row,
              columnsOf(CREDIT, { state: "due", nextAtMs: undefined }, "report"),
            );
          return sales.length + credits.length;
        });
      }),
  };
}

export function dayTable(database: Database, clock: Clock, owners: SaleOwners, guarded: Guarded): DayBook {
  const now = () => Math.round(clock.wallMs());
  const saleOf = (row: Row) => saleOfRow(row, owners.isLive(row, now()));
  const creditOf = (row: Row) => creditOfRow(row, owners.isLive(row, now()));
  const ofDay = (table: RecordTable, day: string, simulated: boolean, card?: KnownCard): SealedRow[] => {
    const rows: SealedRow[] = [];
    const ids = idsOfDay(database, table, day, card !== undefined);
    const found =
      card === undefined ? rowsByIds(database, table, ids) : rowsOfCard(database, table, ids, card);
    for (const row of found) {
      if (row.simulated !== Number(simulated) || row.released !== 0) continue;
      if (rows.length === DAY_MAX) throw new Error(`there are more than ${DAY_MAX} entries on ${day}`);
      rows.push(row);
    }
    return rows;
  };
  return {
    sales: (day, simulated) => guarded(() => ofDay(SALE, day, simulated).map(saleOf)),
    credits: (day, simulated) => guarded(() => ofDay(CREDIT, day, simulated).map(creditOf)),
    salesOfCard: (day, simulated, card) => guarded(() => ofDay(SALE, day, simulated, card).map(saleOf)),
    creditsOfCard: (day, simulated, card) => guarded(() => ofDay(CREDIT, day, simulated, card).map(creditOf)),
  };
}

/** In their order. One without an intent has no card either. */
function idsOfDay(
  database: Database,
  table: RecordTable,
  day: string,
  isWithCard: boolean,
): readonly number[] {
  const dated = idsBy(database, table, `${table.name}_of_day`, `date = ? AND ${WITH_DATE}`, [day]);
  if (isWithCard) return dated;
  const fromMs =
    Date.UTC(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1, Number(day.slice(6))) - UTC_OFFSET_MS;
  const begun = `begun_at_ms >= ? AND begun_at_ms < ? AND ${WITHOUT_DATE}`;
  return [
    ...dated,
    ...idsBy(database, table, `${table.name}_without_date`, begun, [fromMs, fromMs + DAY_MS]),
  ].sort((one, other) => one - other);
}

function isOther(sale: Sale, split: BillSplit): boolean {
  return differingParts(splitAtTill(sale), split).length > 0;
}

function deliveredAs<S extends string>(given: Delivered, done: S) {
  const delivered = checkDelivered(given);
  if (delivered.done) return { state: done, error: undefined, nextAtMs: undefined };
  const { error, nextAtMs } = delivered;
  return { state: nextAtMs === undefined ? ("refused" as const) : undefined, error, nextAtMs };
}
