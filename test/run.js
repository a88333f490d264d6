/**
 * The test command: runs AVA and ends with `N passed, N failed` alone on the last line.
 * Arguments go to AVA (`npm test -- --match='*PIN*'`, `npm test -- test/protocol/wire/apdu.test.ts`, or a folder:
 * `npm test -- test/tidy`), which then takes a process for each file; without arguments files share processes
 * (`group/`). DUKA_TEST_SEED=7 mixes their order.
 * Skipped and planned tests count as failed, and so do a run that broke off and a run without tests. What a test tells
 * with `t.log` (how many cuts it made, with which seed) is shown under its title.
 */
import { spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { GROUPS, groupsOf, programOf, testFiles } from "./group/files.js";
import { withSources } from "./group/sources.js";
import { insideEnvironment } from "./inside.js";

const avaCli = fileURLToPath(new URL("cli.mjs", import.meta.resolve("ava")));
const args = process.argv
  .slice(2)
  .map((word) => word.replace(/^(?:\.\/)?test\/(?!dist\/)(.*)\.ts$/, "test/dist/$1.js"))
  // A folder of sources: what has no ending.
  .map((word) => word.replace(/^(?:\.\/)?test\/(?!dist(?:\/|$))([^.]+)$/, "test/dist/$1"));
const result = { passed: 0, failed: 0, planned: -1, last: "none" };
const passedByFolder = new Map();
/** Lines after a failure belong to it until the next result. */
let inFailure = false;
/** More of a line helps nobody. */
const LONGEST_LINE = 1000;

const isGrouped = args.length === 0;
if (isGrouped) writeGroups();
const ava = spawn(process.execPath, [avaCli, "--tap", ...args], {
  stdio: ["ignore", "pipe", "inherit"],
  env: {
    // Node 22 and later keep what they compiled; Node 20 does not know the variable.
    NODE_COMPILE_CACHE: fileURLToPath(new URL("../node_modules/.cache/duka-compiled/", import.meta.url)),
    ...insideEnvironment(),
    ...(isGrouped ? { DUKA_TEST_GROUPS: "1" } : {}),
  },
});
for await (const line of createInterface({ input: ava.stdout })) takeLine(line);
const exitCode = await ended(ava);
finish(exitCode);

function writeGroups() {
  const seed = process.env.DUKA_TEST_SEED;
  if (seed !== undefined && !/^\d{1,9}$/.test(seed)) {
    throw new Error(`DUKA_TEST_SEED is ${seed}, but a seed is a whole number of at most 9 digits`);
  }
  if (seed !== undefined) console.log(`order of the test files: seed ${seed}`);
  rmSync(GROUPS, { recursive: true, force: true });
  mkdirSync(GROUPS, { recursive: true });
  const files = testFiles(process.env.COVERAGE !== undefined);
  const groups = groupsOf(files, seed === undefined ? undefined : Number(seed));
  for (const [at, group] of groups.entries()) {
    writeFileSync(`${GROUPS}/group-${String(at).padStart(3, "0")}.test.js`, programOf(group));
  }
}

function takeLine(line) {
  const [, not, number, name] = /^(not )?ok (\d+) - (.*)$/.exec(line) ?? [];
  const title = name?.replace(/^(?:groups › )?group-\d+ › /, "");
  const told = /^# {3}(\S.*)$/.exec(line)?.[1];
  if (told !== undefined && !inFailure) {
    console.log(`${result.last}: ${told}`);
  } else if (number !== undefined && Number(number) === result.passed + result.failed + 1) {
    takeResult(not === undefined && !/ # [A-Z]{4}$/.test(title), title);
  } else if (/^1\.\.\d+$/.test(line)) {
    result.planned = Number(line.slice(3));
    inFailure = false;
  } else if (inFailure || !/^(TAP version|#|\s*$)/.test(line)) {
    console.log(withSources(line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line));
  }
}

function takeResult(passed, title) {
  result.last = title;
  inFailure = !passed;
  if (passed) {
    result.passed++;
    const folder = title.includes(" › ") ? title.slice(0, title.indexOf(" › ")) : "";
    passedByFolder.set(folder, (passedByFolder.get(folder) ?? 0) + 1);
  } else {
    result.failed++;
    console.log(`FAILED ${title}`);
  }
  if (process.stdout.isTTY) process.stdout.write(`${result.passed} passed, ${result.failed} failed\r`);
}

function ended(child) {
  return new Promise((resolve) => {
    if (child.exitCode !== null) resolve(child.exitCode);
    else child.on("close", (code) => resolve(code ?? 1));
  });
}

function finish(code) {
  if (result.passed + result.failed === 0) {
    console.log("FAILED no test ran");
    result.failed++;
  } else if (result.planned < 0) {
    console.log(
      `FAILED AVA broke off: a test file hung or ended its process. The last result was: ${result.last}`,
    );
    result.failed++;
  } else if (code !== 0 && result.failed === 0) {
    console.log(`FAILED AVA ended with exit code ${code}`);
    result.failed++;
  }
  const folders = [...passedByFolder].map(([folder, count]) => `${folder} ${count}`).sort();
  if (folders.length > 1) console.log(`passed: ${folders.join(", ")}`);
  console.log(`${result.passed} passed, ${result.failed} failed`);
  process.exitCode = result.failed === 0 ? 0 : 1;
}
