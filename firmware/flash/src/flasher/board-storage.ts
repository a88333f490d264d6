/** Files in the Storage of a board, by questions to its console. Each question may be asked twice. */

import { crc32 } from "../base/crc32.js";
import { BoardError } from "../base/flash-error.js";
import { sha256Hex } from "../build/unit.js";
import type { BoardConsole } from "./board-console.js";
import { quoted } from "./espruino-text.js";

type Room = { readonly freeBytes: number; readonly trashBytes: number };

/** Characters of a file in one line: with its question less than the smallest board keeps until it reads them. */
export const PIECE_CHARS = 384;
const HEADER_BYTES = 32;
const ERASE_MS = 8000;
/** Flash pages are copied to RAM and back one after the other. */
const COMPACT_MS = 30_000;
export const STORAGE = 'require("Storage")';

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

/** What a file takes of the flash: its header, and its bytes up to the next word. 0 when there is none. */
export async function occupied(console: BoardConsole, name: string): Promise<number> {
  const length = await lengthOf(console, name);
  return length === undefined ? 0 : HEADER_BYTES + ((length + 3) & ~3);
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

export async function compactFlash(console: BoardConsole): Promise<void> {
  await console.ask(`${STORAGE}.compact()`, { deadlineMs: COMPACT_MS });
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

/** Has its interpreter SHA-256? */
export async function boardHasSha256(console: BoardConsole): Promise<boolean> {
  return (await console.ask('process.env.MODULES.indexOf("crypto")>=0&&!!require("crypto").SHA256')) === true;
}

/** Does exactly this text stand in the flash? */
export async function isWhole(console: BoardConsole, name: string, text: string): Promise<boolean> {
  const crc = await console.ask(`E.CRC32(${STORAGE}.read(${quoted(name)})||"")`, { deadlineMs: ERASE_MS });
  return crc === crc32(text) && (await lengthOf(console, name)) === text.length;
}

async function askText(console: BoardConsole, expression: string): Promise<string> {
  const text = await console.ask(expression);
  if (typeof text !== "string") throw boardError("the board answers no text");
  return text;
}

export function boardError(message: string): BoardError {
  return new BoardError({
    message,
    code: "board-error",
    remedy: "restart the board and repeat the command; if that does not help, its flash may be worn out",
  });
}
