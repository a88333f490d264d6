/** What was built, and with what it can be tried here. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ARGUMENTS } from "@duka/driver/bridge/dialect/function-arguments";
import { SSCARD_FUNCTIONS, type SSCardFunction } from "@duka/driver/sscard/function-table";
import test from "ava";
import { BUILD, missingOf, NATIVE } from "./harness/callers.js";

const NAMES = Object.keys(SSCARD_FUNCTIONS).sort();
const tool = (name: string, ...words: readonly string[]): string =>
  execFileSync(name, words, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });

test("everything that calls the library is there; what is not there is named", (t) => {
  const kinds = ["C", "Python", "Node", "Windows, 64 bits"] as const;
  t.deepEqual(
    kinds.map(missingOf).filter((one) => one !== undefined),
    [],
  );
  const windows32 = missingOf("Windows, 32 bits");
  if (windows32 !== undefined)
    t.log(`${windows32} is not installed: the 32-bit library is compared with its .def and not called`);
});

test("the .so shows the 27 functions and nothing else", (t) => {
  const shown = tool("nm", "-D", "--defined-only", join(BUILD, "linux/libSSCardDriver.so"));
  t.deepEqual([...shown.matchAll(/ T (\w+)$/gm)].map(([, name]) => name).sort(), NAMES);
  t.is([...shown.matchAll(/ [A-Z] /g)].length, NAMES.length);
});

for (const [bits, prefix] of [
  [64, "x86_64-w64-mingw32"],
  [32, "i686-w64-mingw32"],
] as const) {
  test(`the ${bits}-bit DLL exports what the .def names, without decoration, and needs what Windows has`, (t) => {
    const headers = tool(`${prefix}-objdump`, "-p", join(BUILD, `win${bits}/SSCardDriver.dll`));
    const table = /\[Ordinal\/Name Pointer\] Table\n([\s\S]*?)\n\n/.exec(headers)![1]!;
    t.deepEqual(
      [...table.matchAll(/\] (?:\+base\[ *\d+\] +[0-9a-f]+ )?(\S+)/g)].map(([, name]) => name).sort(),
      NAMES,
    );
    const named = /EXPORTS\n([\s\S]*)$/.exec(readFileSync(join(NATIVE, "SSCardDriver.def"), "utf8"))![1]!;
    t.deepEqual(named.trim().split(/\s+/).sort(), NAMES);
    const needed = [...headers.matchAll(/DLL Name: (\S+)/g)].map(([, name]) => name!.toLowerCase());
    t.deepEqual(needed.sort(), ["kernel32.dll", "msvcrt.dll", "ws2_32.dll"]);
  });
}

test("32 bits: each function takes its arguments off the stack itself (__stdcall)", (t) => {
  // With its symbols, which the library itself has too: _iReadCardBas@8.
  const folder = mkdtempSync(join(tmpdir(), "duka-native-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const object = join(folder, "functions.o");
  tool("i686-w64-mingw32-gcc", "-std=c99", "-O2", "-c", "-o", object, join(NATIVE, "src/functions.c"));
  const code = tool("i686-w64-mingw32-objdump", "-d", object);
  for (const name of NAMES) {
    const bytes = 4 * (ARGUMENTS[name as SSCardFunction].length + 1);
    const body = new RegExp(`<_${name}@${bytes}>:\\n([\\s\\S]*?)(?=\\n\\n|$)`).exec(code)?.[1] ?? "";
    t.regex(body, new RegExp(`\\sret +\\$0x${bytes.toString(16)}\\s*`), name);
  }
});
