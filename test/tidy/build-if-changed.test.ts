/** `npm start` builds when something has changed, and only then: shown on a small repository. */
import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import test, { type ExecutionContext } from "ava";
import { folderOf } from "../support/values/folder.js";
import { plantedIn } from "../support/values/planted-files.js";

const SCRIPT = fileURLToPath(new URL("../../../driver/start/build-if-changed.cjs", import.meta.url));
const PACKAGES = ["protocol", "firmware", "firmware/flash", "driver", "simulator"];

/** Its build writes down that it ran, and what the real one makes last. */
const BUILD = `
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
appendFileSync("builds.txt", "built\\n");
for (const file of [
  "protocol/dist/gb18030/two-byte-table.txt", "driver/dist/explain/declared-refusals.json",
  "driver/dist/cli/explain-start.cjs", "driver/bin/dist/inputs.json",
  "simulator/bin/dist/inputs.json", "firmware/flash/bin/dist/inputs.json",
  "firmware/dist/bundle/build.sha256", "simulator/dist/espruino/built/build.sha256",
  "protocol/dist/a.js", "protocol/dist/deep/b.js", "firmware/dist/src/a.js", "firmware/flash/dist/a.js",
  "driver/dist/a.js", "simulator/dist/a.js", "simulator/dist/studio-page/page.js",
]) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "");
}
`;

/** Built by a first start; copies of it are built too. */
let built: string | undefined;

function builtRepository(t: ExecutionContext): string {
  if (built === undefined) {
    built = repository(mkdtempSync(join(tmpdir(), "duka-built-")));
    if (buildsAfterStart(built, process.env) !== 1) throw new Error("the first start has to build");
  }
  const top = join(folderOf(t), "copy");
  cpSync(built, top, { recursive: true, preserveTimestamps: true });
  // The folders of a copy are newer than its build, which is made newer than they, on a disk with a coarse clock too.
  const { mtimeMs } = statSync(join(top, "node_modules"));
  utimesSync(join(top, "node_modules/.duka-built"), new Date(mtimeMs + 1000), new Date(mtimeMs + 1000));
  return top;
}

test.after.always(() => {
  for (const folder of [built, standIn])
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

function repository(folder: string) {
  const top = plantedIn(folder, {
    "package.json": '{ "name": "small", "type": "module", "scripts": { "build": "node build.mjs" } }',
    "build.mjs": BUILD,
    "package-lock.json": "{}",
    "tsconfig.base.json": "{}",
    "protocol/gb18030/build.js": "",
    "firmware/boards/one.json": "{}",
    "simulator/studio/main.tsx": "",
    "protocol/src/deep/b.ts": "",
    "firmware/src/global.d.ts": "",
    ...Object.fromEntries(
      PACKAGES.flatMap((name) => [
        [`${name}/src/a.ts`, ""],
        [`${name}/package.json`, "{}"],
      ]),
    ),
  });
  mkdirSync(join(top, "node_modules"));
  mkdirSync(join(top, "driver/start"));
  copyFileSync(SCRIPT, join(top, "driver/start/build-if-changed.cjs"));
  return top;
}

/** Does what npm does with the words that it gets here, and refuses others: npm itself takes as long as the rest. */
const STAND_IN = `#!/bin/sh
[ "$*" = "run --silent build" ] && exec '${process.execPath}' build.mjs
echo "npm $*: not known" >&2
exit 1
`;

let standIn: string | undefined;

/** Where programs are looked for, the stand-in first. On Windows a shell finds npm in another way. */
function withStandIn(): NodeJS.ProcessEnv {
  if (process.platform === "win32") return process.env;
  standIn ??= plantedIn(mkdtempSync(join(tmpdir(), "duka-npm-")), { npm: STAND_IN });
  chmodSync(join(standIn, "npm"), 0o755);
  return { ...process.env, PATH: `${standIn}${delimiter}${process.env.PATH}` };
}

/** How often it has been built after one start more. The first start of all asks npm itself; so does a failed build. */
function buildsAfterStart(top: string, env = withStandIn()): number {
  const { status, stderr } = spawnSync(process.execPath, [join(top, "driver/start/build-if-changed.cjs")], {
    encoding: "utf8",
    env,
  });
  if (status !== 0) throw new Error(stderr);
  return readFileSync(join(top, "builds.txt"), "utf8").split("built").length - 1;
}

/** As if it had been written after the last build, on a disk with a coarse clock. */
function touch(top: string, file: string): void {
  const { mtimeMs } = statSync(join(top, "node_modules/.duka-built"));
  utimesSync(join(top, file), new Date(mtimeMs + 2000), new Date(mtimeMs + 2000));
}

const CHANGES: readonly (readonly [what: string, change: (top: string) => void])[] = [
  ["a source", (top) => touch(top, "protocol/src/deep/b.ts")],
  [
    "a new source",
    (top) => {
      appendFileSync(join(top, "driver/src/new.ts"), "");
      touch(top, "driver/src/new.ts");
    },
  ],
  ["the folder that a source has gone from", (top) => touch(top, "protocol/src/deep")],
  ["the studio's page", (top) => touch(top, "simulator/studio/main.tsx")],
  ["a board", (top) => touch(top, "firmware/boards/one.json")],
  ["a package", (top) => touch(top, "firmware/flash/package.json")],
  ["the packages that are installed", (top) => touch(top, "package-lock.json")],
  ["a compiled file that is gone", (top) => rmSync(join(top, "firmware/dist/src/a.js"))],
  ["a built file that is gone", (top) => rmSync(join(top, "driver/dist/cli/explain-start.cjs"))],
];

for (const [what, change] of CHANGES) {
  test(`npm start builds again after a change, and not without one: ${what}`, (t) => {
    const top = builtRepository(t);
    t.is(buildsAfterStart(top), 1);
    change(top);
    t.is(buildsAfterStart(top), 2);
  });
}

test("a build that failed is made again", (t) => {
  const top = repository(folderOf(t));
  const script = join(top, "driver/start/build-if-changed.cjs");
  appendFileSync(join(top, "build.mjs"), "\nprocess.exitCode = 3;\n");
  t.not(spawnSync(process.execPath, [script]).status, 0);
  t.false(existsSync(join(top, "node_modules/.duka-built")));
  t.not(spawnSync(process.execPath, [script]).status, 0);
});
