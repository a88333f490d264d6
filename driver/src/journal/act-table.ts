/** The table `act`. */
import type { Clock } from "@duka/protocol/transport";
import type { Act } from "./act.js";
import type { Database } from "./database.js";
import type { Guarded } from "./guarded.js";
import type { ActBook } from "./journal.js";
import { ACT } from "./record-columns.js";
import { columnsOf, fieldsOf } from "./record-table.js";
import { insertRow, rowsOf } from "./sealed-row.js";

type Told = Act & { readonly atMs: number };

const LIST_LIMIT = 1000;

/** @param guarded turns what the database throws into an error that names the journal */
export function actTable(database: Database, clock: Clock, guarded: Guarded): ActBook {
  return {
    record: (act) =>
      guarded(() => {
        database.sync("durable");
        database.transaction(() =>
          insertRow(database, ACT, columnsOf(ACT, { ...act, atMs: Math.round(clock.wallMs()) })),
        );
      }),
    list: (limit = LIST_LIMIT) =>
      guarded(() =>
        rowsOf(database, ACT, "ORDER BY id DESC LIMIT ?", [limit]).map((row) => fieldsOf<Told>(ACT, row)),
      ),
  };
}
