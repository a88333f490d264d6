/** What can be said of a journal's file, and what of whatever goes wrong with it. Nothing here changes it. */
import { closeSync, constants, existsSync, openSync, readSync, statSync } from "node:fs";
import { OWNER_ONLY, tooWide } from "@duka/protocol/data/file-mode";
import { checkRegularFile, openRegularFile } from "@duka/protocol/data/regular-file";
import { NoValueError } from "./database.js";
import { JournalError, RefInUseError } from "./journal.js";
import { NoDatabaseError } from "./libsql-database.js";
import { DamagedRowError } from "./sealed-row.js";
import { hasMark, markFileOf } from "./synced-mark.js";
import { ClockError } from "./till-clock.js";

/** A journal that dies with the process. */
export const IN_MEMORY = ":memory:";
const CLOSE_BY_HAND = "restore the journal from a copy, or settle this one by its receipt and the card's log";
const MAGIC = "SQLite format 3\0";

/** What can be seen without letting SQLite touch anything: a file is there, or one may be made. @throws JournalError */
export function checkFile(file: string): "there" | "new" {
  if (file === IN_MEMORY) return "new";
  for (const one of filesOf(file)) checkKind(file, one);
  if (!existsSync(file) || statSync(file).size === 0) {
    checkNothingLeft(file);
    return "new";
  }
  const start = new Uint8Array(MAGIC.length);
  const descriptor = openRegularFile(file, constants.O_RDONLY);
  try {
    readSync(descriptor, start);
  } finally {
    closeSync(descriptor);
  }
  if (new TextDecoder("latin1").decode(start) !== MAGIC)
    throw new JournalError(file, damaged("no SQLite file"));
  return "there";
}

/** The journal, and what lies beside it: SQLite's log and index, and the mark. */
function filesOf(file: string): readonly string[] {
  return [file, `${file}-wal`, `${file}-shm`, `${file}-journal`, markFileOf(file)];
}

/** A pipe would be waited for without end. */
function checkKind(file: string, one: string): void {
  try {
    checkRegularFile(one);
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    const where = one === file ? "" : `cannot be used: of ${one}: `;
    throw new JournalError(file, `${where}${what}; a journal is a file`, error);
  }
}

/** A new journal is its owner's alone; SQLite makes its log and index by the rights of the file. */
export function makeForOwner(file: string): void {
  if (file === IN_MEMORY || existsSync(file)) return;
  try {
    closeSync(openSync(file, "wx", OWNER_ONLY));
  } catch (error) {
    // Another process has made it meanwhile. Whatever else is wrong is told when the database is opened.
    if (!(error instanceof Error)) throw error;
  }
}

/** What to tell the owner of a journal that other users can read, or put another one in its place. */
export function openToOthers(file: string): string[] {
  return file === IN_MEMORY ? [] : tooWide(filesOf(file));
}

/**
 * Where a journal once was, no other is begun in its place: what it had would be forgotten, and could be paid again.
 */
function checkNothingLeft(file: string): void {
  const what = existsSync(file) ? "is empty" : "is gone";
  const log = `${file}-wal`;
  if (existsSync(log) && statSync(log).size > 0) {
    throw new JournalError(
      file,
      `the file ${what}, but its log ${log} is still there: put the file back beside it`,
    );
  }
  if (!hasMark(file)) return;
  throw new JournalError(
    file,
    `the file ${what}, but its mark ${markFileOf(file)} is still there: put the file back beside it; to begin a new one, remove the mark`,
  );
}

/** Whatever goes wrong below has the journal's name on it. */
export function guardOf(file: string): <T>(work: () => T) => T {
  return (work) => {
    try {
      return work();
    } catch (error) {
      const isTheirs = [RefInUseError, NoValueError, ClockError].some((known) => error instanceof known);
      if (error instanceof JournalError || isTheirs) throw error;
      if (error instanceof DamagedRowError) {
        throw new JournalError(
          file,
          `${error.message}. It is left as it is, and the others are used: ${CLOSE_BY_HAND}`,
          error,
        );
      }
      if (error instanceof NoDatabaseError) throw new JournalError(file, error.message, error);
      const code = (error as { code?: unknown }).code;
      const text = error instanceof Error ? error.message : String(error);
      const isDamage = code === "SQLITE_CORRUPT" || code === "SQLITE_NOTADB" || error instanceof RangeError;
      if (isDamage) throw new JournalError(file, damaged(text), error);
      if (/unable to open/i.test(text)) {
        throw new JournalError(
          file,
          "cannot be opened: its folder has to exist, and you have to be allowed to write there",
          error,
        );
      }
      if (code === "SQLITE_BUSY")
        throw new JournalError(file, "another program keeps it locked; try again", error);
      throw new JournalError(file, `cannot be used: ${text}`, error);
    }
  };
}

export function damaged(what: string): string {
  return `is damaged (${what}) and was left as it is: restore it from a copy, or name another journal`;
}
