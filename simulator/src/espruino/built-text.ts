/**
 * Bundles as the interpreter reads them, made when the simulator was built: parsing one costs a process more CPU time
 * than the whole sale that it then makes. Found by what the bundle is, so that another one is never taken for it.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const BUILT_FOLDER = fileURLToPath(new URL("built/", import.meta.url));

/** @returns undefined for a bundle that the build did not know */
export function builtText(code: string): string | undefined {
  try {
    return readFileSync(`${BUILT_FOLDER}${builtName(code)}`, "utf8");
  } catch {
    return undefined;
  }
}

/** Of the file. No module, so that nothing counts in it or loads it. */
export function builtName(code: string): string {
  return `${createHash("sha256").update(code).digest("hex")}.txt`;
}
