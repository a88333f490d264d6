/** The settings of a journal: the salt of its hashes, and what it counts. Each has a checksum, as every row has. */
import { sha256 } from "../base/node-process.js";
import type { Database } from "./database.js";

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
  const [value, sum] = JSON.parse(new TextDecoder().decode(read.bytes as Uint8Array)) as string[];
  if (value !== undefined && sum === sumOf(name, value)) return value;
  throw new RangeError(`its ${name} is not what was written`);
}

export function numberOf(database: Database, name: "writes" | "rows"): number {
  const value = settingOf(database, name);
  if (value === undefined) throw new RangeError(`its count of ${name} is missing`);
  return Number(value);
}

/** In a transaction. */
export function setSetting(database: Database, name: Setting, value: string): void {
  database.run(
    `INSERT INTO setting (name, value, sum) VALUES (?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value, sum = excluded.sum`,
    [name, value, sumOf(name, value)],
  );
}

function sumOf(name: string, value: string): string {
  return sha256(JSON.stringify(["setting", name, value]));
}
