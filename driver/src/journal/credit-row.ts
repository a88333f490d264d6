/** A row of the table `credit`, read into a Credit. */
import type { Credit, CreditIntent } from "./credit-record.js";
import type { Row } from "./database.js";
import { CREDIT } from "./record-columns.js";
import { fieldsOf } from "./record-table.js";
import { cardIdentityOf } from "./sale-row.js";

/** @throws RangeError naming the column that no journal of ours can hold */
export function creditOfRow(row: Row, live: boolean): Credit {
  const own = fieldsOf<Partial<Credit> & Omit<Credit, "id" | "live" | "intent" | "report" | "closings">>(
    CREDIT,
    row,
  );
  const report = fieldsOf<Partial<Credit["report"]> & Omit<Credit["report"], "nextAtMs">>(
    CREDIT,
    row,
    "report",
  );
  return {
    ...own,
    id: Number(row.id),
    live,
    intent: intentOf(row),
    report: { ...report, nextAtMs: report.nextAtMs ?? 0 },
    closings: own.closings ?? [],
  };
}

function intentOf(row: Row): CreditIntent | undefined {
  const card = cardIdentityOf(CREDIT, row);
  return card === undefined ? undefined : { ...fieldsOf<CreditIntent>(CREDIT, row, "intent"), card };
}
