/**
 * The mark beside a journal: how many of its writes are on the disk for certain, and how many records it had then. It
 * is written after each sync and not synced itself, so it may say too little, never too much. A journal that holds less
 * than its mark says has lost something: SQLite takes a damaged frame of its log for the end of it, and a log that is
 * missing for one that was not needed.
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { OWNER_ONLY } from "@duka/protocol/data/file-mode";
import { saltedHash } from "../base/node-process.js";
import { JournalError } from "./journal.js";
import type { Counts } from "./setting.js";

export type SyncedMark = {
  /** @param counts of what has been synced */
  set(counts: Counts): void;
  close(): void;
};

const DIGITS = 12;
const CHECK_DIGITS = 16;

export function markFileOf(file: string): string {
  return `${file}-mark`;
}

/** @param salt of the journal: the mark of another one is not its own @throws whatever the disk says */
export function openMark(file: string, salt: string, counts: Counts): SyncedMark {
  const name = markFileOf(file);
  const isNew = !existsSync(name);
  const descriptor = openSync(name, isNew ? "w+" : "r+", OWNER_ONLY);
  const set = (now: Counts): void => void writeSync(descriptor, markText(salt, now), 0);
  set(counts);
  if (isNew) fsyncSync(descriptor);
  return { set, close: () => closeSync(descriptor) };
}

/**
 * @returns undefined where there is none; one that the power left empty counts as none
 * @throws JournalError when it is damaged, or of another journal
 */
export function readMark(file: string, salt: string): Counts | undefined {
  const name = markFileOf(file);
  if (!existsSync(name)) return undefined;
  const text = readFileSync(name, "latin1");
  if (/^\0*$/.test(text)) return undefined;
  const [writes = 0, rows = 0] = (/^(\d+) (\d+) /.exec(text) ?? []).slice(1).map(Number);
  if (text === markText(salt, { writes, rows })) return { writes, rows };
  const old = Number.parseInt(text.slice(0, DIGITS), 10);
  if (text === oldMarkText(salt, old)) return { writes: old, rows: 0 };
  throw new JournalError(file, {
    en: `its mark ${name} is damaged, or of another journal: put the right file back; if this is the right one, remove the mark`,
    zh: `其标记 ${name} 已损坏，或属于其他日志：请放回正确的日志文件；如文件无误，请删除标记`,
  });
}

/** True when a journal was here. */
export function hasMark(file: string): boolean {
  const name = markFileOf(file);
  return existsSync(name) && !/^\0*$/.test(readFileSync(name, "latin1"));
}

function markText(salt: string, { writes, rows }: Counts): string {
  const check = saltedHash(salt, `mark ${writes} ${rows}`).slice(0, CHECK_DIGITS);
  return `${digits(writes)} ${digits(rows)} ${check}\n`;
}

/** Of a Duka before schema 4, which knew no records. */
function oldMarkText(salt: string, writes: number): string {
  return `${digits(writes)} ${saltedHash(salt, `mark ${writes}`).slice(0, CHECK_DIGITS)}\n`;
}

function digits(count: number): string {
  return String(count).padStart(DIGITS, "0");
}
