/** A tool starts with what its command needs: a ratchet of files loaded, the packages' included. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { loadedBy, loadedModules } from "../support/programs/loaded-modules.js";
import { folderOf } from "../support/values/folder.js";
import { plantedIn } from "../support/values/planted-files.js";

/** So many files at most. A limit only ever goes down. */
const LIMITS = [
  ["duka", "explain 6985", 2],
  ["duka", "explain card-mute", 2],
  ["duka", "debit --help", 3],
  ["duka", "--help", 4],
  ["duka", "--version", 3],
  ["duka-sim", "--help", 5],
  ["duka-sim", "campaign --help", 4],
  ["duka-flash", "--help", 5],
  ["duka-flash", "build --help", 4],
] as const;

for (const [tool, line, limit] of LIMITS) {
  test(`${tool} ${line} loads at most ${limit} files, and no package but the one for command lines`, (t) => {
    const loaded = loadedModules(tool, line.split(" "));
    t.deepEqual(faultsOf(loaded, limit, ["commander"]), []);
    t.true(loaded.length >= Math.min(limit, 2), "so few cannot have been counted rightly");
  });
}

/** Of a card and a journal. */
const PACKAGES = ["libsql", "@neon-rs/load", "detect-libc"];
const SCENARIO = fileURLToPath(new URL("../../../simulator/scenarios/purse-sale.yaml", import.meta.url));
const SALES = [
  ["duka", "debit --reader sim: --amount 12.50 --ref S-1 --journal :memory:".split(" "), 12, PACKAGES],
  ["duka-sim", ["run", SCENARIO], 19, [...PACKAGES, "@serialport/parser-byte-length"]],
] as const;

for (const [tool, words, limit, packages] of SALES) {
  test(`a sale of ${tool} on a simulated reader opens at most ${limit} files: of ours the program, and what card and journal need`, (t) => {
    t.deepEqual(faultsOf(loadedModules(tool, words), limit, packages), []);
  });
}

/** What is wrong with a start. */
function faultsOf(loaded: readonly string[], limit: number, packages: readonly string[]): string[] {
  const others = loaded.filter((url) => {
    const name = /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
    return name !== undefined && !packages.includes(name);
  });
  const more = loaded.length > limit ? [`${loaded.length} files:\n${loaded.join("\n")}`] : [];
  return [...more, ...others];
}

/** A program of two files and a package. */
const PROGRAM = {
  "main.mjs": 'import "./a.mjs";\nimport "known";',
  "a.mjs": "",
  "node_modules/known/package.json": '{ "name": "known", "exports": "./known.mjs" }',
  "node_modules/known/known.mjs": "",
};

const PLANTED: readonly (readonly [what: string, files: object, faults: readonly RegExp[]])[] = [
  ["the program as it is", {}, []],
  ["one file more", { "a.mjs": 'import "./b.mjs";', "b.mjs": "" }, [/^4 files:.*\/main\.mjs.*\/b\.mjs/s]],
  ["one file more, loaded while it runs", { "a.mjs": 'await import("./b.mjs");', "b.mjs": "" }, [/^4 files/]],
  [
    "another package in place of a file",
    {
      "main.mjs": 'import "known";\nimport "@own/other";',
      "node_modules/@own/other/package.json": '{ "name": "@own/other", "exports": "./o.mjs" }',
      "node_modules/@own/other/o.mjs": "",
    },
    [/node_modules\/@own\/other\/o\.mjs$/],
  ],
];

for (const [what, files, faults] of PLANTED) {
  test(`the ratchet of a start, shown on a small program: ${what}`, (t) => {
    const folder = plantedIn(folderOf(t), { ...PROGRAM, ...files });
    const found = faultsOf(loadedBy(join(folder, "main.mjs")), 3, ["known"]);
    t.is(found.length, faults.length, found.join("\n"));
    for (const [at, fault] of faults.entries()) t.regex(found[at] ?? "", fault);
  });
}
