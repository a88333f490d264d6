/** What can be said of a journal's file, and what of whatever goes wrong with it. Nothing here changes it. */

import { closeSync, constants, existsSync, openSync, readSync, statSync } from "node:fs";
import { type Bilingual, whyInBoth } from "@duka/protocol/data/bilingual";
import { OWNER_ONLY, tooWide } from "@duka/protocol/data/file-mode";
import { checkRegularFile, openRegularFile } from "@duka/protocol/data/regular-file";
import { NoValueError } from "./database.js";
import { faultInChinese } from "./fault-words.js";
import { JournalError, RefInUseError } from "./journal.js";
import { NoDatabaseError } from "./libsql-database.js";
import { DamagedRowError } from "./sealed-row.js";
import { hasMark, markFileOf } from "./synced-mark.js";
import { ClockError } from "./till-clock.js";

/** A journal that dies with the process. */
export const IN_MEMORY = ":memory:";
const CLOSE_BY_HAND = {
  en: "restore the journal from a copy, or settle this one by its receipt and the card's log",
  zh: "请从备份恢复日志，或凭票据和卡内明细处理该笔",
};
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
    throw new JournalError(file, damaged({ en: "no SQLite file", zh: "不是 SQLite 文件" }));
  return "there";
}

/** The journal, and what lies beside it: SQLite's log and index, and the mark. */
function filesOf(file: string): readonly string[] {
  return [file, `${file}-wal`, `${file}-shm`, `${file}-journal`, markFileOf(file)];
}

/**
 * SQLite removes its log, and what it would roll back, when the last process closes the journal; after a power cut or a
 * crash it is there.
 */
export function isClosedWell(file: string): boolean {
  return !existsSync(`${file}-wal`) && !existsSync(`${file}-journal`);
}

/** A pipe would be waited for without end. */
function checkKind(file: string, one: string): void {
  try {
    checkRegularFile(one);
  } catch (error) {
    const { en, zh } = whyInBoth(error);
    const where =
      one === file ? { en: "", zh: "" } : { en: `cannot be used: of ${one}: `, zh: `不能使用：${one}：` };
    throw new JournalError(
      file,
      { en: `${where.en}${en}; a journal is a file`, zh: `${where.zh}${zh}；日志须为文件` },
      error,
    );
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
export function openToOthers(file: string): Bilingual[] {
  return file === IN_MEMORY ? [] : tooWide(filesOf(file));
}

/**
 * Where a journal once was, no other is begun in its place: what it had would be forgotten, and could be paid again.
 */
function checkNothingLeft(file: string): void {
  const what = existsSync(file) ? { en: "is empty", zh: "为空" } : { en: "is gone", zh: "不见了" };
  const log = `${file}-wal`;
  if (existsSync(log) && statSync(log).size > 0) {
    throw new JournalError(file, {
      en: `the file ${what.en}, but its log ${log} is still there: put the file back beside it`,
      zh: `日志文件${what.zh}，但其 WAL 文件 ${log} 还在：请将日志文件放回原处`,
    });
  }
  if (!hasMark(file)) return;
  const mark = markFileOf(file);
  throw new JournalError(file, {
    en: `the file ${what.en}, but its mark ${mark} is still there: put the file back beside it; to begin a new one, remove the mark`,
    zh: `日志文件${what.zh}，但其标记 ${mark} 还在：请将日志文件放回原处；如要新建日志，请删除标记`,
  });
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
          {
            en: `${error.message}. It is left as it is, and the others are used: ${CLOSE_BY_HAND.en}`,
            zh: `${faultInChinese(error.message)}。该记录保持原样，其他记录可用：${CLOSE_BY_HAND.zh}`,
          },
          error,
        );
      }
      if (error instanceof NoDatabaseError) throw new JournalError(file, whyInBoth(error), error);
      const code = (error as { code?: unknown }).code;
      const text = error instanceof Error ? error.message : String(error);
      const isDamage = code === "SQLITE_CORRUPT" || code === "SQLITE_NOTADB" || error instanceof RangeError;
      if (isDamage) throw new JournalError(file, damaged({ en: text, zh: faultInChinese(text) }), error);
      if (/unable to open/i.test(text)) {
        throw new JournalError(
          file,
          {
            en: "cannot be opened: its folder has to exist, and you have to be allowed to write there",
            zh: "无法打开：其文件夹须存在且可写",
          },
          error,
        );
      }
      if (code === "SQLITE_BUSY")
        throw new JournalError(
          file,
          { en: "another program keeps it locked; try again", zh: "被其他程序锁定，请重试" },
          error,
        );
      throw new JournalError(
        file,
        { en: `cannot be used: ${text}`, zh: `不能使用：${whyInBoth(error).zh}` },
        error,
      );
    }
  };
}

export function damaged({ en, zh }: Bilingual): Bilingual {
  return {
    en: `is damaged (${en}) and was left as it is: restore it from a copy, or name another journal`,
    zh: `已损坏（${zh}），保持原样：请从备份恢复，或指定其他日志`,
  };
}
