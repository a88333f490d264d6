/**
 * The journal in an SQLite file (write-ahead log), which a shop's support can open with any SQLite tool. A damaged file
 * is named and left as it is.
 */

import { resolve } from "node:path";
import { rangeError } from "@duka/protocol/data/bilingual";
import type { Clock } from "@duka/protocol/transport";
import { checkClock, shown, shownZh } from "../base/argument.js";
import { MACHINE, type Processes } from "../base/node-process.js";
import { actTable } from "./act-table.js";
import { countedDatabase } from "./counted-database.js";
import { creditTable } from "./credit-table.js";
import type { Database } from "./database.js";
import { type Guarded, guardedAs, guardedSteps } from "./guarded.js";
import type { Attempt, CreditAttempt, Journal } from "./journal.js";
import { checkFile, guardOf, IN_MEMORY, makeForOwner } from "./journal-file.js";
import { loadBinding, openDatabase } from "./libsql-database.js";
import { passwordTable } from "./password-table.js";
import { noteLookedThrough, openLookedInto, prepare } from "./prepare-journal.js";
import { saleOwners } from "./sale-owners.js";
import { saleTable } from "./sale-table.js";
import { dayTable, settlementTable } from "./settlement-table.js";
import { openMark, type SyncedMark } from "./synced-mark.js";
import { tillClock } from "./till-clock.js";
import { damagedRows, logFaults, verifyDatabase } from "./verify-journal.js";

const NO_MARK: SyncedMark = { set: () => undefined, close: () => undefined };

/**
 * Opens the journal, or makes it where no file is.
 * @param named path; its folder has to exist. ":memory:" is a journal that dies with the process
 * @param open gives the database behind it, for measurements and faults; it may put something around the `usual` one
 * @param processes whose claims count as alive; those of this machine unless given, as in a simulated world of several
 * @param onMigration told how many records of an older Duka's journal were brought over, of how many; in the open call
 * @throws JournalError when the file is damaged, not a journal, or of a newer Duka; it is not touched then
 */
