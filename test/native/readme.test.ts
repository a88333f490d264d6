/** The samples of driver/native/README.md. */
import { execFile, execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import test from "ava";
import { folderOf } from "../support/values/folder.js";
import { BUILD, NATIVE } from "./harness/callers.js";
import { configured } from "./harness/configured.js";

const run = promisify(execFile);
const README = readFileSync(join(NATIVE, "README.md"), "utf8");
const sample = (language: string): string =>
  new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(README)![1]!;

test("the samples in C and Python read a card, and the one in C sells", async (t) => {
  const { config } = await configured(t, "C");
  const folder = folderOf(t);
  const env = { ...process.env, DUKA_SSCARD_CONFIG: config, LD_LIBRARY_PATH: join(BUILD, "linux") };
  writeFileSync(join(folder, "sale.c"), sample("c"));
  const words = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-I", NATIVE, "-o", "sale", "sale.c"];
  execFileSync("gcc", [...words, "-L", join(BUILD, "linux"), "-lSSCardDriver"], { cwd: folder });
  const sold = await run(join(folder, "sale"), [], { env });
  t.regex(sold.stdout, /^01\|00B5\|.*\|20261128120000\|[0-9A-F]{8}\|\n$/);
  const read = await run("python3", ["-c", sample("python")], { env, cwd: join(BUILD, "linux") });
  t.regex(read.stdout, /^0 330100\|.*\|张三\|/);
});

test("the header is C++ too", (t) => {
  const folder = folderOf(t);
  writeFileSync(
    join(folder, "use.cpp"),
    '#include "SSCardDriver.h"\nint main() { return iVerifyPIN == nullptr; }\n',
  );
  t.notThrows(() =>
    execFileSync("g++", ["-std=c++11", "-fsyntax-only", "-I", NATIVE, join(folder, "use.cpp")]),
  );
});
