/** What can be said of a journal's file, and what of whatever goes wrong with it. Nothing here changes it. */
import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import { NoValueError } from "./database.js";
import { JournalError, RefInUseError } from "./journal.js";
import { hasMark, markFileOf } from "./synced-mark.js";

/** A journal that dies with the process. */
export const IN_MEMORY = ":memory:";
const MAGIC = "SQLite format 3\0";

/** What can be seen without letting SQLite touch anything: a file is there, or one may be made. @throws JournalError */
export function checkFile(file: string): "there" | "new" {
  if (file === IN_MEMORY) return "new";
  if (!existsSync(file) || (statSync(file).isFile() && statSync(file).size === 0)) {
    checkNothingLeft(file);
    return "new";
  }
  if (statSync(file).isDirectory()) throw new JournalError(file, "is a folder; a journal is a file");
  const start = new Uint8Array(MAGIC.length);
  const descriptor = openSync(file, "r");
  try {
    readSync(descriptor, start);
  } finally {
    closeSync(descriptor);
  }
  if (new TextDecoder("latin1").decode(start) !== MAGIC)
    throw new JournalError(file, damaged("no SQLite file"));
  return "there";
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
      const isTheirs = error instanceof RefInUseError || error instanceof NoValueError;
      if (error instanceof JournalError || isTheirs) throw error;
      const code = (error as { code?: unknown }).code;
      const text = error instanceof Error ? error.message : String(error);
      const isDamage = code === "SQLITE_CORRUPT" || code === "SQLITE_NOTADB" || error instanceof RangeError;
      if (isDamage) throw new JournalError(file, damaged(text), error);
      if (/Unable to open/.test(text)) {
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
