/** The declarations for Delphi and PowerBuilder say what the library's header says: functions, arguments, sizes. */
import { readFileSync } from "node:fs";
import test from "ava";

const read = (path: string): string =>
  readFileSync(new URL(`../../../../driver/${path}`, import.meta.url), "utf8");
const HEADER = read("native/SSCardDriver.h");
const EXPORTS = /EXPORTS\n([\s\S]*)$/.exec(read("native/SSCardDriver.def"))![1]!.trim().split(/\s+/);

/** Of each function its arguments by name and kind: a number, a text that goes in, the buffer. */
type Declared = { readonly [name: string]: readonly string[] };

function declared(
  text: string,
  row: RegExp,
  separator: string,
  kind: (argument: string) => string,
): Declared {
  return Object.fromEntries(
    [...text.matchAll(row)].map(([, name, list]) => [
      name,
      list!.split(separator).map((one) => kind(one.trim())),
    ]),
  );
}

const IN_C = declared(HEADER, /^SSCARD_API SSCARD_CODE SSCARD_CALL (\w+)\(([^)]*)\);/gm, ",", (one) => {
  const [, before, name] = /^(.*[ *])(\w+)$/.exec(one)!;
  return `${name} ${before!.startsWith("int") ? "number" : before!.startsWith("const") ? "text" : "buffer"}`;
});

function constants(text: string, row: RegExp): { readonly [name: string]: number } {
  return Object.fromEntries([...text.matchAll(row)].map(([, name, size]) => [name, Number(size)]));
}

test("the header has the functions that the library exports", (t) => {
  t.is(EXPORTS.length, 27);
  t.deepEqual(Object.keys(IN_C).sort(), [...EXPORTS].sort());
});

test("SSCardDriver.pas declares each function as the header does, stdcall on Windows, with the same sizes", (t) => {
  const pascal = read("clients/delphi/SSCardDriver.pas");
  const row =
    /^function (\w+)\(([^)]*)\): Longint; \{\$IFDEF MSWINDOWS\}stdcall\{\$ELSE\}cdecl\{\$ENDIF\}; external SSCardLibrary;$/gm;
  const inPascal = declared(pascal, row, ";", (one) => {
    const [name, type] = one.split(": ");
    return `${name} ${type === "Integer" ? "number" : name === "pOutInfo" ? "buffer" : "text"}`;
  });
  t.deepEqual(inPascal, IN_C);
  t.is(pascal.match(/^function /gm)!.length, EXPORTS.length);
  for (const way of ["In", "Out"])
    t.deepEqual(
      constants(pascal, new RegExp(`^ {2}${way}Size_(\\w+) = (\\d+);$`, "gm")),
      constants(HEADER, new RegExp(`^#define SSCARD_${way.toUpperCase()}_SIZE_([ip]\\w+) (\\d+)$`, "gm")),
      way,
    );
});

test("sscarddriver.txt declares each function as the header does, with the room that its buffer needs", (t) => {
  const text = read("clients/powerbuilder/sscarddriver.txt");
  const row =
    /^FUNCTION long (\w+)\(([^)]*)\) LIBRARY "SSCardDriver\.dll" ALIAS FOR "\1;Ansi" \/\/ space\(\d+\)$/gm;
  const kinds: { readonly [type: string]: string } = {
    long: "number",
    string: "text",
    "REF string": "buffer",
  };
  const inPowerBuilder = declared(text, row, ",", (one) => {
    const [, type, name] = /^(.*) (\w+)$/.exec(one)!;
    return `${name} ${kinds[type!]}`;
  });
  t.deepEqual(inPowerBuilder, IN_C);
  t.deepEqual(
    constants(text, /^FUNCTION long (\w+)\(.*space\((\d+)\)$/gm),
    constants(HEADER, /^#define SSCARD_OUT_SIZE_(i\w+) (\d+)$/gm),
  );
});
