/** Rows of attempts: who may change them, and how. Shared by sales and credits. */
import type { Database } from "./database.js";
import type { RecordTable } from "./record-table.js";
import { type Columns, idsBy, rowOf, type SealedRow, updateRow, updateSameRow } from "./sealed-row.js";

/** An attempt that lost its claim meanwhile: another one carries on. */
const LOST = "belongs to another attempt now: this one outlived its lease";

/**
 * Only the owner, and only from the state it left behind: an owner that lost its claim meanwhile changes nothing.
 * @param set what changes; may follow from the row as it is
 * @param before the row as the owner left it: as long as it is the same, it is not read
 * @returns the row as it is now
 */
export function stepRow(
  database: Database,
  table: RecordTable,
  at: { readonly id: number; readonly owner: string; readonly from: readonly string[] },
  set: (row: SealedRow) => Columns,
  before?: SealedRow,
): SealedRow {
  return database.transaction(() => {
    const same = before?.released === 0 && at.from.includes(String(before.state)) ? before : undefined;
    const changed = same && updateSameRow(database, table, same, set(same));
    if (changed !== undefined) return changed;
    const row = rowOf(database, table, at.id);
    const isOurs = row?.owner === at.owner && row.released === 0 && at.from.includes(String(row.state));
    if (!isOurs) throw new Error(`${table.name} ${at.id} ${LOST}`);
    return updateRow(database, table, row, set(row));
  });
}

/** Of any owner; nothing where there is no such row. */
export function changeRow(database: Database, table: RecordTable, id: number, set: Columns): void {
  database.transaction(() => {
    const row = rowOf(database, table, id);
    if (row !== undefined) updateRow(database, table, row, set);
  });
}

/** One of this ref is done, or being done, among the other table's. @throws DamagedRowError when that cannot be told */
export function isBound(database: Database, table: RecordTable, ref: string, simulated: boolean): boolean {
  const key = [ref, Number(simulated)];
  return idsBy(
    database,
    table,
    `${table.name}_of_ref`,
    "ref = ? AND simulated = ? AND released = 0",
    key,
  ).some((id) => {
    const row = rowOf(database, table, id);
    return row?.ref === ref && row.released === 0 && row.simulated === Number(simulated);
  });
}
