/** `npm run build`: the table of two bytes as `iconv-lite` has it, for `gb18030.ts`. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import iconv from "iconv-lite";

const FILE = fileURLToPath(new URL("../dist/gb18030/two-byte-table.txt", import.meta.url));
const codes = [];
for (let first = 0x81; first <= 0xfe; first++) {
  for (let second = 0x40; second <= 0xfe; second++) if (second !== 0x7f) codes.push(first, second);
}
const characters = iconv.decode(Uint8Array.from(codes), "gb18030");
// A code is found by its character's place, and that of U+3000 is its first: A3 A0 is read as A1 A1.
const different = new Set(characters).size;
if (characters.length !== codes.length / 2 || different !== characters.length - 1) {
  throw new Error(`iconv-lite has ${different} characters for ${codes.length / 2} codes of two bytes`);
}
if (written() !== characters) {
  // Whole or not at all.
  writeFileSync(`${FILE}.new`, characters);
  renameSync(`${FILE}.new`, FILE);
}

function written() {
  try {
    return readFileSync(FILE, "utf8");
  } catch {
    return undefined;
  }
}
