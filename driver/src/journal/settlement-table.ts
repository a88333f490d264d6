/**
 * What the centre has yet to hear, and the days of the journal: both read sales and credits, and write only how telling
 * them went.
 */
import type { Clock } from "@duka/protocol/transport";
import { checkMembers } from "../base/argument.js";
import { creditStatusOf } from "./credit-record.js";
import { creditOfRow } from "./credit-row.js";
import type { Database, Row } from "./database.js";
import type { DayBook, Delivered, SettlementBook } from "./journal.js";
import { statusOf } from "./sale.js";
import type { SaleOwners } from "./sale-owners.js";
import { saleOfRow } from "./sale-row.js";

type Guarded = <T>(work: () => T) => Promise<T>;

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
  const update = (sql: string, values: readonly (string | number | null)[]) =>
    guarded(() => {
      database.sync("durable");
      database.run(sql, values);
    });

  return {
    waitingSales: (simulated, limit) =>
      guarded(() =>
        database
          .all(
            `SELECT * FROM sale WHERE simulated = ? AND settle_state IS NULL AND released = 0
               AND state IN ('answered', 'committed') ORDER BY id LIMIT ?`,
            [Number(simulated), limit],
          )
          .map(saleOf)
          .filter((sale) => statusOf(sale) === "committed"),
      ),
    waitingCredits: (simulated, limit) =>
      guarded(() =>
        database
          .all(
            `SELECT * FROM credit WHERE simulated = ? AND report_state = 'due' AND released = 0 ORDER BY id LIMIT ?`,
            [Number(simulated), limit],
          )
          .map(creditOf)
          .filter((credit) => creditStatusOf(credit) !== "inProgress"),
      ),
    saleDelivered(id, delivered) {
      const { state, error, nextAtMs } = columnsOf(delivered, "settled");
      return update(
        `UPDATE sale SET settle_state = ?, settle_error = ?, settle_next_at_ms = ?, settled_at_ms = ?,
           settle_attempts = settle_attempts + 1 WHERE id = ?`,
        [state, error, nextAtMs, delivered.done ? now() : null, id],
      );
    },
    creditDelivered(id, changedAtMs, delivered) {
      const { state, error, nextAtMs } = columnsOf(delivered, "reported");
      return update(
        `UPDATE credit SET report_state = ?, report_error = ?, report_next_at_ms = ?,
           report_attempts = report_attempts + 1 WHERE id = ? AND changed_at_ms = ?`,
        [state ?? "due", error, nextAtMs, id, changedAtMs],
      );
    },
    retryRefused: (simulated) =>
      guarded(() => {
        database.sync("durable");
        return database.transaction(() => {
          const flag = [Number(simulated)];
          const sales = database.run(
            "UPDATE sale SET settle_state = NULL, settle_next_at_ms = NULL WHERE simulated = ? AND settle_state = 'refused'",
            flag,
          );
          const credits = database.run(
            "UPDATE credit SET report_state = 'due', report_next_at_ms = NULL WHERE simulated = ? AND report_state = 'refused'",
            flag,
          );
          return sales.changes + credits.changes;
        });
      }),
  };
}

export function dayTable(database: Database, clock: Clock, owners: SaleOwners, guarded: Guarded): DayBook {
  const now = () => Math.round(clock.wallMs());
  const rowsOf = (table: "sale" | "credit", day: string, simulated: boolean): Row[] => {
    const fromMs =
      Date.UTC(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1, Number(day.slice(6))) - UTC_OFFSET_MS;
    const rows = database.all(
      `SELECT * FROM ${table} WHERE simulated = ? AND released = 0
         AND (date = ? OR (date IS NULL AND begun_at_ms >= ? AND begun_at_ms < ?)) ORDER BY id LIMIT ?`,
      [Number(simulated), day, fromMs, fromMs + DAY_MS, DAY_MAX + 1],
    );
    if (rows.length > DAY_MAX) throw new Error(`there are more than ${DAY_MAX} entries on ${day}`);
    return rows;
  };
  return {
    sales: (day, simulated) =>
      guarded(() => rowsOf("sale", day, simulated).map((row) => saleOfRow(row, owners.isLive(row, now())))),
    credits: (day, simulated) =>
      guarded(() =>
        rowsOf("credit", day, simulated).map((row) => creditOfRow(row, owners.isLive(row, now()))),
      ),
  };
}

function columnsOf<S extends string>(delivered: Delivered, done: S) {
  checkMembers("delivered", delivered, ["done", "error", "nextAtMs"]);
  if (delivered.done) return { state: done, error: null, nextAtMs: null };
  const { error, nextAtMs } = delivered;
  return { state: nextAtMs === undefined ? "refused" : null, error, nextAtMs: nextAtMs ?? null };
}
