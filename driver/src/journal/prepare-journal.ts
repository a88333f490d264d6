/**
 * What is done with a journal before it is used: looked into without touching it, made where none is, brought to this
 * schema.
 */

import type { Bilingual } from "@duka/protocol/data/bilingual";
import { randomHex } from "../base/node-process.js";
import { beginCount, countRows, lastNumbers } from "./counted-database.js";
import type { Database } from "./database.js";
import { sqliteFault } from "./fault-words.js";
import { JournalError } from "./journal.js";
import { damaged, IN_MEMORY, isClosedWell } from "./journal-file.js";
import { openDatabaseToRead } from "./libsql-database.js";
import { brokenLogOf } from "./log-frames.js";
import { APPLICATION_ID, bringOver, createTables, SCHEMA, SCHEMA_VERSION } from "./schema.js";
import { type Counts, countsOf, type Setting, setSetting, settingOf } from "./setting.js";
import { hasMark, markFileOf, readMark } from "./synced-mark.js";

const FAULTS_MAX = 1000;
const DAY_MS = 86_400_000;
const LOOKED_THROUGH: Setting = "looked-through";
/** The first schema whose rows and settings have checksums, and which counts its records. */
const SEALED_SINCE = 4;
/**
 * What SQLite says of a row that does not fit its table, or of one that an index does not know: the row's checksum, and
 * the index beside it, tell that better, and the others go on.
 */
