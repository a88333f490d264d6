/**
 * The characters of two bytes in the order of their codes, 8140 to FEFE without those that end with 7F: 23 940. Written
 * down by the build (`gb18030/build.js`), read when a text is met (wraps node:fs).
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const TABLE_FILE = fileURLToPath(new URL("./two-byte-table.txt", import.meta.url));

let table: string | undefined;

export function twoByteCharacters(): string {
  table ??= readFileSync(TABLE_FILE, "utf8");
  return table;
}
