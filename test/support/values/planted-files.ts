/** A small made-up tree of files on the disk, in which a rule is shown to find an offence. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** @returns the folder */
export function plantedIn(folder: string, files: { readonly [path: string]: string }): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
