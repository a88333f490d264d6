/**
 * The lines of `duka serve --stdio`: one JSON object each. A password is taken out of its line before anything else
 * reads it.
 */
import { secretBytes } from "@duka/protocol/layout";
import { Password } from "../base/password.js";

/** The longest write of LD/T 33 is 20 KiB of GB 18030; escaped as JSON it may be six times as long. */
const LINE_MAX_BYTES = 160 * 1024;

const NEWLINE = 0x0a;

/** `text` of one whole line, or what was wrong with it. */
export type ServeLine =
  | { readonly text: string; readonly password: Password | undefined }
  | { readonly fault: "too-long" | "no-utf8" | "bad-password" };

/** Cuts bytes into lines. Never holds more than one line of the longest allowed. */
type LineCutter = { take(chunk: Uint8Array): ServeLine[]; end(): ServeLine[] };

export function createLineCutter(): LineCutter {
  let held = new Uint8Array(0);
  let isSkipping = false;
  const finish = (line: Uint8Array): ServeLine[] => {
    if (isSkipping) {
      isSkipping = false;
      return [{ fault: "too-long" }];
    }
    return line.every(isBlank) ? [] : [readServeLine(line)];
  };
  const hold = (part: Uint8Array): void => {
    if (isSkipping || held.length + part.length > LINE_MAX_BYTES) {
      isSkipping = true;
      held.fill(0);
      held = new Uint8Array(0);
      return;
    }
    const joined = secretBytes(held.length + part.length);
    joined.set(held);
    joined.set(part, held.length);
    held.fill(0);
    held = joined;
  };
  const endLine = (): ServeLine[] => {
    const line = held;
    held = new Uint8Array(0);
    const read = finish(line);
    line.fill(0);
    return read;
  };
  return {
    take(chunk) {
      const lines: ServeLine[] = [];
      let at = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, at)) {
        hold(chunk.subarray(at, end));
        lines.push(...endLine());
        at = end + 1;
      }
      hold(chunk.subarray(at));
      chunk.fill(0);
      return lines;
    },
    end: () => (held.length === 0 && !isSkipping ? [] : endLine()),
  };
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d;
}

/** Overwrites the digits of a password where there is one. */
export function readServeLine(line: Uint8Array): ServeLine {
  const password = takePassword(line);
  if (password === "bad") return { fault: "bad-password" };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(line), password };
  } catch (error) {
    password?.wipe();
    if (error instanceof TypeError) return { fault: "no-utf8" };
    throw error;
  }
}

const KEY = new TextEncoder().encode('"password"');
const QUOTE = 0x22;
const COLON = 0x3a;
const HIDDEN = 0x2a;

/** Overwrites the digits of the one `"password": "…"` of the line with stars; "bad" when they are no password. */
function takePassword(line: Uint8Array): Password | "bad" | undefined {
  let at = indexOf(line, KEY);
  if (at < 0) return undefined;
  at = skipBlanks(line, at + KEY.length);
  if (line[at] !== COLON) return undefined;
  at = skipBlanks(line, at + 1);
  if (line[at] !== QUOTE) return undefined;
  const end = line.indexOf(QUOTE, at + 1);
  if (end < 0) return undefined;
  try {
    return Password.fromAscii(line.subarray(at + 1, end));
  } catch (error) {
    if (error instanceof RangeError) return "bad";
    throw error;
  } finally {
    line.fill(HIDDEN, at + 1, end);
  }
}

function skipBlanks(line: Uint8Array, from: number): number {
  let at = from;
  while (at < line.length && isBlank(line[at]!)) at++;
  return at;
}

function indexOf(line: Uint8Array, wanted: Uint8Array): number {
  for (let at = line.indexOf(wanted[0]!); at >= 0; at = line.indexOf(wanted[0]!, at + 1)) {
    if (wanted.every((byte, i) => line[at + i] === byte)) return at;
  }
  return -1;
}
