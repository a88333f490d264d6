/** Making a folder and those above it (wraps node:fs). */
import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

/**
 * Those that are missing, from the first one that is there; each is tried once. Node's own `recursive` never ends where
 * a folder cannot hold others (below /proc).
 * @param mode of the folders that are made
 * @throws whatever the system says
 */
export function makeFolder(folder: string, mode = 0o777): void {
  const missing: string[] = [];
  for (let each = resolve(folder); !existsSync(each) && dirname(each) !== each; each = dirname(each)) {
    missing.unshift(each);
  }
  for (const each of missing) makeOne(each, mode);
  if (!statSync(folder).isDirectory()) throw new Error(`${folder} is no folder`);
}

function makeOne(folder: string, mode: number): void {
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    // Another process has made it meanwhile.
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}
