/** Folders of the package `@duka/firmware`, wherever it is installed. */
import { fileURLToPath } from "node:url";

/** Where `npm run build` compiles the firmware to, and where its bundles go. */
export const COMPILED_FOLDER = packageFolder("dist/src/");
export const BUNDLE_FOLDER = packageFolder("dist/bundle/");
/** The tables of the boards, one file each. */
export const BOARDS_FOLDER = packageFolder("boards/");
/** What the build has measured: the size of a firmware without all that can be left out. */
export const SMALLEST_FILE = packageFolder("dist/smallest.json");
/** The same, of the modules that count what runs. */
export const INSTRUMENTED_FOLDER = packageFolder("dist-cov/src/");
export const INSTRUMENTED_BUNDLE_FOLDER = packageFolder("dist-cov/bundle/");

function packageFolder(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.resolve("@duka/firmware/source/main.js")));
}
