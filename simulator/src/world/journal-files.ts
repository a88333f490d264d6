/**
 * What a till's disk holds when its power goes: the journal's file, its log and its mark. What was written after the
 * last sync may be there, in part, or not at all.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const PARTS = ["", "-wal", "-mark"] as const;
const LOG = "-wal";

export type JournalImage = { readonly [part in (typeof PARTS)[number]]: Uint8Array | undefined };

export function imageOf(file: string): JournalImage {
  const read = (part: string) => (existsSync(`${file}${part}`) ? readFileSync(`${file}${part}`) : undefined);
  return { "": read(""), "-wal": read(LOG), "-mark": read("-mark") };
}

export function writeImage(image: JournalImage, file: string): void {
  for (const part of PARTS) {
    const bytes = image[part];
    if (bytes !== undefined) writeFileSync(`${file}${part}`, bytes, { mode: 0o600 });
  }
}

/** @param kept how many bytes of what was not synced have reached the disk all the same; from 0 */
export function cutImage(synced: JournalImage, written: JournalImage, kept: number): JournalImage {
  const before = synced[LOG] ?? new Uint8Array(0);
  const after = written[LOG] ?? new Uint8Array(0);
  const { from, to } = differing(before, after);
  const end = Math.min(from + kept, to);
  const log = new Uint8Array(Math.max(end, before.length));
  log.set(before);
  log.set(after.subarray(0, end));
  return { ...written, "-mark": synced["-mark"], "-wal": log };
}

function differing(
  before: Uint8Array = new Uint8Array(0),
  after: Uint8Array = new Uint8Array(0),
): { from: number; to: number } {
  let from = 0;
  while (from < after.length && after[from] === before[from]) from++;
  let to = after.length;
  while (to > from && after[to - 1] === before[to - 1]) to--;
  return { from, to };
}
