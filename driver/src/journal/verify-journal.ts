/**
 * Reads a whole journal and says what is wrong with it: the file by SQLite's own check, the records by what they have
 * to mean.
 */
import { rule } from "@duka/protocol/data/bilingual";
import { type Credit, creditStatusOf } from "./credit-record.js";
import { creditOfRow } from "./credit-row.js";
import type { Database, Row } from "./database.js";
import { brokenLogText, sameRefText } from "./fault-words.js";
import { brokenInUse } from "./log-frames.js";
import { CREDIT, SALE, TABLES } from "./record-columns.js";
import type { RecordTable } from "./record-table.js";
import { isSettled, type Sale, statusOf } from "./sale.js";
import { saleOfRow } from "./sale-row.js";
import { DamagedRowError, openRow, readingOf, type SealedRow } from "./sealed-row.js";

/** Faults told at most, so that a ruined file does not flood a screen. */
const FAULTS_MAX = 100;
const PAGE = 500;

/** What is wrong with the log beside the file, while it is in use. */
export function logFaults(file: string): string[] {
  const broken = brokenInUse(file);
  return broken === undefined ? [] : [brokenLogText(broken.frame, broken.behind)];
}

/**
 * A line for each fault; empty when it is sound. Changes nothing.
 * @param onProgress told after every page how many records were read, of how many
 */
export function verifyDatabase(
  database: Database,
  onProgress?: (read: number, of: number) => void,
): string[] {
  const faults: string[] = [];
  const onPage = onProgress === undefined ? undefined : counting(database, onProgress);
  for (const row of database.all(`PRAGMA journal.integrity_check(${FAULTS_MAX})`, [])) {
    if (row.integrity_check !== "ok") faults.push(String(row.integrity_check));
  }
  faults.push(...damagedRows(database, onPage));
  forEachRow(database, SALE, {
    work: (row) => faults.push(...faultsOf("sale", row, (one) => saleFaults(saleOfRow(one, false)))),
    onPage,
  });
  forEachRow(database, CREDIT, {
    work: (row) => faults.push(...faultsOf("credit", row, (one) => creditFaults(creditOfRow(one, false)))),
    onPage,
  });
  const both = database.all(
    `SELECT sale.id AS sale, credit.id AS credit FROM sale JOIN credit ON sale.ref = credit.ref
       AND sale.simulated = credit.simulated WHERE sale.released = 0 AND credit.released = 0`,
    [],
  );
  for (const ids of both) faults.push(sameRefText(ids.sale, ids.credit));
  return faults.slice(0, FAULTS_MAX);
}

/** Every record that is not what was written, of each table. */
export function damagedRows(database: Database, onPage?: (rows: number) => void): string[] {
  const faults: string[] = [];
  for (const table of TABLES) {
    forEachRow(database, table, { onDamaged: (error) => faults.push(error.message), onPage });
  }
  return faults;
}

type RowReader = {
  work?(row: SealedRow): void;
  onDamaged?(error: DamagedRowError): void;
  /** Told how many rows a page had. */
  readonly onPage?: ((rows: number) => void) | undefined;
};

/** A page at a time: a journal of a million sales fits into no memory at once. */
function forEachRow(database: Database, table: RecordTable, { work, onDamaged, onPage }: RowReader): void {
  const sql = `SELECT ${readingOf(table)} FROM ${table.name} WHERE id > ? ORDER BY id LIMIT ${PAGE}`;
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const rows = database.all(sql, [after]);
    for (const read of rows) {
      try {
        const row = openRow(table, read);
        work?.(row);
      } catch (error) {
        if (!(error instanceof DamagedRowError)) throw error;
        onDamaged?.(error);
      }
    }
    onPage?.(rows.length);
    if (rows.length < PAGE) return;
    after = Number(rows.at(-1)?.id);
  }
}

function counting(database: Database, onProgress: (read: number, of: number) => void) {
  const of = [...TABLES, SALE, CREDIT].reduce((sum, table) => sum + rowsOf(database, table), 0);
  let read = 0;
  return (rows: number): void => {
    read += rows;
    onProgress(read, of);
  };
}

function rowsOf(database: Database, { name }: RecordTable): number {
  return Number(database.get(`SELECT count(*) AS n FROM ${name}`, [])?.n);
}

function faultsOf(what: string, row: Row, check: (row: Row) => string[]): string[] {
  const name = `${what} ${String(row.id)} (${String(row.ref)})`;
  try {
    return check(row).map((fault) => `${name}: ${fault}`);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [`${name}: ${error.message}`];
  }
}

function saleFaults(sale: Sale): string[] {
  const faults: string[] = [];
  const status = statusOf(sale);
  const needsIntent = ["intent", "answered", "undecided", "committed", "refused", "manual", "not-debited"];
  if (needsIntent.includes(sale.state) && sale.intent === undefined)
    faults.push(rule(`${sale.state} without an intent`, `状态为 ${sale.state}，但没有扣款前记录`));
  if (sale.state === "answered" && sale.answer === undefined)
    faults.push(rule("answered without an answer", "状态为已应答，但没有应答"));
  if (sale.state === "deferred" && !sale.paidInCash)
    faults.push(rule("deferred, but not paid in cash", "已挂账，但未收现金"));
  if (
    status === "committed" &&
    sale.intent !== undefined &&
    (sale.intent.balanceBeforeFen ?? sale.amountFen) < sale.amountFen
  ) {
    faults.push(rule("committed for more than the card had", "扣款金额大于卡内余额"));
  }
  if (isSettled(sale) && status !== "committed")
    faults.push(rule(`settled, but ${status}`, `已结算，但状态为 ${status}`));
  if (sale.reversedBy !== undefined && status !== "committed")
    faults.push(rule(`reversed, but ${status}`, `已冲正，但状态为 ${status}`));
  if (sale.amountsFen !== undefined && sale.amountsFen.length !== 3)
    faults.push(rule("has not three amounts", "金额不是三项"));
  return faults;
}

function creditFaults(credit: Credit): string[] {
  const faults: string[] = [];
  if (!["begun", "failed"].includes(credit.state) && credit.intent === undefined) {
    faults.push(rule(`${credit.state} without an intent`, `状态为 ${credit.state}，但没有入账前记录`));
  }
  if (credit.purpose === "reversal" && credit.ofRef === undefined)
    faults.push(rule("a reversal of nothing", "冲正没有对应的交易"));
  if (creditStatusOf(credit) === "credited" && credit.report.state === undefined)
    faults.push(rule("credited, and not due to be reported", "已入账，但未列入上报"));
  return faults;
}
