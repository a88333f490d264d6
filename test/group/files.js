/** Which test files `npm test` runs, and which of them share a process. */
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";

export const BUILT = "test/dist";
/** Where the generated file of each group lies. */
export const GROUPS = `${BUILT}/groups`;
/** Folders that other commands run. */
export const OTHER_RUNS = [
  "interop",
  "bench",
  "espruino",
  "browser",
  "clients",
  "native",
  "queue",
  "sweeps",
  "groups",
];
/**
 * They go over and over the same lines, where others have been before: coverage has nothing to learn of them, and
 * counts for long.
 */
export const SWEEPS = [
  "noise/noise.test.js",
  "property/bad-cards.test.js",
  "property/bad-frames.test.js",
  "simulator/purse/purse-model.test.js",
  "simulator/card/tearing-all.test.js",
  "driver/journal/crash.test.js",
  "flash/flasher/power-cut.test.js",
];
/** More files in one process gain little, and a file that hangs would hold up more of the others. */
const MOST_FILES = 32;
/** Fewer are not worth a process. */
const LEAST_FILES = 4;

/** All test files of this run, as paths under `test/dist`. */
export function testFiles(isCoverage) {
  return readdirSync(BUILT, { recursive: true })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".test.js"))
    .filter((name) => !OTHER_RUNS.includes(name.slice(0, name.indexOf("/"))))
    .filter((name) => !isCoverage || !SWEEPS.includes(name))
    .sort();
}

/** Files that lie near one another share most of their modules: they come into one group, unless a seed mixes them. */
export function groupsOf(files, seed, processors = availableParallelism()) {
  const ordered = seed === undefined ? files : shuffled(files, seed);
  // Each processor has several groups to do, so that one long group is not waited for alone.
  const size = Math.max(LEAST_FILES, Math.min(MOST_FILES, Math.ceil(files.length / (4 * processors))));
  const groups = [];
  for (let at = 0; at < ordered.length; at += size) groups.push(ordered.slice(at, at + size));
  return groups;
}

/** The same order for the same seed (Fisher and Yates; numbers by the generator of Park and Miller). */
function shuffled(files, seed) {
  const mixed = [...files];
  let state = (seed % 2147483646) + 1;
  for (let at = mixed.length - 1; at > 0; at--) {
    state = (state * 48271) % 2147483647;
    const other = state % (at + 1);
    [mixed[at], mixed[other]] = [mixed[other], mixed[at]];
  }
  return mixed;
}

/** What AVA runs for a group. */
export function programOf(files) {
  return `import { runGroup } from "../../group/run-group.js";\nawait runGroup(${JSON.stringify(files, null, 2)});\n`;
}
