/**
 * True coverage of the TypeScript sources, the firmware's inside the simulated reader and of the tools in child processes
 * included. The compiled packages are instrumented into folders of their own (`dist-cov`), to which a module hook leads;
 * in place, the compiler would believe its output up to date.
 * Arguments go to the test command.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGES = ["protocol", "firmware", "firmware/flash", "driver", "simulator"];
const nyc = fileURLToPath(new URL("bin/nyc.js", import.meta.resolve("nyc/package.json")));

for (const name of PACKAGES) {
  rmSync(`${name}/dist-cov`, { recursive: true, force: true });
  node([nyc, "instrument", "--complete-copy", "--exit-on-error", `${name}/dist`, `${name}/dist-cov`]);
  findGlobalPlainly(`${name}/dist-cov`);
}
node(["firmware/flash/dist/build-firmware.js", "--instrumented"]);
// Every file counts, also one that no test loads; from there on the processes write what they count.
node([nyc, "--silent", "--check-coverage=false", "--instrument=false", process.execPath, "--version"]);
node(["test/run.js", ...process.argv.slice(2)], {
  COVERAGE: "1",
  COVERAGE_FOLDER: fileURLToPath(new URL("../.nyc_output/", import.meta.url)),
  NODE_OPTIONS:
    `${process.env.NODE_OPTIONS ?? ""} --conditions=duka-modules --import=${new URL("count-coverage.js", import.meta.url)}`.trim(),
});
node([nyc, "report"]);

/** Counters look for the global object through code from a string, which a process, or a machine, may forbid. */
function findGlobalPlainly(folder) {
  for (const file of readdirSync(folder, { recursive: true })) {
    if (!file.endsWith(".js")) continue;
    const code = readFileSync(join(folder, file), "utf8");
    writeFileSync(join(folder, file), code.replace('new Function("return this")()', "globalThis"));
  }
}

function node(words, env = {}) {
  const { status } = spawnSync(process.execPath, words, {
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  if (status !== 0) process.exit(status ?? 1);
}
