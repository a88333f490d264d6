/** Rows of attempts: who may change them, and how. Shared by sales and credits. */
import type { Database, Value } from "./database.js";

export type Columns = { readonly [column: string]: Value };

/** An attempt that lost its claim meanwhile: another one carries on. */
const LOST = "belongs to another attempt now: this one outlived its lease";

/** Only the owner, and only from the state it left behind: an owner that lost its claim meanwhile changes nothing. */
export function stepRow(
  database: Database,
  table: "sale" | "credit",
  at: { readonly id: number; readonly owner: string; readonly from: readonly string[] },
  set: Columns,
): void {
  const columns = Object.keys(set);
  const states = at.from.map(() => "?").join(", ");
  const { changes } = database.run(
    `UPDATE ${table} SET ${columns.map((column) => `${column} = ?`).join(", ")}
     WHERE id = ? AND owner = ? AND released = 0 AND state IN (${states})`,
    [...columns.map((column) => set[column]!), at.id, at.owner, ...at.from],
  );
  if (changes !== 1) throw new Error(`${table} ${at.id} ${LOST}`);
}

/** Of any owner. */
export function updateRow(database: Database, table: "sale" | "credit", id: number, set: Columns): void {
  const columns = Object.keys(set);
  database.run(`UPDATE ${table} SET ${columns.map((column) => `${column} = ?`).join(", ")} WHERE id = ?`, [
    ...columns.map((column) => set[column]!),
    id,
  ]);
}

export function insertRow(database: Database, table: "sale" | "credit" | "act", row: Columns): number {
  const columns = Object.keys(row);
  const { lastId } = database.run(
    `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
    columns.map((column) => row[column]!),
  );
  return lastId;
}
