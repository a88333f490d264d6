/**
 * A database that counts, in itself, the transactions that were synced, and tells the count once each is on the disk.
 */
import type { Database } from "./database.js";
import { TABLES } from "./record-columns.js";
import { type Counts, changeWritten, countsOf, setSetting, settingOf, writtenSetting } from "./setting.js";

/** Both counts begin, with the records that are there, where an older Duka kept none. In a transaction. */
export function beginCount(database: Database): void {
  if (settingOf(database, "writes") === undefined) setSetting(database, "writes", "0");
  setSetting(database, "rows", String(countRows(database)));
}

export function countRows(database: Database): number {
  return TABLES.map(({ name }) => Number(database.get(`SELECT count(*) AS n FROM ${name}`, [])?.n)).reduce(
    (sum, count) => sum + count,
  );
}

/**
 * As `countRows` where no record was taken out of the middle, by the last number of each table alone: it takes no
 * longer with more records, and never says less.
 */
export function lastNumbers(database: Database): number {
  return TABLES.map(({ name }) =>
    Number(database.get(`SELECT max(id) AS n FROM ${name}`, [])?.n ?? 0),
  ).reduce((sum, last) => sum + last);
}

/** @param onSynced gets the counts as they were synced; nothing is told of what may be lost with the power */
export function countedDatabase(database: Database, onSynced: (counts: Counts) => void): Database {
  let isDurable = false;
  let isInside = false;
  let hasWritten = false;

  function run(sql: string, values: Parameters<Database["run"]>[1]) {
    const result = database.run(sql, values);
    hasWritten ||= result.changes > 0;
    return result;
  }

  function inside<T>(work: () => T): T {
    return database.transaction(() => {
      isInside = true;
      try {
        return work();
      } finally {
        isInside = false;
      }
    });
  }

  function counted<T>(work: () => T): T {
    hasWritten = false;
    let counts: Counts | undefined;
    const result = inside(() => {
      const done = work();
      if (hasWritten) counts = countOne(itself);
      return done;
    });
    if (counts !== undefined) onSynced(counts);
    return result;
  }

  const itself: Database = {
    run: (sql, values) => (isDurable && !isInside ? counted(() => run(sql, values)) : run(sql, values)),
    script: database.script,
    get: database.get,
    all: database.all,
    sync(durability) {
      isDurable = durability === "durable";
      database.sync(durability);
    },
    // Within another one it is a part of that.
    transaction: (work) => (isInside ? work() : isDurable ? counted(work) : inside(work)),
    close: database.close,
  };
  return itself;
}

/** @throws RangeError when someone has taken the count away */
function countOne(database: Database): Counts {
  const before = Number(writtenSetting(database, "writes"));
  if (changeWritten(database, "writes", String(before + 1), "rows"))
    return { writes: before + 1, rows: Number(writtenSetting(database, "rows")) };
  const { writes, rows } = countsOf(database);
  setSetting(database, "writes", String(writes + 1));
  return { writes: writes + 1, rows };
}
