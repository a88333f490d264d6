/** A row of a journal, changed beside the journal's own steps. */

import { changeRow } from "@duka/driver/journal/journal-step";
import { openDatabase } from "@duka/driver/journal/libsql-database";
import type { RecordTable } from "@duka/driver/journal/record-table";
import { type Columns, insertRow } from "@duka/driver/journal/sealed-row";

/** By something that keeps to the journal's rules: its checksum fits. */
export function setColumns(file: string, table: RecordTable, id: number, set: Columns): void {
  const database = openDatabase(file);
  changeRow(database, table, id, set);
  database.close();
}

export function addRow(file: string, table: RecordTable, row: Columns): void {
  const database = openDatabase(file);
  database.transaction(() => insertRow(database, table, row));
  database.close();
}
