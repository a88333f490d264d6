/**
 * The database behind the journal: SQLite through `libsql`. The only file that knows this binding.
 *
 * The binding keeps a connection, and the files of its own database, open until the garbage collector has found every
 * statement of it. So its own database is an empty one in memory, and the file is attached to it as `journal`: SQLite
 * lets go of it when it is detached, at once.
 */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type LibSql from "libsql";
import { type Database, NoValueError, type Row, type Value } from "./database.js";

/** How long one write waits for another process to finish its own. */
const BUSY_TIMEOUT_MS = 5000;

type Binding = typeof LibSql;

/** The database is not on this machine. */
export class NoDatabaseError extends Error {
  constructor(cause: unknown) {
    const platform = `${process.platform} ${process.arch}`;
    super(
      `needs the database libsql, whose part for ${platform} is an optional dependency and is missing here: install the driver without --omit=optional`,
      { cause },
    );
    this.name = "NoDatabaseError";
  }
}

const load = createRequire(import.meta.url);
let loaded: Binding | undefined;

/** Only when a journal is opened: a program that opens none works without it. @throws NoDatabaseError */
export function loadBinding(): Binding {
  try {
    // Node looks for the folder of a package each time that it is asked.
    loaded ??= load("libsql") as Binding;
    return loaded;
  } catch (error) {
    throw new NoDatabaseError(error);
  }
}

/** Opens the file, or makes it. @throws what the binding throws */
export function openDatabase(file: string): Database {
  const database = databaseOf(file);
  // A step of a sale is a few hundred bytes, and the log takes whole pages. A file that is there keeps its own.
  database.all("PRAGMA journal.page_size = 1024", []);
  return database;
}

/**
 * Only for reading: neither the file nor its log is changed, not by closing it either. @throws what the binding throws
 */
export function openDatabaseToRead(file: string): Database {
  return databaseOf(`${pathToFileURL(file).href}?mode=ro`);
}

function databaseOf(name: string): Database {
  const Connection = loadBinding();
  const binding = new Connection(":memory:", { timeout: BUSY_TIMEOUT_MS });
  try {
    binding.prepare("ATTACH ? AS journal").run(name);
  } catch (error) {
    binding.close();
    throw error;
  }
  const statements = new Map<string, ReturnType<typeof binding.prepare>>();
  let isClosed = false;
  const prepared = (sql: string) => {
    // The binding ends the whole process when a statement outlives its database.
    if (isClosed) throw new Error("it is closed");
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const made = binding.prepare(sql);
    statements.set(sql, made);
    return made;
  };
  let durability = "";
  return {
    run(sql, values) {
      const result = prepared(sql).run(checked(values));
      return { changes: result.changes, lastId: Number(result.lastInsertRowid) };
    },
    script(sql) {
      if (isClosed) throw new Error("it is closed");
      binding.exec(sql);
    },
    // The binding's own `get` finds nothing with a statement that was read to its end before.
    get: (sql, values) => prepared(sql).all(checked(values))[0] as Row | undefined,
    all: (sql, values) => prepared(sql).all(checked(values)) as Row[],
    sync(wanted) {
      if (wanted === durability) return;
      // In WAL mode FULL syncs at every commit, NORMAL only at checkpoints; a commit that is not synced is lost whole
      // or not at all.
      binding.exec(`PRAGMA journal.synchronous = ${wanted === "durable" ? "FULL" : "NORMAL"}`);
      durability = wanted;
    },
    transaction(work) {
      prepared("BEGIN IMMEDIATE").run();
      try {
        const result = work();
        prepared("COMMIT").run();
        return result;
      } catch (error) {
        if (binding.inTransaction) binding.exec("ROLLBACK");
        throw error;
      }
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      try {
        binding.exec("DETACH journal");
      } finally {
        binding.close();
      }
    },
  };
}

/** The binding ends the whole process for a value that it does not know. @throws TypeError */
function checked(values: readonly Value[]): readonly Value[] {
  for (const value of values) {
    const isKnown = value === null || typeof value === "string" || Number.isFinite(value);
    if (!isKnown) throw new NoValueError(value);
  }
  return values;
}
