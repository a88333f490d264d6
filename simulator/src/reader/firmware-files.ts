/**
 * The firmware as it is flashed: the built bundle and its manifest, read as text from `@duka/firmware`
 * (wraps node:fs).
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Manifest } from "@duka/protocol/board";
import { parseManifest } from "./manifest.js";

/** The board of the default simulated reader, and its persona. */
export const DEFAULT_BOARD = "PICO_R1_3";
const DEFAULT_FIRMWARE = `${DEFAULT_BOARD}-pos`;

export type Firmware = { readonly bundle: string; readonly manifest: Manifest };

/**
 * @param name board and persona, such as "PICO_R1_3-pos"
 * @throws Error when that bundle was not built
 */
export function readFirmware(name: string = DEFAULT_FIRMWARE): Firmware {
  const known = firmwares.get(name);
  if (known !== undefined) return known;
  const firmware = { bundle: read(`${name}.js`), manifest: parseManifest(read(`${name}.json`)) };
  firmwares.set(name, firmware);
  return firmware;
}

/** By name: what the build made does not change while a process runs. */
const firmwares = new Map<string, Firmware>();

function read(file: string): string {
  try {
    return readFileSync(fileURLToPath(import.meta.resolve(`@duka/firmware/bundle/${file}`)), "utf8");
  } catch (error) {
    throw new Error(`the firmware bundle ${file} is not there: build it with "npm run build"`, {
      cause: error,
    });
  }
}