const OF_ONE_ROW =
  /^((CHECK constraint failed|(NULL|NUMERIC|TEXT|non-\w+) value) in|row \d+ missing from index|wrong # of entries in index|non-unique entry in index) /;

/**
 * Looks into a journal that is there, and opens it. Whatever is wrong stays as it is: what a crash has left is looked
 * at by a connection that only reads, before SQLite takes the log up; of a file that was closed well nothing is written
 * by reading it, and one connection does for both.
 * @param open gives the database to work with
 * @returns also whether SQLite looked through the whole file, which takes the longer the more sales there are
 * @throws JournalError naming what is wrong; whatever SQLite says
 */
export function openLookedInto(
  file: string,
  nowMs: number,
  open: () => Database,
): { readonly database: Database; readonly wasLookedThrough: boolean } {
  // The mark is made after the tables: a process that sees it sees them too, if they are there.
  const look = { file, nowMs, isMarked: hasMark(file), isClosed: isClosedWell(file) };
  if (!look.isClosed) {
    const toRead = openDatabaseToRead(file);
    let wasLookedThrough: boolean;
    try {
      wasLookedThrough = lookInto(toRead, look);
    } finally {
      toRead.close();
    }
    return { database: open(), wasLookedThrough };
  }
  const database = open();
  try {
    return { database, wasLookedThrough: lookInto(database, look) };
  } catch (error) {
    database.close();
    throw error;
  }
}

type Look = {
  readonly file: string;
  readonly nowMs: number;
  readonly isMarked: boolean;
  readonly isClosed: boolean;
};

function lookInto(database: Database, { file, nowMs, isMarked, isClosed }: Look): boolean {
  const version = versionIn(file, database);
  if (version === undefined) {
    checkNothingLost(file, isMarked);
    return false;
  }
  const isDue = !isClosed || version !== SCHEMA_VERSION || !wasLookedThrough(database, nowMs);
  if (isDue) lookThrough(file, database);
  if (version === SCHEMA_VERSION) checkSchema(file, database);
  checkWhole(file, database, version, isDue);
  return isDue;
}

/** Within a day, by a clock that has not gone back since; what cannot be read is due. */
function wasLookedThrough(database: Database, nowMs: number): boolean {
  try {
    const ago = nowMs - Number(settingOf(database, LOOKED_THROUGH));
    return ago >= 0 && ago < DAY_MS;
  } catch {
    return false;
  }
}

/** Rows have their own checksums, which are looked at whenever one is read: this is for the pages around them. */
function lookThrough(file: string, database: Database): void {
  for (const { quick_check } of database.all(`PRAGMA journal.quick_check(${FAULTS_MAX})`, [])) {
    const fault = String(quick_check);
    if (fault !== "ok" && !OF_ONE_ROW.test(fault)) throw new JournalError(file, damaged(sqliteFault(fault)));
  }
}

/** @param nowMs when `openLookedInto` did, and found nothing wrong */
export function noteLookedThrough(database: Database, nowMs: number): void {
  database.transaction(() => setSetting(database, LOOKED_THROUGH, String(nowMs)));
}

/**
 * A file without a table is a new journal, unless its log was never written into it: that log is damaged then, or gone.
 */
function checkNothingLost(file: string, isMarked: boolean): void {
  if (file === IN_MEMORY) return;
  const { isBroken, where } = lossOf(file);
  if (isMarked) {
    const mark = markFileOf(file);
    const { en, zh } = damaged({
      en: `the file holds nothing, but its mark ${mark} says that it held sales: ${where.en}`,
      zh: `文件中没有内容，但其标记 ${mark} 表明曾有交易：${where.zh}`,
    });
    throw new JournalError(file, {
      en: `${en}; to begin a new one, remove the mark too`,
      zh: `${zh}；如要新建日志，请同时删除标记`,
    });
  }
  if (isBroken)
    throw new JournalError(
      file,
      damaged({ en: `the file holds nothing: ${where.en}`, zh: `文件中没有内容：${where.zh}` }),
    );
}

/** Where something that was synced can have gone. */
function lossOf(file: string): { readonly isBroken: boolean; readonly where: Bilingual } {
  const broken = brokenLogOf(file);
  if (broken === undefined) {
    return {
      isBroken: false,
      where: {
        en: `its log ${file}-wal was cut or removed, or this is an older copy`,
        zh: `其 WAL 文件 ${file}-wal 被截断或删除，或这是旧副本`,
      },
    };
  }
  const { frame, behind } = broken;
  return {
    isBroken: true,
    where: {
      en: `its log ${file}-wal is broken at frame ${frame}, with ${behind} frames behind it`,
      zh: `其 WAL 文件 ${file}-wal 在第 ${frame} 帧损坏，其后还有 ${behind} 帧`,
    },
  };
}

/**
 * All that was synced once is still there.
 * @param isDue each record is counted; else the last number of each table says how many there are
 */
function checkWhole(file: string, database: Database, version: number, isDue: boolean): void {
  const { isBroken, where } = lossOf(file);
  const marked = readMark(file, saltOf(file, database, version));
  const { writes, rows } = version >= SEALED_SINCE ? countsOf(database) : oldCounts(database);
  if (marked !== undefined && (writes < marked.writes || rows < marked.rows)) {
    const [lost, of, en, zh] =
      writes < marked.writes
        ? [marked.writes - writes, marked.writes, "writes", "次写入"]
        : [marked.rows - rows, marked.rows, "records", "条记录"];
    throw new JournalError(
      file,
      damaged({
        en: `${lost} of its ${of} ${en} are missing: ${where.en}`,
        zh: `${of} ${zh}中缺少 ${lost} ${zh}：${where.zh}`,
      }),
    );
  }
  const there = version < SEALED_SINCE ? rows : isDue ? countRows(database) : lastNumbers(database);
  if (there < rows)
    throw new JournalError(
      file,
      damaged({
        en: `${rows - there} of its ${rows} records are missing`,
        zh: `${rows} 条记录中缺少 ${rows - there} 条`,
      }),
    );
  // With the mark, what is behind a torn frame is known to be what the power cut; without it no one knows.
  if (marked === undefined && isBroken) throw new JournalError(file, damaged(where));
}

/** There was no count of records. */
function oldCounts(database: Database): Counts {
  const row = database.get("SELECT value FROM setting WHERE name = 'writes'", []);
  return { writes: Number(row?.value ?? 0), rows: 0 };
}

/** What a bad byte makes of the text of a table or an index: other columns, or another condition. */
function checkSchema(file: string, database: Database): void {
  const decoder = new TextDecoder();
  const there = new Set(
    database
      .all("SELECT CAST(sql AS BLOB) AS bytes FROM journal.sqlite_schema WHERE sql IS NOT NULL", [])
      .map(({ bytes }) => decoder.decode(bytes as Uint8Array)),
  );
  const missing = SCHEMA.find((statement) => !there.has(statement));
  if (missing === undefined) return;
  const part = /^CREATE (.*? \w+) /.exec(missing)?.[1]?.toLowerCase();
  throw new JournalError(file, damaged({ en: `it has no ${part}`, zh: `缺少 ${part}` }));
}

/**
 * Makes a new journal, or brings an old one to this schema; answers the salt of its card hashes, how often it was
 * written, and whether it was made just now.
 */
export function prepare(
  file: string,
  database: Database,
  nowMs: number,
  onMigration?: (done: number, of: number) => void,
): { readonly salt: string; readonly counts: Counts; readonly isNew: boolean } {
  let isNew = false;
  database.sync("durable");
  database.all("PRAGMA journal.journal_mode = WAL", []);
  // One that is in use needs no lock: it is opened while another process writes.
  if (versionIn(file, database) !== SCHEMA_VERSION) {
    database.transaction(() => {
      const version = versionIn(file, database);
      if (version === undefined) {
        // Another process may have begun it, and lost it, since it was looked into.
        checkNothingLost(file, file !== IN_MEMORY && hasMark(file));
        create(database, nowMs);
        isNew = true;
      } else {
        migrate(file, database, version, onMigration);
      }
    });
    // The tables lie in the file before its first sale: from then on a log that is damaged or gone is missed by what
    // the file says.
    database.all("PRAGMA journal.wal_checkpoint(TRUNCATE)", []);
  }
  return { salt: saltOf(file, database, SCHEMA_VERSION), counts: countsOf(database), isNew };
}

/** The schema of a journal of ours; undefined for a file without anything. @throws JournalError for any other file */
function versionIn(file: string, database: Database): number | undefined {
  const version = pragma(database, "user_version");
  const application = pragma(database, "application_id");
  const tables = Number(database.get("SELECT count(*) AS n FROM journal.sqlite_schema", [])?.n);
  if (version === 0 && application === 0 && tables === 0) return undefined;
  if (application !== APPLICATION_ID)
    throw new JournalError(file, {
      en: "is an SQLite file, but no Duka journal",
      zh: "是 SQLite 文件，但不是 Duka 日志",
    });
  if (version <= SCHEMA_VERSION) return version;
  throw new JournalError(file, {
    en: `was written by a newer Duka (schema ${version}, this one knows ${SCHEMA_VERSION}): update Duka`,
    zh: `由更新版本的 Duka 写入（结构 ${version}，本版本只识别到 ${SCHEMA_VERSION}）：请升级 Duka`,
  });
}

function create(database: Database, nowMs: number): void {
  createTables(database);
  setSetting(database, "salt", randomHex(16));
  setSetting(database, LOOKED_THROUGH, String(nowMs));
  beginCount(database);
  database.run(`PRAGMA journal.application_id = ${APPLICATION_ID}`, []);
  database.run(`PRAGMA journal.user_version = ${SCHEMA_VERSION}`, []);
}

/** In the transaction that found the old version: all of it, or nothing. */
function migrate(
  file: string,
  database: Database,
  from: number,
  onProgress?: (done: number, of: number) => void,
): void {
  if (from === SCHEMA_VERSION) return;
  if (from < 1)
    throw new JournalError(file, damaged({ en: `schema ${from} never was`, zh: `没有结构 ${from}` }));
  bringOver(database, from >= SEALED_SINCE, onProgress);
  beginCount(database);
  database.run(`PRAGMA journal.user_version = ${SCHEMA_VERSION}`, []);
}

function saltOf(file: string, database: Database, version: number): string {
  const salt =
    version >= SEALED_SINCE
      ? settingOf(database, "salt")
      : database.get("SELECT value FROM setting WHERE name = 'salt'", [])?.value;
  if (typeof salt !== "string")
    throw new JournalError(file, damaged({ en: "its salt is missing", zh: "缺少盐值" }));
  return salt;
}

function pragma(database: Database, name: string): number {
  return Number(database.get(`PRAGMA journal.${name}`, [])?.[name]);
}
