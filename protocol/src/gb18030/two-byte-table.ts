/**
 * The characters of two bytes in the order of their codes, 8140 to FEFE without those that end with 7F: 23 940. Written
 * down by the build (`gb18030/build.js`), read when a text is met (wraps node:fs).
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { whyInBoth, withChinese } from "../data/bilingual.js";

const TABLE_FILE = fileURLToPath(new URL("./two-byte-table.txt", import.meta.url));
const CHARACTERS = 23_940;

let table: string | undefined;

/** @throws Error when the file of an installed package is not whole: other characters would be read without a word */
export function twoByteCharacters(): string {
  table ??= readTable();
  return table;
}

function readTable(): string {
  let characters: string;
  try {
    characters = readFileSync(TABLE_FILE, "utf8");
  } catch (error) {
    const why = whyInBoth(error);
    throw damaged(why.en, why.zh, error);
  }
  const { length } = characters;
  if (length !== CHARACTERS) {
    throw damaged(
      `it has ${length} characters instead of ${CHARACTERS}`,
      `有 ${length} 个字符，应为 ${CHARACTERS} 个`,
    );
  }
  return characters;
}

function damaged(en: string, zh: string, cause?: unknown): Error {
  const error = new Error(
    `the table of GB 18030 cannot be used (${en}): install @duka/protocol again; where it is built from its sources, npm run build`,
    { cause },
  );
  return withChinese(
    error,
    `GB 18030 字符表不可用（${zh}）：请重新安装 @duka/protocol；从源代码构建时请运行 npm run build`,
  );
}
