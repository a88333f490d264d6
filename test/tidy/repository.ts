/** The repository's own files, as the tidy tests read them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Top folder; this file runs from test/dist/tidy. */
export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

const NOT_OURS = new Set([
  "node_modules",
  "dist",
  "dist-cov",
  "coverage",
  ".nyc_output",
  ".git",
  "package-lock.json",
]);

/** Every file by its path from the top folder, with forward slashes, sorted. @param top of another clone */
export function listFiles(pattern: RegExp, top = ROOT): string[] {
  const found: string[] = [];
  const waiting = [""];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const entry of readdirSync(join(top, folder), { withFileTypes: true })) {
      if (NOT_OURS.has(entry.name)) continue;
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) waiting.push(path);
      else if (entry.isFile() && pattern.test(path)) found.push(path);
    }
  }
  return found.sort();
}

export function readText(path: string, top = ROOT): string {
  return readFileSync(join(top, path), "utf8");
}

/** A package.json of the repository. */
type PackageFile = {
  readonly name: string;
  readonly version: string;
  readonly bin?: { readonly [command: string]: string };
  readonly exports?: { readonly [door: string]: { readonly default?: string } };
  readonly dependencies?: { readonly [name: string]: string };
  readonly peerDependencies?: { readonly [name: string]: string };
  readonly optionalDependencies?: { readonly [name: string]: string };
};

export function readPackage(folder: string): PackageFile {
  const parsed: PackageFile = JSON.parse(readText(`${folder}/package.json`));
  return parsed;
}

export const PACKAGES = ["protocol", "firmware", "firmware/flash", "driver", "simulator"] as const;
