/**
 * Loaded into every process of a coverage run: writes what the instrumented modules counted, when the process ends.
 * nyc's own hook does this too, but loads all of nyc into each of the hundreds of processes.
 */
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { register } from "node:module";
import { join } from "node:path";

register("./instrumented.js", import.meta.url);

const folder = process.env.COVERAGE_FOLDER;

process.once("exit", () => {
  const counted = globalThis.__coverage__;
  if (folder === undefined || counted === undefined) return;
  writeFileSync(join(folder, `${randomUUID()}.json`), JSON.stringify(counted));
});
