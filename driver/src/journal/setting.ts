/** The settings of a journal: the salt of its hashes, and what it counts. Each has a checksum, as every row has. */
import { sha256 } from "../base/node-process.js";
import type { Database, Row } from "./database.js";

const decoder = new TextDecoder();

/**
 * `writes`: transactions that were synced. `rows`: records that were begun. Of the clock, in milliseconds since 1970:
 * when a sale or credit was last begun, and when a person last said that the clock is right; and when SQLite last
 * looked through the whole file.
 */
export type Setting =
  | ("salt" | "writes" | "rows")
  | ("last-begun" | "last-simulated" | "clock-told")
  | "looked-through";

/** @returns undefined where it is missing @throws RangeError when it is not what was written */
export function settingOf(database: Database, name: Setting): string | undefined {
  const read = database.get(
    "SELECT CAST(json_array(value, sum) AS BLOB) AS bytes FROM setting WHERE name = ?",
    [name],
  );
  if (read === undefined) return undefined;
  const [value, sum] = parsed(read) as string[];
  return checked(name, value, sum);
}

/** Of a journal: transactions that were synced, and records that were begun. */
export type Counts = { readonly writes: number; readonly rows: number };

/** @throws RangeError when a count is missing, or is not what was written */
export function countsOf(database: Database): Counts {
  const read = database.all(
    "SELECT CAST(json_array(name, value, sum) AS BLOB) AS bytes FROM setting WHERE name IN ('writes', 'rows')",
    [],
  );
  const there = new Map(
    read.map((row) => parsed(row) as [string, string, string]).map((one) => [one[0], one]),
  );
  const count = (name: "writes" | "rows"): number => {
    const [, value, sum] = there.get(name) ?? [];
    return counted(name, value === undefined ? undefined : checked(name, value, sum));
  };
  return { writes: count("writes"), rows: count("rows") };
}

/** @throws RangeError when it is missing, or is not what was written */
export function numberOf(database: Database, name: "writes" | "rows"): number {
  return counted(name, settingOf(database, name));
}

function counted(name: "writes" | "rows", value: string | undefined): number {
  if (value === undefined) throw new RangeError(`its count of ${name} is missing`);
  return Number(value);
}

function parsed({ bytes }: Row): unknown {
  return JSON.parse(decoder.decode(bytes as Uint8Array));
}

function checked(name: Setting, value: string | undefined, sum: string | undefined): string {
  if (value !== undefined && sum === sumOf(name, value)) return value;
  throw new RangeError(`its ${name} is not what was written`);
}

type Written = { readonly value: string; readonly sum: string };
/** What was written last through a database. Whether it still stands there is not known. */
const writtenLast = new WeakMap<Database, Map<Setting, Written>>();

/** In a transaction. */
export function setSetting(database: Database, name: Setting, value: string): void {
  const sum = sumOf(name, value);
  database.run(
    `INSERT INTO setting (name, value, sum) VALUES (?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value, sum = excluded.sum`,
    [name, value, sum],
  );
  noteWritten(database, name, { value, sum });
}

function noteWritten(database: Database, name: Setting, written: Written): void {
  const all = writtenLast.get(database) ?? new Map<Setting, Written>();
  writtenLast.set(database, all.set(name, written));
}

/** As it was written last through this database; what stands there now may be another value. */
export function writtenSetting(database: Database, name: Setting): string | undefined {
  return writtenLast.get(database)?.get(name)?.value;
}

const CHANGE_WRITTEN = "UPDATE setting SET value = ?, sum = ? WHERE name = ? AND value = ? AND sum = ?";
const STANDS = "EXISTS (SELECT 1 FROM setting WHERE name = ? AND value = ? AND sum = ?)";

/**
 * In a transaction. Sets it where what was written last still stands there, without reading it.
 * @param beside another one of which the same has to be true
 * @returns false where it is to be read first
 */
export function changeWritten(database: Database, name: Setting, value: string, beside?: Setting): boolean {
  const all = writtenLast.get(database);
  const last = all?.get(name);
  const other = beside === undefined ? undefined : all?.get(beside);
  if (last === undefined || (beside !== undefined && other === undefined)) return false;
  const sum = sumOf(name, value);
  const values = [value, sum, name, last.value, last.sum];
  const { changes } =
    beside === undefined || other === undefined
      ? database.run(CHANGE_WRITTEN, values)
      : database.run(`${CHANGE_WRITTEN} AND ${STANDS}`, [...values, beside, other.value, other.sum]);
  if (changes === 0) return false;
  noteWritten(database, name, { value, sum });
  return true;
}

function sumOf(name: string, value: string): string {
  return sha256(JSON.stringify(["setting", name, value]));
}
