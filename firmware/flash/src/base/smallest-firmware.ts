/** How small a firmware can be: measured by the build, which leaves out all that can be. */
import { readFileSync, writeFileSync } from "node:fs";
import { BuildError } from "./build-error.js";
import { SMALLEST_FILE } from "./package-folders.js";

type SmallestFirmware = {
  readonly bytes: number;
  /** What was left out. */
  readonly without: readonly string[];
};

export function writeSmallestFirmware(smallest: SmallestFirmware): void {
  writeFileSync(SMALLEST_FILE, `${JSON.stringify(smallest)}\n`);
}

/** @throws BuildError when nothing has been built yet */
export function smallestFirmware(): SmallestFirmware {
  try {
    return JSON.parse(readFileSync(SMALLEST_FILE, "utf8"));
  } catch (cause) {
    throw new BuildError(`${SMALLEST_FILE} does not say how small a firmware can be: run npm run build`, {
      cause,
    });
  }
}
