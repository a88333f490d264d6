/**
 * Writes a file into the Storage of a board, piece by piece. Bits of flash only go from 1 to 0: what has gone wrong
 * there cannot be mended, so the file is erased then and written anew, a few times.
 */

import { crc32 } from "../base/crc32.js";
import { BoardError } from "../base/flash-error.js";
import type { BoardConsole } from "./board-console.js";
import { boardError, eraseFile, isWhole, PIECE_CHARS, room, STORAGE } from "./board-storage.js";
import type { Compaction } from "./compaction.js";
import { quoted } from "./espruino-text.js";

const PIECE_MIN_CHARS = 32;
const GROW_CHARS = 16;
/** Of one piece, until the line counts as unusable. */
const FAILURES_MAX = 12;
const WRITE_MS = 2000;
/** Of one file, until its flash counts as worn out. */
const BEGINNINGS_MAX = 3;
/** Header, and to fill the last word. */
export const FILE_OVERHEAD = 36;

/**
 * An old file of that name goes first.
 * @throws BoardError when what stands in the flash afterwards is not the text
 */
export async function writeFile(
  console: BoardConsole,
  name: string,
  text: string,
  compaction: Compaction,
  progress: (writtenBytes: number) => void = () => undefined,
): Promise<void> {
  if (await isWhole(console, name, text)) return;
  for (let beginning = 1; ; beginning++) {
    await eraseFile(console, name);
    if (beginning > 1) await makeRoomAgain(console, text.length, compaction);
    try {
      await writePieces(console, name, text, progress);
      return;
    } catch (error) {
      if (!(error instanceof WrongFlash)) throw error;
      if (beginning === BEGINNINGS_MAX) throw boardError(error.message);
    }
  }
}

/** The flash does not take, or does not hold, a piece that the board has received whole. */
class WrongFlash extends Error {}

/** What was erased is trash until the flash is compacted. */
async function makeRoomAgain(console: BoardConsole, bytes: number, compaction: Compaction): Promise<void> {
  const { freeBytes } = await room(console);
  if (freeBytes < bytes + FILE_OVERHEAD) await compaction.compact(console);
}

async function writePieces(
  console: BoardConsole,
  name: string,
  text: string,
  progress: (writtenBytes: number) => void,
): Promise<void> {
  await console.ask(
    `(DUKAW=function(o,d){var s=${STORAGE},f=${quoted(name)};` +
      `if(s.read(f,o,d.length)!==d)s.write(f,d,o,${text.length});return E.CRC32(s.read(f,o,d.length)||"")},1)`,
  );
  let pieceChars = PIECE_CHARS;
  let failures = 0;
  // A piece whose answer was lost may have been written: no later piece goes beyond its end before that is reached. The
  // nearest is last.
  const ends: number[] = [text.length];
  for (let at = 0; at < text.length; ) {
    while (ends.at(-1)! <= at) ends.pop();
    const end = Math.min(at + pieceChars, ends.at(-1)!);
    const piece = text.slice(at, end);
    if (await writePiece(console, name, at, piece)) {
      at += piece.length;
      failures = 0;
      pieceChars = Math.min(PIECE_CHARS, pieceChars + GROW_CHARS);
      progress(at);
    } else if (++failures >= FAILURES_MAX) {
      throw garbled(name, at);
    } else {
      if (end < ends.at(-1)!) ends.push(end);
      // A line that loses a byte now and then lets short pieces through.
      pieceChars = Math.max(PIECE_MIN_CHARS, pieceChars >> 1);
    }
  }
}

/**
 * The board reads back what it has written.
 * @returns false when the piece did not arrive, or its answer did not
 */
async function writePiece(console: BoardConsole, name: string, at: number, piece: string): Promise<boolean> {
  let stored: unknown;
  try {
    stored = await console.ask(`DUKAW(${at},d)`, { text: piece, deadlineMs: WRITE_MS, attempts: 1 });
  } catch (error) {
    if (!(error instanceof BoardError)) throw error;
    if (error.code === "garbled") return false;
    if (error.code === "board-error") throw new WrongFlash(error.message);
    throw error;
  }
  if (stored === crc32(piece)) return true;
  throw new WrongFlash(`${name}: the flash does not hold what was written at byte ${at}`);
}

function garbled(name: string, at: number): BoardError {
  return new BoardError({
    message: `${name}: the piece at byte ${at} arrives damaged each time`,
    code: "garbled",
    remedy: "use a shorter cable or a lower baud rate, then repeat the command",
  });
}
