/**
 * `npm run build`: every firmware of every board, unless nothing has changed. `--instrumented` makes the ones that
 * coverage counts in.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { version as esbuildVersion } from "esbuild";
import { BuildError } from "./base/build-error.js";
import { flashVersion } from "./base/flash-version.js";
import {
  BOARDS_FOLDER,
  BUNDLE_FOLDER,
  COMPILED_FOLDER,
  INSTRUMENTED_BUNDLE_FOLDER,
  INSTRUMENTED_FOLDER,
  SMALLEST_FILE,
} from "./base/package-folders.js";
import { writeSmallestFirmware } from "./base/smallest-firmware.js";
import { fingerprint, isUpToDate } from "./base/up-to-date.js";
import { FEATURE_NAMES } from "./build/features.js";
import { buildAll, smallestBundleBytes } from "./build/firmware-build.js";
import { builtLine } from "./build/manifest.js";

const STAMP = join(BUNDLE_FOLDER, "build.sha256");

try {
  if (process.argv.includes("--instrumented")) {
    await build(INSTRUMENTED_FOLDER, INSTRUMENTED_BUNDLE_FOLDER, true);
  } else if (!existsSync(SMALLEST_FILE) || !isUpToDate(STAMP, everything())) {
    await build(COMPILED_FOLDER, BUNDLE_FOLDER, false);
    writeSmallestFirmware({ bytes: await smallestBundleBytes(COMPILED_FOLDER), without: FEATURE_NAMES });
    writeFileSync(STAMP, everything());
  }
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function build(sourceFolder: string, outputFolder: string, instrumented: boolean): Promise<void> {
  const built = await buildAll({ sourceFolder, outputFolder, instrumented });
  for (const manifest of built) console.log(builtLine(manifest));
}

/** What the firmwares are made from, what makes them, and they themselves. */
function everything(): string {
  const tools = dirname(fileURLToPath(import.meta.url));
  const wire = dirname(resolved("@duka/protocol/wire/ccid"));
  const terser = readFileSync(resolved("terser/package.json"), "utf8");
  return fingerprint(
    [COMPILED_FOLDER, BOARDS_FOLDER, wire, tools, BUNDLE_FOLDER],
    [flashVersion(), esbuildVersion, JSON.parse(terser).version],
  );
}

function resolved(specifier: string): string {
  return fileURLToPath(import.meta.resolve(specifier));
}
