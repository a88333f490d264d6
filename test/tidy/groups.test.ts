/** `npm test` runs several files in one process, and no test is lost or helped by that: shown on a small repository. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test, { type ExecutionContext } from "ava";
import { folderOf } from "../support/values/folder.js";
import { plantedIn } from "../support/values/planted-files.js";

const TOP = fileURLToPath(new URL("../../../", import.meta.url));

interface Files {
  readonly SWEEPS: readonly string[];
  groupsOf(files: readonly string[], seed: number | undefined, processors?: number): string[][];
}
/** As it lies beside `test/dist`: not compiled. */
const { groupsOf, SWEEPS }: Files = await import(new URL("../../group/files.js", import.meta.url).href);

/** Each file tells when its tests begin and end. */
const NOISY = `import test from "ava";
const say = (word) => console.error("said", NAME, word);
test.after.always(() => say("after"));
test("waits", async (t) => {
  t.teardown(async () => { await new Promise(setImmediate); say("torn down"); });
  say("begins"); await new Promise(setImmediate); say("ends"); t.pass();
});
test("is beside it", async (t) => { say("beside"); t.pass(); });
test.serial("goes first", async (t) => { say("first"); await new Promise(setImmediate); say("first ended"); t.pass(); });
`;
/** It tells how many of its tests were running at once. */
const MANY = `import test from "ava";
let running = 0, most = 0;
test.after.always(() => console.error("said", most, "at once, after"));
for (let at = 0; at < 10; at++)
  test("number " + at, async (t) => {
    most = Math.max(most, ++running);
    await new Promise(setImmediate);
    running--;
    t.pass();
  });
`;

function repository(t: ExecutionContext, files: { readonly [name: string]: string }): string {
  const top = folderOf(t);
  for (const part of ["test/run.js", "test/inside.js", "test/group", "ava.config.js"]) {
    cpSync(join(TOP, part), join(top, part), { recursive: true });
  }
  symlinkSync(join(TOP, "node_modules"), join(top, "node_modules"), "junction");
  const planted = Object.entries(files).map(([name, text]) => [`test/dist/${name}.test.js`, text]);
  planted.push(["test/dist/b/a-test-fails.test.js.map", MAP]);
  return plantedIn(top, { "package.json": '{ "type": "module" }', ...Object.fromEntries(planted) });
}

/** What the test command prints, the order of the files mixed by a seed or not. */
function run(top: string, words: readonly string[] = [], seed?: number) {
  const { DUKA_TEST_GROUPS: _, DUKA_TEST_SEED: __, COVERAGE: ___, NODE_OPTIONS: ____, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["test/run.js", ...words], {
    cwd: top,
    encoding: "utf8",
    env: { ...env, CI: "true", ...(seed === undefined ? {} : { DUKA_TEST_SEED: String(seed) }) },
  });
  const said = stderr.split("\n").flatMap((line) => (line.startsWith("said ") ? [line.slice(5)] : []));
  return { status, said, stdout, last: stdout.trimEnd().split("\n").at(-1) };
}

test("files of one process take turns, the serial tests of each first, four of the others at once, with their own titles", (t) => {
  const named = (name: string) => NOISY.replace("NAME", `"${name}"`);
  const top = repository(t, { "a/one": named("one"), "b/c/two": named("two"), "d/many": MANY });
  const { status, said, stdout, last } = run(top);
  t.is(last, "16 passed, 0 failed");
  t.is(status, 0);
  t.regex(stdout, /^passed: a 3, b 3, d 10$/m);
  const turns = said.filter((words) => !words.endsWith(" after"));
  const ofOne = ["first", "first ended", "begins", "beside", "ends", "torn down"];
  t.deepEqual(turns, [...ofOne.map((word) => `one ${word}`), ...ofOne.map((word) => `two ${word}`)]);
  t.deepEqual(
    said.filter((words) => words.endsWith(" after")),
    ["one after", "two after", "4 at once, after"],
  );
  t.is(run(top, [], 3).last, "16 passed, 0 failed");
});

const PASSES = 'import test from "ava";\ntest("passes", (t) => t.pass());\n';
/** Its second line is the fifth of its source. */
const THROWS = 'import test from "ava";\ntest("no", () => { throw new Error("no"); });\n';
const MAP = '{"version":3,"sources":["../../b/a-test-fails.test.ts"],"names":[],"mappings":"AAAA;AAIA"}';
const FAULTS: readonly (readonly [what: string, file: string, title: string, told: RegExp])[] = [
  ["a test fails", THROWS, "no", /test\/b\/a-test-fails\.test\.ts:5:1\b/],
  ["a file has no test", 'import "ava";\n', "the file has tests", /no tests found/],
  ["a file cannot be loaded", 'import "./none.js";\n', "the file is loaded", /none\.js/],
  [
    "a file declares what a group does not know",
    'import test from "ava";\ntest.todo("later");\n',
    "the file is loaded",
    /test\.todo is not known in a group/,
  ],
];

let ranWithFaults: ReturnType<typeof run> | undefined;

/** All of them in one group, between files that are good. */
function runWithFaults(t: ExecutionContext): ReturnType<typeof run> {
  const bad = FAULTS.map(([what, file]) => [`b/${nameOf(what)}`, file]);
  const files = { "a/good": PASSES, ...Object.fromEntries(bad), "c/good": PASSES };
  ranWithFaults ??= run(repository(t, files));
  return ranWithFaults;
}

for (const [what, , title, told] of FAULTS) {
  test(`a group fails where ${what}, and the other files of the group are run`, (t) => {
    const { status, stdout, last } = runWithFaults(t);
    t.is(last, `2 passed, ${FAULTS.length} failed`, stdout);
    t.is(status, 1);
    const parts = stdout.split(/^(?=FAILED )/m);
    t.regex(parts.find((one) => one.startsWith(`FAILED b › ${nameOf(what)} › ${title}\n`)) ?? "", told);
  });
}

function nameOf(what: string): string {
  return what.replaceAll(" ", "-");
}

test("a file that is named runs alone, under the name of its source", (t) => {
  const top = repository(t, { "a/good": PASSES, "b/other": PASSES });
  t.is(run(top, ["test/a/good.test.ts"]).last, "1 passed, 0 failed");
});

for (const word of ["test/a", "./test/a/", "test/dist/a"]) {
  test(`the files below a folder that is named (${word}) are run, and no others`, (t) => {
    const top = repository(t, { "a/good": PASSES, "a/deep/good": PASSES, "ab/other": PASSES });
    t.is(run(top, [word]).last, "2 passed, 0 failed");
  });
}

test("each test file is in exactly one group, in its order or mixed by a seed", (t) => {
  const files = Array.from({ length: 101 }, (_, at) => `f/${at}.test.js`);
  for (const seed of [undefined, 0, 1, 999_999_999]) {
    for (const processors of [1, 2, 64]) {
      const groups = groupsOf(files, seed, processors);
      t.deepEqual(groups.flat().sort(), [...files].sort());
      t.true(groups.every((group) => group.length >= 1 && group.length <= 32));
      t.deepEqual(groupsOf(files, seed, processors), groups, "the same seed, the same order");
    }
  }
  t.notDeepEqual(groupsOf(files, 1), groupsOf(files, 2));
  t.deepEqual(groupsOf(files, undefined).flat(), files);
});

test("what coverage leaves out exists", (t) => {
  t.deepEqual(
    SWEEPS.filter((name) => !existsSync(join(TOP, "test/dist", name))),
    [],
  );
});
