/** What the native library says in C: the functions, their buffers and its own texts, against what the driver has. */
import { readFileSync } from "node:fs";
import { ARGUMENTS } from "@duka/driver/bridge/dialect/function-arguments";
import { explainLdt33 } from "@duka/driver/explain/explain";
import { SSCARD_FUNCTIONS } from "@duka/driver/sscard/function-table";
import { decodeGb18030 } from "@duka/protocol/gb18030";
import test from "ava";

const source = (name: string): string =>
  readFileSync(new URL(`../../../../driver/native/${name}`, import.meta.url), "utf8");
const HEADER = source("SSCardDriver.h");
const NAMES = Object.keys(SSCARD_FUNCTIONS);

test("the header has the 27 functions with the arguments of LD/T 33, iType as a number", (t) => {
  const declared = [...HEADER.matchAll(/SSCARD_API SSCARD_CODE SSCARD_CALL (\w+)\(([^)]*)\);/g)];
  t.is(declared.length, 27);
  for (const [, name = "", parameters = ""] of declared) {
    const given = parameters.split(",").map((one) => one.trim().replace(/\s+/g, " "));
    const wanted = ARGUMENTS[name as keyof typeof ARGUMENTS].map((one) =>
      one.startsWith("i") ? `int ${one}` : `const char *${one}`,
    );
    t.deepEqual(given, [...wanted, "char *pOutInfo"], name);
  }
});

test("each function has the size of its buffer as a constant, and the .def exports it by its plain name", (t) => {
  const sizes = [...HEADER.matchAll(/#define SSCARD_OUT_SIZE_(i\w+) (\d+)/g)].map(([, name, size]) => [
    name,
    Number(size),
  ]);
  t.deepEqual(
    Object.fromEntries(sizes),
    Object.fromEntries(Object.entries(SSCARD_FUNCTIONS).map(([name, { buffer }]) => [name, buffer])),
  );
  t.deepEqual(
    /EXPORTS\n([\s\S]*)$/.exec(source("SSCardDriver.def"))![1]!.trim().split(/\s+/).sort(),
    [...NAMES].sort(),
  );
});

test("what goes in is bounded by the sizes that the functions themselves check", (t) => {
  const sizes = Object.fromEntries(
    [...HEADER.matchAll(/#define SSCARD_IN_SIZE_(\w+) (\d+)/g)].map(([, name, size]) => [name, Number(size)]),
  );
  t.deepEqual(sizes, { pCardInfo: 128, pFileAddr: 1024, pWriteData: 20_480, pPayInfo: 512, pKey: 128 });
});

test("the library's own texts are the GB 18030 of their comments, begin with the standard's, and fit everywhere", (t) => {
  const texts = [...source("src/texts.h").matchAll(/\/\* (.*) \*\/\n#define DUKA_TEXT_\w+ ((?:\\\n|.)*)/g)];
  t.is(texts.length, 16);
  const begins = [-11, -14, -42].map((code) => explainLdt33(code)!.cause.zh);
  for (const [, comment = "", literal = ""] of texts) {
    const bytes = [...literal.matchAll(/"([^"]*)"/g)]
      .map(([, part]) => part!)
      .join("")
      .replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
    const encoded = Uint8Array.from(bytes, (one) => one.charCodeAt(0));
    t.is(decodeGb18030(encoded).trim(), comment.trim());
    t.true(
      begins.some((begin) => comment.startsWith(begin)),
      comment,
    );
    t.true(encoded.length < 110, comment);
  }
});
