/** What may not be over yet, found by its indexes: however long ago it was, and however many sales came after it. */
import type { Clock } from "@duka/protocol/transport";
import { creditStatusOf } from "./credit-record.js";
import { creditOfRow } from "./credit-row.js";
import type { Database } from "./database.js";
import type { NotOver } from "./journal.js";
import { CREDIT, OPEN_SALE, SALE } from "./record-columns.js";
import type { RecordTable } from "./record-table.js";
import { statusOf } from "./sale.js";
import type { SaleOwners } from "./sale-owners.js";
import { saleOfRow } from "./sale-row.js";
import {
  CREDIT_OF_A_PERSON,
  CREDIT_REFUSED,
  OPEN_CREDIT,
  SALE_OF_A_PERSON,
  SALE_REFUSED,
  TO_REPORT,
  TO_SETTLE,
} from "./schema.js";
import { idsBy, rowsByIds, type SealedRow } from "./sealed-row.js";

const OF_REF = "ref = ? AND simulated = ? AND released = 0";

type Found = readonly (readonly [index: string, where: string])[];

const SALES: Found = [
  ["sale_of_card", OPEN_SALE],
  ["sale_to_settle", TO_SETTLE],
  ["sale_refused", SALE_REFUSED],
  ["sale_of_a_person", SALE_OF_A_PERSON],
];
const CREDITS: Found = [
  ["credit_of_card", OPEN_CREDIT],
  ["credit_to_report", TO_REPORT],
  ["credit_refused", CREDIT_REFUSED],
  ["credit_of_a_person", CREDIT_OF_A_PERSON],
];

/** Damaged ones are left out. */
export function notOver(database: Database, clock: Clock, owners: SaleOwners, simulated: boolean): NotOver {
  const nowMs = Math.round(clock.wallMs());
  const isOurs = (row: SealedRow) => row.released === 0 && row.simulated === Number(simulated);
  const rows = (table: RecordTable, ids: readonly number[]) =>
    [...rowsByIds(database, table, inOrder(ids))].filter(isOurs);
  const sales = rows(SALE, idsFound(database, SALE, SALES));
  const reversals = sales.flatMap(({ reversed_by: ref }) =>
    ref === null || ref === undefined
      ? []
      : idsBy(database, CREDIT, "credit_of_ref", OF_REF, [ref, Number(simulated)]),
  );
  const credits = rows(CREDIT, [...idsFound(database, CREDIT, CREDITS), ...reversals]);
  return {
    sales: sales
      .map((row) => saleOfRow(row, owners.isLive(row, nowMs)))
      .filter((sale) => statusOf(sale) !== "released"),
    credits: credits
      .map((row) => creditOfRow(row, owners.isLive(row, nowMs)))
      .filter((credit) => creditStatusOf(credit) !== "released"),
  };
}

function idsFound(database: Database, table: RecordTable, found: Found): number[] {
  return found.flatMap(([index, where]) => idsBy(database, table, index, where, []));
}

function inOrder(ids: readonly number[]): number[] {
  return [...new Set(ids)].sort((one, other) => one - other);
}
