/** Data items as text: what a program is told, and what it wants written. */
import { rangeError } from "@duka/protocol/data/bilingual";
import { decodeGb18030, encodeGb18030 } from "@duka/protocol/gb18030";
import { hexText, parseHex } from "@duka/protocol/layout";
import type { Coding } from "./card-files.js";

const PADDING = 0x00;
const NOTHING = 0xff;

/**
 * Characters without the zeros that fill them up, or digits without the F that fills them up; empty for what was never
 * written.
 */
export function itemText(value: Uint8Array, coding: Coding): string {
  if (value.every((byte) => byte === NOTHING)) return "";
  if (coding === "text") return decodeGb18030(value).trimEnd();
  return hexText(value).replace(/F+$/, "");
}

/**
 * A name in item 09 goes on in 4E where 09 is full, which may be inside a character: joined first, then decoded. Each
 * part ends at its first 00.
 */
export function nameText(parts: readonly Uint8Array[]): string {
  const written = parts.filter((part) => !part.every((byte) => byte === NOTHING));
  const bytes = written.flatMap((part) => {
    const zero = part.indexOf(PADDING);
    return Array.from(zero < 0 ? part : part.subarray(0, zero));
  });
  return decodeGb18030(Uint8Array.from(bytes)).trimEnd();
}

/**
 * @param length of the item on the card; undefined: the text decides
 * @throws RangeError when the text has other characters, or is longer than the item
 */
export function itemBytes(text: string, coding: Coding, length: number | undefined): Uint8Array {
  const bytes = coding === "text" ? encodeGb18030(text) : parseHex(text.length % 2 === 0 ? text : `${text}F`);
  if (length === undefined || bytes.length === length) return bytes;
  if (bytes.length > length)
    throw rangeError(
      `the item has ${length} bytes, ${bytes.length} were given`,
      `该数据项长 ${length} 字节，给出了 ${bytes.length} 字节`,
    );
  const padded = new Uint8Array(length).fill(coding === "text" ? PADDING : NOTHING);
  padded.set(bytes);
  return padded;
}
