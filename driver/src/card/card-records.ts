/** Data items and records of the selected file of a social-security card, as bytes. */
import { appendRecord, binaryOfSfi, readBinary, readRecord, updateRecord } from "@duka/protocol/commands";
import { selectFile, shortIdentifierOf } from "./card-directories.js";
import type { CardSession } from "./card-session.js";
import { isSocialRefusal, refusedByCard, type SocialRefusal, socialRefusal } from "./social-refusal.js";

const BY_TAG = 0x00;
const BY_NUMBER = 0x04;
const PREVIOUS = 0x03;
/** From record P1 to the last. */
const ONWARDS = 0x05;
const WHATEVER_LENGTH = 256;
/** No file met has more records. */
const RECORDS_MAX = 64;
const BLOCK = 0x80;
const BINARY_MAX = 0x2000;
const SW_RECORD_NOT_FOUND = 0x6a83;
const SW_BEHIND_END = 0x6b00;
const SW_INCORRECT_P1_P2 = 0x6a86;
/** The card does not know this way of writing; nothing was written. */
const UNKNOWN_FORM: readonly number[] = [0x6a81, 0x6a83, SW_INCORRECT_P1_P2, 0x6d00];

/**
 * The value of a data item.
 * @param occurrence 1 for the first record with this tag
 */
export async function readItem(
  session: CardSession,
  tag: number,
  occurrence = 1,
): Promise<Uint8Array | SocialRefusal> {
  if (occurrence === 1) {
    const read = await session.send(readRecord, { p1: tag, p2: p2Of(session, BY_TAG), le: WHATEVER_LENGTH });
    return read.ok ? itemValue(read.response.record, tag) : refusedByCard(`reading ${tagText(tag)}`, read);
  }
  let seen = 0;
  for (let number = 1; number <= RECORDS_MAX; number++) {
    const record = await readNumbered(session, number);
    if (!(record instanceof Uint8Array)) return record;
    if (record[0] === tag && ++seen === occurrence) return itemValue(record, tag);
  }
  const nth = `${tagText(tag)} number ${occurrence}`;
  return socialRefusal("refused-by-card", `the file has no ${nth}`, SW_RECORD_NOT_FOUND);
}

/**
 * The first of each of these data items of a tagged file of the selected directory: all records at once (P5 table 32,
 * mode 5) where the card does that, else one by one.
 * @param optional left out where the file has no such item
 * @param usualLength of all records together: with it most cards need no 6Cxx first
 */
export async function readItems(
  session: CardSession,
  sfi: number,
  tags: readonly number[],
  optional: readonly number[],
  usualLength: number,
): Promise<ReadonlyMap<number, Uint8Array> | SocialRefusal> {
  const whole = await session.send(readRecord, { p1: 1, p2: (sfi << 3) | ONWARDS, le: usualLength });
  const items = whole.ok ? itemsOf(whole.response.record) : new Map<number, Uint8Array>();
  // A card with more records may have told the first bytes of them only.
  const mayBeCut = whole.ok && whole.response.record.length === usualLength;
  if ((mayBeCut ? [...tags, ...optional] : tags).every((tag) => items.has(tag))) return items;
  const no = await selectFile(session, 0xef00 | sfi);
  if (no !== undefined) return no;
  for (const tag of [...tags, ...optional]) {
    const value = await readItem(session, tag);
    if (!isSocialRefusal(value)) items.set(tag, value);
    else if (value.statusWord !== SW_RECORD_NOT_FOUND || tags.includes(tag)) return value;
  }
  return items;
}

/** Records of tag, length and value, one behind the other; what is not whole is left out. */
function itemsOf(records: Uint8Array): Map<number, Uint8Array> {
  const items = new Map<number, Uint8Array>();
  for (let at = 0; at + 1 < records.length; ) {
    const end = at + 2 + records[at + 1]!;
    if (end > records.length) break;
    if (!items.has(records[at]!)) items.set(records[at]!, records.slice(at + 2, end));
    at = end;
  }
  return items;
}

