/** A journal whose steps are told, and at whose commits faults can strike. */
import type { Database, Journal } from "@duka/driver";
import type { Fault } from "./faults/fault.js";
import type { JournalMoment } from "./point.js";
import { counter, type Watch } from "./watch.js";

/** A transaction that belongs to no step of the journal: its own housekeeping. */
const HOUSEKEEPING = "housekeeping";

/** How SQLite names a disk on which nothing more fits, and one that does not take what it was given. */
const FULL = "database or disk is full";
const FULL_CODE = "SQLITE_FULL";
/** As many pages as SQLite can number. */
const PAGES_MAX = 4_294_967_294;
const NOT_SYNCED = "disk I/O error: fsync failed";

type JournalWatch = {
  readonly open: (file: string, usual: (file: string) => Database) => Database;
  /** The same journal; its steps are known by their names. */
  named(journal: Journal): Journal;
};

/**
 * @param isDead the till was killed: nothing reaches the disk any more
 * @param onSynced after each commit that was synced
 */
export function watchJournal(watch: Watch, isDead: () => boolean, onSynced: () => void): JournalWatch {
  const count = counter();
  let step = HOUSEKEEPING;
  let isDurable = false;

  function alive(): void {
    if (isDead()) throw new Error("the till was killed");
  }

  function transaction<T>(database: Database, work: () => T): T {
    alive();
    const nth = count(step);
    const reach = (when: JournalMoment): readonly Fault[] => {
      const faults = watch.reach({ of: "journal", step, nth, when });
      alive();
      return faults;
    };
    const before = reach("before");
    const isFull = before.some(({ kind }) => kind === "disk-full");
    const lost = before.some(({ kind, kept = false }) => kind === "sync-failed" && !kept);
    const onDisk = isFull ? onFullDisk : (write: () => T): T => write();
    const result = database.transaction(() => {
      const done = onDisk(work, database);
      if (lost) throw failed(NOT_SYNCED);
      return done;
    });
    watch.tell({ type: "journal", step, what: "written", durable: isDurable });
    reach("before sync");
    if (isDurable) onSynced();
    if (before.some(({ kind, kept = false }) => kind === "sync-failed" && kept)) throw failed(NOT_SYNCED);
    reach("after sync");
    return result;
  }

  /** SQLite finds no page more; and where the step fits into those that it has, its log does not. */
  function onFullDisk<T>(write: () => T, database: Database): T {
    const pages = Number(Object.values(database.get("PRAGMA journal.page_count", []) ?? {})[0]);
    database.all(`PRAGMA journal.max_page_count = ${pages}`, []);
    try {
      write();
    } catch (error) {
      // The binding's errors are none of JavaScript's.
      if (Object(error).code === FULL_CODE) failed(FULL);
      throw error;
    } finally {
      database.all(`PRAGMA journal.max_page_count = ${PAGES_MAX}`, []);
    }
    throw Object.assign(failed(FULL), { code: FULL_CODE });
  }

  function failed(message: string): Error {
    watch.tell({ type: "journal", step, what: "failed", durable: isDurable });
    return new Error(message);
  }

  function named<T extends object>(book: T, prefix: string): T {
    const wrapped = Object.entries(book).map(([name, member]) => {
      if (typeof member === "function") return [name, inStep(`${prefix}${name}`, member as Call, prefix)];
      return [name, typeof member === "object" && member !== null ? named(member, `${name}.`) : member];
    });
    return Object.fromEntries(wrapped) as T;
  }

  type Call = (...args: unknown[]) => unknown;

  /** A journal writes before it answers its promise: the step is under way exactly while this runs. */
  function inStep(name: string, call: Call, prefix: string): Call {
    return async (...args) => {
      const outer = step;
      step = name;
      let answer: unknown;
      try {
        answer = call(...args);
      } finally {
        step = outer;
      }
      const result = await answer;
      const isClaim = typeof result === "object" && result !== null && "attempt" in result;
      return isClaim ? { ...result, attempt: named(result.attempt as object, prefix) } : result;
    };
  }

  return {
    open(file, usual) {
      const database = usual(file);
      return {
        run(sql, values) {
          alive();
          return database.run(sql, values);
        },
        script(sql) {
          alive();
          database.script(sql);
        },
        get: database.get,
        all: database.all,
        sync(durability) {
          isDurable = durability === "durable";
          database.sync(durability);
        },
        transaction: (work) => transaction(database, work),
        close: database.close,
      };
    },
    named: (journal) => named(journal, ""),
  };
}
