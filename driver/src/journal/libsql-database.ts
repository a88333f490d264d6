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

/** SQLite's name for a database that is on no disk. */
const MEMORY = ":memory:";

type Binding = typeof LibSql;
type Statements = Map<string, ReturnType<InstanceType<Binding>["prepare"]>>;

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
  const binding = new Connection(MEMORY, { timeout: BUSY_TIMEOUT_MS });
  try {
    binding.prepare("ATTACH ? AS journal").run(name);
  } catch (error) {
    binding.close();
    throw error;
  }
  const statements: Statements = new Map();
  /**
   * The binding's `get` takes a third of the time of its `all`, and is right only with a statement of its own that has
   * never failed: it does not begin anew with one that was read otherwise.
   */
  const statementsToGet: Statements = new Map();
  let isClosed = false;
  const prepared = (sql: string, among = statements) => {
    // The binding ends the whole process when a statement outlives its database.
    if (isClosed) throw new Error("it is closed");
    const known = among.get(sql);
    if (known !== undefined) return known;
    const made = binding.prepare(sql);
    among.set(sql, made);
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
    get(sql, values) {
      try {
        return prepared(sql, statementsToGet).get(checked(values)) as Row | undefined;
      } catch (error) {
        statementsToGet.delete(sql);
        throw error;
      }
    },
    all: (sql, values) => prepared(sql).all(checked(values)) as Row[],
    sync(wanted) {
      if (wanted === durability || name === MEMORY) return;
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