export async function openJournal(
  named: string,
  clock: Clock,
  open: (file: string, usual: (file: string) => Database) => Database = openDatabase,
  processes: Processes = MACHINE,
  onMigration?: (done: number, of: number) => void,
): Promise<Journal> {
  checkName(named);
  checkClock("clock", clock);
  // The process may stand in another folder later; and it is a file, never a url.
  const file = named === IN_MEMORY ? named : resolve(named);
  const guard = guardOf(file);
  const nowMs = Math.round(clock.wallMs());
  let wasLookedThrough = false;
  const database = guard(() => {
    // Before anything is made that no one could fill.
    loadBinding();
    const opened = () => open(file, openDatabase);
    if (checkFile(file) === "there") {
      const looked = openLookedInto(file, nowMs, opened);
      wasLookedThrough = looked.wasLookedThrough;
      return looked.database;
    }
    makeForOwner(file);
    return opened();
  });
  try {
    const { salt, counts, isNew } = guard(() => prepare(file, database, nowMs, onMigration));
    const mark = file === IN_MEMORY ? NO_MARK : guard(() => openMark(file, salt, counts));
    const journal = journalOn(file, countedDatabase(database, mark.set), mark, clock, processes, {
      salt,
      isNew,
    });
    return wasLookedThrough ? notingAtClose(journal, () => noteLookedThrough(database, nowMs)) : journal;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** At the end, when no one waits for it, and only if it can be: else the next opening looks through the file again. */
function notingAtClose(journal: Journal, note: () => void): Journal {
  let isNoted = false;
  return {
    ...journal,
    async close() {
      if (!isNoted) {
        isNoted = true;
        try {
          note();
        } catch {
          // Another process writes, or the disk is full.
        }
      }
      await journal.close();
    },
  };
}

const PATH_MAX = 4096;

/** A name that the system would change, or cut, is no name for what must not be lost. */
function checkName(file: string): void {
  const isName = typeof file === "string" && file !== "" && file.length <= PATH_MAX;
  if (isName && !/[\p{Cc}\p{Cs}]/u.test(file)) return;
  throw rangeError(
    `a journal is a file: give its path, without control characters, or ":memory:", not ${shown(file)}`,
    `日志是文件：请给出不含控制字符的路径或 :memory:，不能是 ${shownZh(file)}`,
  );
}

const SALE_CALLS = [
  ...(["find", "byId", "list", "undecidedOf", "withoutTac", "addProof", "toTell", "told"] as const),
  ...(["resolve", "markReversed"] as const),
];

type Prepared = { readonly salt: string; readonly isNew: boolean };

function journalOn(
  file: string,
  database: Database,
  mark: SyncedMark,
  clock: Clock,
  processes: Processes,
  { salt, isNew }: Prepared,
): Journal {
  const guard = guardOf(file);
  const guarded: Guarded = async (work) => guard(work);
  const owners = saleOwners(processes);
  const tillTime = tillClock(database, clock);
  const sales = saleTable(database, clock, owners, tillTime.begin);
  const credits = creditTable(database, clock, owners, tillTime.begin);

  /** An owner that could not write has lost its way: the record speaks for it from now on. */
  const writing =
    (owner: string) =>
    <T>(work: () => T) =>
      guarded(() => {
        try {
          return work();
        } catch (error) {
          sales.abandon(owner);
          throw error;
        }
      });

  /** The steps of its owner; to abandon is no writing. */
  const attempt = (id: number, owner: string): Attempt => ({
    id,
    ...guardedSteps(sales, ["intent", "answered", "end", "release", "defer"], id, owner, writing(owner)),
    abandon: async () => sales.abandon(owner),
  });
  const creditAttempt = (id: number, owner: string): CreditAttempt => ({
    id,
    ...guardedSteps(credits, ["intent", "asked", "end", "release"], id, owner, writing(owner)),
    abandon: async () => credits.abandon(owner),
  });

  let closed = false;
  return {
    name: file,
    isNew,
    claim: (request) =>
      guarded(() => {
        const claim = sales.claim(request);
        return claim.claimed ? { claimed: true, attempt: attempt(claim.id, claim.owner) } : claim;
      }),
    ...guardedAs(sales, SALE_CALLS, guarded),
    flagPaidInCash: async (ref) => sales.flagPaidInCash(ref),
    clockIsRight: () => guarded(tillTime.isRight),
    async closeRecord(request) {
      // No sale needs it.
      const { closeRecord } = await import("./closing-table.js");
      const find = { sales: sales.find, credits: credits.find };
      return guarded(() => closeRecord(database, clock, find, request));
    },
    async notOver(simulated) {
      // No sale needs it.
      const { notOver } = await import("./not-over.js");
      return guarded(() => notOver(database, clock, owners, simulated));
    },
    passwords: passwordTable(database, clock, salt, guarded),
    credits: {
      claim: (request) =>
        guarded(() => {
          const claim = credits.claim(request);
          return claim.claimed ? { claimed: true, attempt: creditAttempt(claim.id, claim.owner) } : claim;
        }),
      ...guardedAs(credits, ["find", "byId", "list", "undecidedOf", "resolve"], guarded),
    },
    settlement: settlementTable(database, clock, owners, guarded),
    days: dayTable(database, clock, owners, guarded),
    acts: actTable(database, clock, guarded),
    damaged: () => guarded(() => damagedRows(database)),
    verify: (onProgress) => guarded(() => [...logFaults(file), ...verifyDatabase(database, onProgress)]),
    close: () =>
      guarded(() => {
        if (closed) return;
        closed = true;
        owners.letGoOfAll();
        // What is in the log goes into the file, as far as no other process reads it: one file is easier to keep than
        // two.
        database.all("PRAGMA journal.wal_checkpoint(PASSIVE)", []);
        database.close();
        mark.close();
      }),
  };
}
