/**
 * Each row has a checksum over what it holds, its number and its table: SHA-256, without a key, because it is for bad
 * sectors, and whoever can write the journal could read a key beside it. A row that does not fit is named and never
 * used.
 */
import { rule } from "@duka/protocol/data/bilingual";
import { isUtf8, sha256 } from "../base/node-process.js";
import { type Database, NoValueError, type Row, type Value } from "./database.js";
import { blankOf, type RecordTable } from "./record-table.js";
import { changeWritten, numberOf, setSetting, writtenSetting } from "./setting.js";

export type Columns = { readonly [column: string]: Value };
/** A row with its checksum, which it fits: as it was read, or written. */
export type SealedRow = { readonly [column: string]: Value } & { readonly id: number; readonly sum: string };

const NOT_AS_WRITTEN = rule("it is not what was written", "与写入时不一致");

/** A row is there, and is not what was written. */
export class DamagedRowError extends Error {
  constructor(table: string, id: number, ref: string | undefined) {
    super(`${table} ${id}${ref === undefined ? "" : ` (${ref})`}: ${NOT_AS_WRITTEN}`);
    this.name = "DamagedRowError";
  }
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const SURROGATE = /[\ud800-\udfff]/;
const REF = /^[!-~]{1,64}$/;
/** As many as SQLite tells of a REAL. */
const REAL_DIGITS = 15;

/** What is said of a table again and again within one sale, put together once. */
type Said = {
  readonly reading: string;
  readonly byId: string;
  readonly insert: string;
  /** Index and condition → what finds the numbers of rows by it. */
  readonly ids: Map<string, string>;
  readonly blank: Columns;
  /** Of these columns, joined by commas → what changes them. */
  readonly updates: Map<string, string>;
  /** Column → its type and rules. */
  readonly sqlOf: ReadonlyMap<string, string>;
};
const said = new WeakMap<RecordTable, Said>();

function saidOf(table: RecordTable): Said {
  const known = said.get(table);
  if (known !== undefined) return known;
  const { name: of, columns } = table;
  const names = [...columns.map(({ name }) => name), "sum"];
  const values = names.map(
    (name) => `CASE typeof(${name}) WHEN 'blob' THEN hex(${name}) || 'h' ELSE ${name} END`,
  );
  const reading = `id, CAST(json_array(${values.join(", ")}) AS BLOB) AS bytes`;
  const made: Said = {
    reading,
    byId: `SELECT ${reading} FROM ${of} WHERE id = ?`,
    insert: `INSERT INTO ${of} (id, ${names.join(", ")}) VALUES (?, ${names.map(() => "?").join(", ")})`,
    ids: new Map(),
    blank: blankOf(["id", ...names]),
    updates: new Map(),
    sqlOf: new Map(columns.map(({ name, sql }) => [name, sql])),
  };
  said.set(table, made);
  return made;
}

/**
 * What is read of a row, as bytes: the binding ends the whole process for a text that is not UTF-8. A blob where none
 * can be is damage, and JSON has no word for it.
 */
export function readingOf(table: RecordTable): string {
  return saidOf(table).reading;
}

/** @param read a row that was selected as `readingOf` says @throws DamagedRowError */
export function openRow(table: RecordTable, read: Row): SealedRow {
  const id = Number(read.id);
  const found = unsealed(table, read);
  if (found === undefined) throw new DamagedRowError(table.name, id, undefined);
  const { row, sum } = found;
  if (sum === sealOf(table, id, row)) return Object.assign(row, { id, sum });
  const ref = String(row.ref ?? "");
  throw new DamagedRowError(table.name, id, REF.test(ref) ? ref : undefined);
}

/** What stands there, whether it fits or not; undefined where it is no text. */
export function unsealed(
  table: RecordTable,
  read: Row,
): { row: { [column: string]: Value }; sum: Value } | undefined {
  const values = valuesOf(read.bytes);
  if (values === undefined) return undefined;
  const row: { [column: string]: Value } = { ...saidOf(table).blank };
  for (const [at, { name }] of table.columns.entries()) row[name] = values[at]!;
  return { row, sum: values[table.columns.length]! };
}

function valuesOf(bytes: unknown): Value[] | undefined {
  try {
    return isUtf8(bytes as Uint8Array) ? JSON.parse(decoder.decode(bytes as Uint8Array)) : undefined;
  } catch {
    return undefined;
  }
}

export function sealOf(table: RecordTable, id: number, row: Columns): string {
  return sha256(JSON.stringify([table.name, id, ...table.columns.map(({ name }) => row[name] ?? null)]));
}

/**
 * As the database gives it back. It would make a text of a number, and a number of a text, where the column wants one:
 * then the row would not be what was sealed.
 * @throws NoValueError
 */
function storable(table: RecordTable, set: Columns): Columns {
  const stored: { [column: string]: Value } = {};
  const { sqlOf } = saidOf(table);
  for (const [name, value] of Object.entries(set)) {
    const type = sqlOf.get(name) ?? "";
    const isText = type.startsWith("TEXT");
    if (typeof value === "number" && isText) throw new NoValueError(value, `a text as ${name}`);
    if (typeof value === "string" && !isText) throw new NoValueError(value, `a number as ${name}`);
    if (typeof value === "string") stored[name] = wellFormed(value);
    else if (type === "REAL" && typeof value === "number")
      stored[name] = Number(value.toPrecision(REAL_DIGITS));
    else stored[name] = value;
  }
  return stored;
}

/** Half of a surrogate pair has no form in UTF-8. */
function wellFormed(text: string): string {
  return SURROGATE.test(text) ? new TextDecoder().decode(new TextEncoder().encode(text)) : text;
}

/** @throws DamagedRowError */
export function rowOf(database: Database, table: RecordTable, id: number): SealedRow | undefined {
  const read = database.get(saidOf(table).byId, [id]);
  return read === undefined ? undefined : openRow(table, read);
}

/**
 * The rows that a condition finds, those that are damaged left out: they are named by `damagedRows`.
 * @param rest what follows FROM and the table's name
 */
export function rowsOf(
  database: Database,
  table: RecordTable,
  rest: string,
  values: readonly Value[] = [],
): SealedRow[] {
  return database
    .all(`SELECT ${readingOf(table)} FROM ${table.name} ${rest}`, values)
    .flatMap((read) => soundRow(table, read) ?? []);
}

const PAGE = 500;

/** These rows in order, read some hundred at a time; those that are damaged are left out. */
export function* rowsByIds(
  database: Database,
  table: RecordTable,
  ids: readonly number[],
): Generator<SealedRow> {
  for (let at = 0; at < ids.length; at += PAGE) {
    const page = JSON.stringify(ids.slice(at, at + PAGE));
    yield* rowsOf(database, table, "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id", [page]);
  }
}

function soundRow(table: RecordTable, read: Row): SealedRow | undefined {
  try {
    return openRow(table, read);
  } catch (error) {
    if (error instanceof DamagedRowError) return undefined;
    throw error;
  }
}

/**
 * Numbers of rows by two indexes that say the same, in order: one that is damaged hides nothing. What they find is
 * looked at again in the row itself.
 */
export function idsBy(
  database: Database,
  table: RecordTable,
  index: string,
  where: string,
  values: readonly Value[],
): number[] {
  const ids = database.get(idsText(table, index, where), [...values, ...values])?.ids;
  if (typeof ids !== "string") return [];
  return [...new Set(ids.split(",").map(Number))].sort((one, other) => one - other);
}

function idsText(table: RecordTable, index: string, where: string): string {
  const { ids } = saidOf(table);
  const key = `${index} ${where}`;
  const known = ids.get(key);
  if (known !== undefined) return known;
  const by = (name: string) => `SELECT id FROM ${table.name} INDEXED BY ${name} WHERE ${where}`;
  // One row, so that it is got at once.
  const text = `SELECT group_concat(id) AS ids FROM (${by(index)} UNION ALL ${by(twinOf(index))})`;
  ids.set(key, text);
  return text;
}

export function twinOf(index: string): string {
  return `${index}_again`;
}

/**
 * In a transaction. Answers the new row. @throws Error when the numbers have run out, which only damage can bring about
 */
export function insertRow(database: Database, table: RecordTable, given: Columns): SealedRow {
  const last = Number(database.get(`SELECT max(id) AS id FROM ${table.name}`, [])?.id ?? 0);
  const id = last + 1;
  if (!Number.isSafeInteger(id)) throw new RangeError(`the last ${table.name} has the number ${last}`);
  const row: { [column: string]: Value } = { ...saidOf(table).blank };
  for (const { name, initial = null } of table.columns) row[name] = initial;
  Object.assign(row, storable(table, given));
  const sum = sealOf(table, id, row);
  database.run(saidOf(table).insert, [id, ...table.columns.map(({ name }) => row[name]!), sum]);
  const before = Number(writtenSetting(database, "rows"));
  if (!changeWritten(database, "rows", String(before + 1)))
    setSetting(database, "rows", String(numberOf(database, "rows") + 1));
  return Object.assign(row, { id, sum });
}

/**
 * In a transaction.
 * @param row as it was read in the same transaction, or all its columns
 * @returns the row as it is now
 */
export function updateRow(
  database: Database,
  table: RecordTable,
  row: Columns & { readonly id: number },
  change: Columns,
): SealedRow {
  return writeRow(database, table, row, change, "id = ?", [row.id]) as SealedRow;
}

/**
 * In a transaction. As `updateRow` for a row that was read or written before, without reading it again: its checksum
 * tells whether it is the same still.
 * @returns undefined where it is not, and nothing is changed
 */
export function updateSameRow(
  database: Database,
  table: RecordTable,
  row: SealedRow,
  change: Columns,
): SealedRow | undefined {
  return writeRow(database, table, row, change, "id = ? AND sum = ?", [row.id, row.sum]);
}

function writeRow(
  database: Database,
  table: RecordTable,
  row: Columns & { readonly id: number },
  change: Columns,
  where: string,
  found: readonly Value[],
): SealedRow | undefined {
  const set = storable(table, change);
  const changed = { ...row, ...set };
  const sum = sealOf(table, row.id, changed);
  const text = updateText(table, Object.keys(set), where);
  const { changes } = database.run(text, [...Object.values(set), sum, ...found]);
  return changes === 0 ? undefined : Object.assign(changed, { sum });
}

function updateText(table: RecordTable, columns: readonly string[], where: string): string {
  const { updates } = saidOf(table);
  const key = `${columns} ${where}`;
  const known = updates.get(key);
  if (known !== undefined) return known;
  const text = `UPDATE ${table.name} SET ${columns.map((column) => `${column} = ?`).join(", ")}, sum = ? WHERE ${where}`;
  updates.set(key, text);
  return text;
}
