/**
 * A database that counts, in itself, the transactions that were synced, and tells the count once each is on the disk.
 */
import type { Database } from "./database.js";

const COUNT = "writes";

/** Those that the file holds; undefined where none was ever counted. */
export function writesOf(database: Database): number | undefined {
  const row = database.get("SELECT value FROM setting WHERE name = ?", [COUNT]);
  return row === undefined ? undefined : Number(row.value);
}

/** The count begins, where there is none. */
export function beginCount(database: Database): void {
  database.run("INSERT INTO setting (name, value) VALUES (?, '0') ON CONFLICT (name) DO NOTHING", [COUNT]);
}

/** @param onSynced gets the number of synced transactions; nothing is told of those that may be lost with the power */
export function countedDatabase(database: Database, onSynced: (writes: number) => void): Database {
  let isDurable = false;
  let isInside = false;
  let hasWritten = false;

  function run(sql: string, values: Parameters<Database["run"]>[1]) {
    const result = database.run(sql, values);
    hasWritten ||= result.changes > 0;
    return result;
  }

  function counted<T>(work: () => T): T {
    hasWritten = false;
    let writes = 0;
    const result = database.transaction(() => {
      isInside = true;
      try {
        const done = work();
        if (hasWritten) writes = countOne(database);
        return done;
      } finally {
        isInside = false;
      }
    });
    if (writes > 0) onSynced(writes);
    return result;
  }

  return {
    run: (sql, values) => (isDurable && !isInside ? counted(() => run(sql, values)) : run(sql, values)),
    get: database.get,
    all: database.all,
    sync(durability) {
      isDurable = durability === "durable";
      database.sync(durability);
    },
    transaction: (work) => (isDurable ? counted(work) : database.transaction(work)),
    close: database.close,
  };
}

/** @throws RangeError when someone has taken the count away */
function countOne(database: Database): number {
  const row = database.get("UPDATE setting SET value = value + 1 WHERE name = ? RETURNING value", [COUNT]);
  if (row === undefined) throw new RangeError("its count of writes is missing");
  return Number(row.value);
}