/** @param number from 1, the newest of a cyclic file */
export async function readNumbered(
  session: CardSession,
  number: number,
): Promise<Uint8Array | SocialRefusal> {
  const read = await session.send(readRecord, {
    p1: number,
    p2: p2Of(session, BY_NUMBER),
    le: WHATEVER_LENGTH,
  });
  return read.ok ? read.response.record : refusedByCard(`reading record ${number}`, read);
}

/** All records, the newest first in a cyclic file; possibly none. */
export async function readAllRecords(session: CardSession): Promise<Uint8Array[] | SocialRefusal> {
  const records: Uint8Array[] = [];
  for (let number = 1; number <= RECORDS_MAX; number++) {
    const record = await readNumbered(session, number);
    if (record instanceof Uint8Array) records.push(record);
    else if (record.statusWord === SW_RECORD_NOT_FOUND) break;
    else return record;
  }
  return records;
}

/** The whole of a transparent file, at most 8 KiB of it. */
export async function readWhole(session: CardSession): Promise<Uint8Array | SocialRefusal> {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < BINARY_MAX; ) {
    const read = await session.send(readBinary, {
      p1: p1Of(session, at),
      p2: at & 0xff,
      le: WHATEVER_LENGTH,
    });
    if (!read.ok && at > 0 && (read.sw === SW_BEHIND_END || read.sw === SW_INCORRECT_P1_P2)) break;
    if (!read.ok) return refusedByCard("reading the file", read);
    parts.push(read.response.data);
    at += read.response.data.length;
    if (read.response.data.length < BLOCK) break;
  }
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let filled = 0;
  for (const part of parts) {
    whole.set(part, filled);
    filled += part.length;
  }
  return whole;
}

/** Replaces the value of the first record with this tag; it has the length that the record has. */
export async function writeItem(
  session: CardSession,
  tag: number,
  value: Uint8Array,
): Promise<SocialRefusal | undefined> {
  const record = new Uint8Array(2 + value.length);
  record.set([tag, value.length]);
  record.set(value, 2);
  const written = await session.send(updateRecord, { p1: tag, p2: p2Of(session, BY_TAG), record });
  return written.ok ? undefined : refusedByCard(`writing ${tagText(tag)}`, written);
}

/**
 * A new record of a cyclic file: UPDATE RECORD "previous" (P5 6.13), APPEND RECORD where the card does not know that.
 */
export async function appendCyclic(
  session: CardSession,
  record: Uint8Array,
): Promise<SocialRefusal | undefined> {
  const written = await session.send(updateRecord, { p1: 0, p2: p2Of(session, PREVIOUS), record });
  if (written.ok) return undefined;
  if (!UNKNOWN_FORM.includes(written.sw)) return refusedByCard("appending a record", written);
  const appended = await session.send(appendRecord, { p2: p2Of(session, 0), record });
  return appended.ok ? undefined : refusedByCard("appending a record", appended);
}

/** P2 of a command for records of the file that is meant. */
function p2Of(session: CardSession, mode: number): number {
  return (shortIdentifierOf(session) << 3) | mode;
}

/** The first command for bytes names the file, the next ones mean it still (ISO/IEC 7816-4, 7.2.1). */
function p1Of(session: CardSession, at: number): number {
  const sfi = shortIdentifierOf(session);
  return at === 0 && sfi > 0 ? binaryOfSfi(sfi) : at >> 8;
}

/** A card may lie about its lengths: what is shorter than it says is refused. */
function itemValue(record: Uint8Array, tag: number): Uint8Array | SocialRefusal {
  const length = record[1];
  if (record[0] !== tag || length === undefined || 2 + length > record.length) {
    return socialRefusal("refused-by-card", `the record of ${tagText(tag)} is malformed`);
  }
  return record.slice(2, 2 + length);
}

function tagText(tag: number): string {
  return `data item ${tag.toString(16).toUpperCase().padStart(2, "0")}`;
}
