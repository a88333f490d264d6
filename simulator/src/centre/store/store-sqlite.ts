/**
 * The centre's store in an SQLite file: the only file of the simulator that knows the database binding. Every
 * transaction is on the disk when it returns; one that a killed process left half-done never happened.
 */
import { closeSync, constants, existsSync, openSync, readSync, statSync } from "node:fs";
import { OWNER_ONLY } from "@duka/protocol/data/file-mode";
import { checkRegularFile, openRegularFile } from "@duka/protocol/data/regular-file";
import LibSql from "libsql";
import type { Kind, Records, Store } from "./store.js";
import { StoreError } from "./store.js";

/** "DKIC" in ASCII: tells a centre's store from any other SQLite file. */
const APPLICATION_ID = 0x444b4943;
const SCHEMA_VERSION = 1;
const SCHEMA =
  "CREATE TABLE record (kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL CHECK (json_valid(value)), PRIMARY KEY (kind, key)) STRICT, WITHOUT ROWID";

const MAGIC = "SQLite format 3\0";
const BUSY_TIMEOUT_MS = 5000;
/** Sorts after every key that begins with what stands before it: keys are ASCII. */
const AFTER_ALL = "\x7f";

/**
 * Opens the store, or makes it where no file is.
 * @throws StoreError when the file is damaged, or no store of a centre; it is not touched then
 */
export function sqliteStore(file: string): Store {
  checkFile(file);
  const guard = guardOf(file);
  const database = guard(() => new LibSql(file, { timeout: BUSY_TIMEOUT_MS }));
  try {
    guard(() => prepare(file, database));
  } catch (error) {
    database.close();
    throw error;
  }
  const get = database.prepare("SELECT value FROM record WHERE kind = ? AND key = ?");
  const put = database.prepare(
    "INSERT INTO record (kind, key, value) VALUES (?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value",
  );
  const remove = database.prepare("DELETE FROM record WHERE kind = ? AND key = ?");
  const list = database.prepare(
    "SELECT value FROM record WHERE kind = ? AND key > ? AND key >= ? AND key < ? ORDER BY key LIMIT ?",
  );
  const parsed = <K extends Kind>(row: unknown): Records[K] =>
    JSON.parse((row as { readonly value: string }).value) as Records[K];

  let isOpen = true;
  return {
    get<K extends Kind>(kind: K, key: string) {
      const row = guard(() => get.get(kind, key));
      return row === undefined ? undefined : parsed<K>(row);
    },
    put: (kind, key, record) => void guard(() => put.run(kind, key, JSON.stringify(record))),
    remove: (kind, key) => void guard(() => remove.run(kind, key)),
    list: <K extends Kind>(kind: K, prefix: string, limit: number, after = "") =>
      guard(() => list.all(kind, after, prefix, prefix + AFTER_ALL, limit)).map((row) => parsed<K>(row)),
    transaction(work) {
      guard(() => database.exec("BEGIN IMMEDIATE"));
      try {
        const result = work();
        guard(() => database.exec("COMMIT"));
        return result;
      } catch (error) {
        if (database.inTransaction) database.exec("ROLLBACK");
        throw error;
      }
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      // One file is easier to keep than two.
      guard(() => database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").all());
      database.close();
    },
  };
}

/** What can be seen without letting SQLite touch anything. */
function checkFile(file: string): void {
  for (const one of [file, `${file}-wal`, `${file}-shm`, `${file}-journal`]) checkKind(one);
  if (!existsSync(file)) {
    makeForOwner(file);
    return;
  }
  if (statSync(file).size === 0) return;
  const start = new Uint8Array(MAGIC.length);
  const descriptor = openRegularFile(file, constants.O_RDONLY);
  try {
    readSync(descriptor, start);
  } finally {
    closeSync(descriptor);
  }
  if (new TextDecoder("latin1").decode(start) !== MAGIC) {
    throw new StoreError(`${file} is no store of a centre and was left as it is: name another file`);
  }
}

/** A pipe would be waited for without end. */
function checkKind(file: string): void {
  try {
    checkRegularFile(file);
  } catch (error) {
    throw new StoreError(
      `${file}: ${error instanceof Error ? error.message : error}; a centre's store is a file`,
    );
  }
}

/** Its owner's alone; SQLite makes its log and index by the rights of the file. */
function makeForOwner(file: string): void {
  try {
    closeSync(openSync(file, "wx", OWNER_ONLY));
  } catch (error) {
    // Another process has made it meanwhile. Whatever else is wrong is told when the database is opened.
    if (!(error instanceof Error)) throw error;
  }
}

/** What is not a store of ours is found out before anything is changed. */
function prepare(file: string, database: LibSql.Database): void {
  const number = (name: string): number => {
    const row = database.prepare(`PRAGMA ${name}`).get() as { readonly [column: string]: number };
    return row[name]!;
  };
  const isNew = database.prepare("SELECT 1 FROM sqlite_schema").get() === undefined;
  if (!isNew) {
    if (number("application_id") !== APPLICATION_ID) {
      throw new StoreError(`${file} is an SQLite file, but no store of a centre: name another file`);
    }
    if (number("user_version") !== SCHEMA_VERSION) {
      throw new StoreError(`${file} was written by another version of Duka: use that, or name another file`);
    }
    const check = database.prepare("PRAGMA quick_check(1)").get() as { readonly quick_check: string };
    if (check.quick_check !== "ok") throw damaged(file, check.quick_check);
  }
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("PRAGMA synchronous = FULL");
  if (isNew) {
    database.exec(
      `BEGIN IMMEDIATE; ${SCHEMA}; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`,
    );
  }
}

function guardOf(file: string): <T>(work: () => T) => T {
  return (work) => {
    try {
      return work();
    } catch (error) {
      if (error instanceof StoreError) throw error;
      const code = (error as { readonly code?: unknown }).code;
      const text = error instanceof Error ? error.message : String(error);
      if (code === "SQLITE_CORRUPT" || code === "SQLITE_NOTADB") throw damaged(file, text);
      if (code === "SQLITE_BUSY") throw new StoreError(`${file} is locked by another program; try again`);
      throw new StoreError(`${file} cannot be used: ${text}`);
    }
  };
}

function damaged(file: string, what: string): StoreError {
  return new StoreError(
    `${file} is damaged (${what}) and was left as it is: restore it from a copy, or name another`,
  );
}
