/** A damaged installation: the table of GB 18030 that the build writes is missing, or not whole. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { textsOf } from "@duka/protocol/data/bilingual";
import test, { type ExecutionContext } from "ava";
import { folderOf } from "../support/values/folder.js";

const FILES = ["package.json", "dist/gb18030.js", "dist/gb18030/two-byte-table.js", "dist/data/bilingual.js"];
const TABLE = "dist/gb18030/two-byte-table.txt";
const WHOLE = readFileSync(ofPackage(TABLE), "utf8");

function ofPackage(file: string): string {
  return fileURLToPath(new URL(`../../../protocol/${file}`, import.meta.url));
}

type Decoder = { readonly decodeGb18030: (bytes: Uint8Array) => string };

/** The package with another table. */
async function withTable(t: ExecutionContext, table: string | undefined): Promise<Decoder> {
  const folder = folderOf(t);
  for (const file of FILES) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(ofPackage(file), join(folder, file));
  }
  if (table === undefined) rmSync(join(folder, TABLE), { force: true });
  else writeFileSync(join(folder, TABLE), table);
  return import(pathToFileURL(join(folder, "dist/gb18030.js")).href);
}

const ZHANG = Uint8Array.of(0xd5, 0xc5);

test("with the whole table a name is read", async (t) => {
  t.is((await withTable(t, WHOLE)).decodeGb18030(ZHANG), "张");
});

const DAMAGED: readonly (readonly [what: string, table: string | undefined, en: RegExp, zh: RegExp])[] = [
  ["missing", undefined, /no such file/, /没有此文件/],
  ["empty", "", /it has 0 characters instead of 23940/, /有 0 个字符，应为 23940 个/],
  ["cut short", WHOLE.slice(0, -1), /it has 23939 characters instead of 23940/, /有 23939 个字符/],
  ["too long", `${WHOLE}\n`, /it has 23941 characters instead of 23940/, /有 23941 个字符/],
];

for (const [what, table, en, zh] of DAMAGED) {
  test(`a table of GB 18030 that is ${what} is told, with what to do, and no character is guessed`, async (t) => {
    const { decodeGb18030 } = await withTable(t, table);
    for (const _ of [1, 2]) {
      const error = t.throws(() => decodeGb18030(ZHANG));
      const texts = textsOf(error);
      t.regex(texts?.en ?? "", en);
      t.regex(texts?.en ?? "", /install @duka\/protocol again; .*npm run build$/);
      t.regex(texts?.zh ?? "", zh);
      t.regex(texts?.zh ?? "", /重新安装 @duka\/protocol；.*npm run build$/);
    }
    t.is(decodeGb18030(Uint8Array.of(0x41)), "A");
  });
}
