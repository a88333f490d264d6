/** The few words that the journal needs of a database, so that only the file that opens it knows which one it is. */

import { shown } from "../base/argument.js";

export type Value = string | number | null;
export type Row = { readonly [column: string]: unknown };

/** A caller wants something to be kept, or looked for, that no column can hold. */
export class NoValueError extends TypeError {
  /** @param kept what can be kept there */
  constructor(value: unknown, kept = "texts and numbers") {
    super(`a journal keeps ${kept}, not ${shown(value)}`);
    this.name = "NoValueError";
  }
}

/** The tables of the file lie in the schema `journal`: a PRAGMA, a CREATE and `sqlite_schema` have to name it. */
export type Database = {
  /** Changes rows; answers how many, and the id of the last one inserted. */
  run(sql: string, values: readonly Value[]): { changes: number; lastId: number };
  /** Several statements one after the other, which give nothing back: what makes tables. */
  script(sql: string): void;
  get(sql: string, values: readonly Value[]): Row | undefined;
  all(sql: string, values: readonly Value[]): Row[];
  /** From now on a commit returns only when it is on the disk (`durable`), or may be lost with the power, whole. */
  sync(durability: "durable" | "soon"): void;
  /** All of `work`, or nothing; no other process writes meanwhile. */
  transaction<T>(work: () => T): T;
  close(): void;
};
