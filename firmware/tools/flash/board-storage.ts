/** Files in the Storage of a board, by questions to its console. Each question may be asked twice. */

import { sha256Hex } from "../unit.js";
import type { BoardConsole } from "./board-console.js";
import { crc32 } from "./crc32.js";
import { BoardError } from "./flash-error.js";

export type Room = { readonly freeBytes: number; readonly trashBytes: number };

/** Characters of a file in one line: with its command less than the smallest board keeps until it reads them. */
const PIECE_CHARS = 384;
const PIECE_MIN_CHARS = 32;
const GROW_CHARS = 16;
const FAILURES_MAX = 12;
const WRITE_MS = 2000;
const ERASE_MS = 8000;
/** Flash pages are copied to RAM and back one after the other. */
const COMPACT_MS = 30_000;
const STORAGE = 'require("Storage")';

/** @returns the text, or undefined when there is no such file */
export async function readFile(console: BoardConsole, name: string): Promise<string | undefined> {
  const length = await lengthOf(console, name);
  if (length === undefined) return undefined;
  let text = "";
  for (let at = 0; at < length; at += PIECE_CHARS) {
    text += await askText(
      console,
      `${STORAGE}.read(${quoted(name)},${at},${Math.min(PIECE_CHARS, length - at)})`,
    );
  }
  return text;
}

async function lengthOf(console: BoardConsole, name: string): Promise<number | undefined> {
  const length = await console.ask(`(${STORAGE}.read(${quoted(name)})||"").length`);
  return typeof length === "number" && length > 0 ? length : undefined;
}

export async function eraseFile(console: BoardConsole, name: string): Promise<void> {
  await console.ask(`${STORAGE}.erase(${quoted(name)})`, { deadlineMs: ERASE_MS });
}

export async function eraseIfThere(console: BoardConsole, name: string): Promise<void> {
  if ((await lengthOf(console, name)) !== undefined) await eraseFile(console, name);
}

export async function room(console: BoardConsole): Promise<Room> {
  const stats = await console.ask(`${STORAGE}.getStats()`);
  const { freeBytes, trashBytes } = (stats ?? {}) as { readonly [name: string]: unknown };
  if (typeof freeBytes !== "number" || typeof trashBytes !== "number") {
    throw boardError("the board does not say how much flash is free");
  }
  return { freeBytes, trashBytes };
}

export async function compact(console: BoardConsole): Promise<void> {
  await console.ask(`${STORAGE}.compact()`, { deadlineMs: COMPACT_MS });
}

/**
 * Writes a file in pieces; an old one of that name goes first.
 * @throws BoardError when what stands in the flash afterwards is not the text
 */
export async function writeFile(
  console: BoardConsole,
  name: string,
  text: string,
  progress: (writtenBytes: number) => void = () => undefined,
): Promise<void> {
  if (await isWhole(console, name, text)) return;
  await eraseFile(console, name);
  await console.ask(
    `(DUKAW=function(o,c,d){var s=${STORAGE},f=${quoted(name)};if(E.CRC32(d)!=c)return -1;` +
      `if(s.read(f,o,d.length)!==d)s.write(f,d,o,${text.length});return E.CRC32(s.read(f,o,d.length)||"")},1)`,
  );
  let pieceChars = PIECE_CHARS;
  let failures = 0;
  // A piece whose answer was lost may have been written: no later piece goes beyond its end before that is reached.
  let boundary = 0;
  for (let at = 0; at < text.length; ) {
    const end = at < boundary ? Math.min(at + pieceChars, boundary) : at + pieceChars;
    const piece = text.slice(at, end);
    if (await writePiece(console, name, at, piece)) {
      at += piece.length;
      failures = 0;
      pieceChars = Math.min(PIECE_CHARS, pieceChars + GROW_CHARS);
      progress(at);
    } else if (++failures >= FAILURES_MAX) {
      throw garbled(name, at);
    } else {
      if (at >= boundary) boundary = at + piece.length;
      // A line that loses a byte now and then lets short pieces through.
      pieceChars = Math.max(PIECE_MIN_CHARS, pieceChars >> 1);
    }
  }
}

/** Copies a file on the board. */
export async function copyFile(console: BoardConsole, from: string, to: string): Promise<void> {
  const copied = await console.ask(
    `(function(s,d){if(s.read(${quoted(to)})!==d)s.write(${quoted(to)},d);return s.read(${quoted(to)})===d})(${STORAGE},${STORAGE}.read(${quoted(from)}))`,
    { deadlineMs: ERASE_MS },
  );
  if (copied !== true) throw boardError(`${to}: the copy differs`);
}

/**
 * SHA-256 of a file as it stands in the flash: computed by the board where it can, else of the text that it sends back.
 * @returns lower-case hexadecimal digits
 */
export async function hashOf(
  console: BoardConsole,
  name: string,
  boardHasSha256: boolean,
  progress: (readBytes: number) => void,
): Promise<string> {
  if (boardHasSha256) {
    const hash = await console.ask(
      `(function(h,t){h.forEach(function(b){t+=(b+256).toString(16).substr(1)});return t})(new Uint8Array(require("crypto").SHA256(${STORAGE}.read(${quoted(name)}))),"")`,
      { deadlineMs: ERASE_MS },
    );
    return String(hash);
  }
  const text = await readFile(console, name);
  progress(text?.length ?? 0);
  return sha256Hex(text ?? "");
}

async function isWhole(console: BoardConsole, name: string, text: string): Promise<boolean> {
  const crc = await console.ask(`E.CRC32(${STORAGE}.read(${quoted(name)})||"")`, { deadlineMs: ERASE_MS });
  return crc === crc32(text) && (await lengthOf(console, name)) === text.length;
}

/**
 * The board compares a piece with its CRC before it writes it, and reads it back after.
 * @returns false when it did not arrive whole; then nothing was written
 */
async function writePiece(console: BoardConsole, name: string, at: number, piece: string): Promise<boolean> {
  const crc = crc32(piece);
  const call = `DUKAW(${at},${crc},${quoted(piece)})`;
  let stored: unknown;
  try {
    stored = await console.ask(call, { deadlineMs: WRITE_MS, attempts: 1 });
  } catch (error) {
    if (error instanceof BoardError && (error.code === "garbled" || isGarbled(error.message))) return false;
    throw error;
  }
  if (stored === crc) return true;
  if (stored === -1) return false;
  throw boardError(`${name}: the flash does not hold what was written at byte ${at}`);
}

/** What the interpreter throws at a line that has lost a byte, and at no other of ours. */
function isGarbled(message: string): boolean {
  return /SyntaxError|ReferenceError|is not a function|Function .* not found/.test(message);
}

function garbled(name: string, at: number): BoardError {
  return new BoardError({
    message: `${name}: the piece at byte ${at} arrives damaged each time`,
    code: "garbled",
    remedy: "use a shorter cable or a lower baud rate, then repeat the command",
  });
}

async function askText(console: BoardConsole, expression: string): Promise<string> {
  const text = await console.ask(expression);
  if (typeof text !== "string") throw boardError("the board answers no text");
  return text;
}

/** A string of the interpreter, in the quotes that need fewer escapes. */
function quoted(text: string): string {
  const json = JSON.stringify(text);
  if (!text.includes('"')) return json;
  const single = `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
  return single.length < json.length ? single : json;
}

function boardError(message: string): BoardError {
  return new BoardError({
    message,
    code: "board-error",
    remedy: "restart the board and repeat the command; if that does not help, its flash may be worn out",
  });
}
