/**
 * The write-ahead log of SQLite (sqlite.org/fileformat2.html, section 4), read without touching it: where it breaks,
 * and what is behind.
 */
import { existsSync, readFileSync } from "node:fs";

/**
 * The frame that is not what was written, from 1, or 0 for the log's header, and how many frames of the same log stand
 * behind it.
 */
type BrokenLog = { readonly frame: number; readonly behind: number };

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** 377F0682: checksums over little-endian words; 377F0683: over big-endian ones. */
const MAGIC_LITTLE = 0x377f0682;
const MAGIC_BIG = 0x377f0683;
const SALT_AT = 16;

/**
 * The index of the log in shared memory begins with its version; at 16, in the byte order of the machine, how many
 * frames are in use.
 */
const INDEX_VERSION = 3007000;
const INDEX_FRAMES_AT = 16;

/**
 * What is broken among the frames that are in use, while the journal is open; those behind them are what a power cut
 * has left.
 */
export function brokenInUse(file: string): BrokenLog | undefined {
  const broken = brokenLogOf(file);
  if (broken === undefined || !existsSync(`${file}-shm`)) return broken;
  const index = new Uint32Array(Uint8Array.from(readFileSync(`${file}-shm`).subarray(0, 20)).buffer);
  const isKnown = index[0] === INDEX_VERSION;
  return isKnown && broken.frame > index[INDEX_FRAMES_AT / 4]! ? undefined : broken;
}

/**
 * @returns undefined where it ends in order: after a whole frame, in a frame that the power cut, or in old frames of a
 *   log before it
 */
export function brokenLogOf(file: string): BrokenLog | undefined {
  const log = `${file}-wal`;
  if (!existsSync(log)) return undefined;
  const first = findBreak(readFileSync(log));
  if (first === undefined) return undefined;
  // Another process may have written meanwhile: what is broken for good is broken at the same place a second time.
  const second = findBreak(readFileSync(log));
  return second?.frame === first.frame ? second : undefined;
}

function findBreak(log: Uint8Array): BrokenLog | undefined {
  if (log.length < HEADER_BYTES) return undefined;
  const view = new DataView(log.buffer, log.byteOffset, log.byteLength);
  const magic = view.getUint32(0);
  const pageBytes = view.getUint32(8);
  const isKnown = (magic === MAGIC_LITTLE || magic === MAGIC_BIG) && pageBytes >= 512 && pageBytes <= 65536;
  const frameBytes = FRAME_HEADER_BYTES + pageBytes;
  const frames = isKnown ? Math.floor((log.length - HEADER_BYTES) / frameBytes) : 0;
  const isLittle = magic === MAGIC_LITTLE;
  const salt = [view.getUint32(SALT_AT), view.getUint32(SALT_AT + 4)];
  const isOfThisLog = (at: number) =>
    view.getUint32(at + 8) === salt[0] && view.getUint32(at + 12) === salt[1];
  const sum = new Uint32Array(2);
  addChecksum(view, 0, 24, isLittle, sum);
  if (sum[0] !== view.getUint32(24) || sum[1] !== view.getUint32(28)) return brokenHeader(log, frames);
  for (let frame = 1; frame <= frames; frame++) {
    const at = HEADER_BYTES + (frame - 1) * frameBytes;
    addChecksum(view, at, 8, isLittle, sum);
    addChecksum(view, at + FRAME_HEADER_BYTES, pageBytes, isLittle, sum);
    const isGood =
      isOfThisLog(at) && sum[0] === view.getUint32(at + 16) && sum[1] === view.getUint32(at + 20);
    if (isGood) continue;
    let behind = 0;
    for (let next = at + frameBytes; next + frameBytes <= log.length; next += frameBytes) {
      if (isOfThisLog(next)) behind++;
    }
    return behind === 0 ? undefined : { frame, behind };
  }
  return undefined;
}

/** Frame 0 is the header. A log whose header has never reached the disk is empty, or zeroes. */
function brokenHeader(log: Uint8Array, frames: number): BrokenLog | undefined {
  const isUnwritten = log.subarray(0, HEADER_BYTES).every((byte) => byte === 0);
  return isUnwritten || log.length === HEADER_BYTES ? undefined : { frame: 0, behind: Math.max(1, frames) };
}

/** Section 4.2: two sums over pairs of 32-bit words. */
function addChecksum(
  view: DataView,
  from: number,
  length: number,
  isLittle: boolean,
  sum: Uint32Array,
): void {
  for (let at = from; at < from + length; at += 8) {
    sum[0] = sum[0]! + view.getUint32(at, isLittle) + sum[1]!;
    sum[1] = sum[1]! + view.getUint32(at + 4, isLittle) + sum[0]!;
  }
}
