/**
 * What a campaign's results depend on besides its plan: every module of simulator, driver and protocol, and the
 * firmware. Results of two builds are not results of one campaign.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** A module of each, in the folder of all. */
const ENTRIES = [
  "@duka/simulator/world",
  "@duka/driver",
  "@duka/protocol/centre",
  "@duka/firmware/bundle/PICO_R1_3-pos.js",
];

let known: string | undefined;

/** SHA-256 in hexadecimal; names of files as on every system. */
export function buildHash(): string {
  known ??= hashed(ENTRIES.map(folderOf));
  return known;
}

function folderOf(entry: string): string {
  return fileURLToPath(new URL(".", import.meta.resolve(entry)));
}

function hashed(folders: readonly string[]): string {
  const hash = createHash("sha256");
  for (const folder of folders) {
    for (const file of modulesIn(folder)) {
      hash.update(`${relative(folder, file).split(sep).join("/")}\n`);
      hash.update(readFileSync(file));
    }
  }
  return hash.digest("hex");
}

function modulesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:js|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
