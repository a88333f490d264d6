/**
 * `npm start` builds first, unless nothing has changed since it last did: to find that out it looks at the times of the
 * sources and starts no compiler. Words behind its name are a command line of `duka`, which is run then.
 */
const { existsSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } = require("node:fs");
const { dirname, join } = require("node:path");

const TOP = join(__dirname, "../..");
/** As old as the last build from here that succeeded, counted from its beginning. */
const STAMP = join(TOP, "node_modules/.duka-built");
const BEGUN = `${STAMP}.begun`;

/** Where sources lie, and what is made of each of them. */
const PACKAGES = [
  ["protocol/src", "protocol/dist"],
  ["firmware/src", "firmware/dist/src"],
  ["firmware/flash/src", "firmware/flash/dist"],
  ["driver/src", "driver/dist"],
  ["simulator/src", "simulator/dist"],
];
/** What else a build depends on. */
const OTHERS = [
  "package-lock.json",
  "tsconfig.base.json",
  "protocol/gb18030",
  "driver/start",
  "firmware/boards",
  "simulator/studio",
];
/** What the steps behind the compiler have made. */
const MADE = [
  "protocol/dist/gb18030/two-byte-table.txt",
  "driver/dist/explain/declared-refusals.json",
  "driver/dist/cli/explain-start.cjs",
  "driver/bin/dist/inputs.json",
  "simulator/bin/dist/inputs.json",
  "firmware/flash/bin/dist/inputs.json",
  "firmware/dist/bundle/build.sha256",
  "simulator/dist/espruino/built/build.sha256",
  "simulator/dist/studio-page/page.js",
];

if (!isBuilt()) {
  rmSync(STAMP, { force: true });
  writeFileSync(BEGUN, "");
  // Not above: mostly nothing has changed.
  const { spawnSync } = require("node:child_process");
  const { status } = spawnSync("npm run --silent build", { cwd: TOP, shell: true, stdio: "inherit" });
  if (status === 0) renameSync(BEGUN, STAMP);
  else process.exitCode = status ?? 1;
}
// In this process: another one would cost as much again as the whole look at the sources.
if (process.argv.length > 2 && process.exitCode === undefined) require("../bin/duka.js");

function isBuilt() {
  if (!existsSync(STAMP)) return false;
  const beganMs = statSync(STAMP).mtimeMs;
  // A file that is gone changes the time of its folder.
  const isOld = (path) => statSync(`${TOP}/${path}`).mtimeMs < beganMs;
  return (
    MADE.every((path) => existsSync(`${TOP}/${path}`)) &&
    OTHERS.flatMap(withFiles).every(isOld) &&
    PACKAGES.every(([from, to]) => {
      const sources = withFiles(from);
      // Read by folder: to ask for each file by itself takes three times as long.
      const made = new Set(existsSync(`${TOP}/${to}`) ? withFiles(to) : []);
      const outputs = sources
        .filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"))
        .map((path) => `${to}${path.slice(from.length, -".ts".length)}.js`);
      return (
        [`${dirname(from)}/package.json`, ...sources].every(isOld) && outputs.every((path) => made.has(path))
      );
    })
  );
}

/** A file; or a folder with all that lies in it. */
function withFiles(path) {
  return statSync(`${TOP}/${path}`).isDirectory() ? folderWithFiles(path, []) : [path];
}

function folderWithFiles(folder, found) {
  found.push(folder);
  for (const entry of readdirSync(`${TOP}/${folder}`, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) folderWithFiles(path, found);
    else found.push(path);
  }
  return found;
}
