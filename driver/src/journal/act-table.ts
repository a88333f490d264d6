/** The table `act`. */
import type { Clock } from "@duka/protocol/transport";
import type { Act } from "./act.js";
import type { Database, Row } from "./database.js";
import type { ActBook } from "./journal.js";
import { ACT } from "./record-columns.js";
import { number, optionalText, text } from "./sale-row.js";
import { insertRow, rowsOf } from "./sealed-row.js";

const LIST_LIMIT = 1000;

/** @param guarded turns what the database throws into an error that names the journal */
export function actTable(
  database: Database,
  clock: Clock,
  guarded: <T>(work: () => T) => Promise<T>,
): ActBook {
  return {
    record: (act) =>
      guarded(() => {
        database.sync("durable");
        database.transaction(() =>
          insertRow(database, ACT, {
            ref: act.ref,
            what: act.what,
            simulated: Number(act.simulated),
            card: act.card,
            window_id: act.window,
            operator: act.operator,
            vouched_by: act.vouchedBy,
            document: act.document,
            delegate: act.delegate ?? null,
            outcome: act.outcome,
            at_ms: Math.round(clock.wallMs()),
          }),
        );
      }),
    list: (limit = LIST_LIMIT) =>
      guarded(() => rowsOf(database, ACT, "ORDER BY id DESC LIMIT ?", [limit]).map(actOf)),
  };
}

function actOf(row: Row): Act & { readonly atMs: number } {
  return {
    ref: text(row, "ref"),
    what: text(row, "what") as Act["what"],
    simulated: number(row, "simulated") === 1,
    card: text(row, "card"),
    window: text(row, "window_id"),
    operator: text(row, "operator"),
    vouchedBy: text(row, "vouched_by") as Act["vouchedBy"],
    document: text(row, "document"),
    delegate: optionalText(row, "delegate"),
    outcome: text(row, "outcome"),
    atMs: number(row, "at_ms"),
  };
}
