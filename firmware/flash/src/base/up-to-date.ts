/**
 * Whether files still are what they were after the last build: asked before work that takes seconds and would change
 * nothing.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * SHA-256 over names and contents of all modules and manifests in these folders, and over what else the build depends
 * on.
 */
export function fingerprint(folders: readonly string[], words: readonly string[]): string {
  const hash = createHash("sha256").update(JSON.stringify(words));
  for (const folder of folders.filter(existsSync)) {
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
    for (const file of files.filter((name) => /\.js(on)?$/.test(name)).sort()) {
      const content = readFileSync(join(folder, file));
      hash.update(`\0${file}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest("hex");
}

/** @param stamp file with the fingerprint of the last build */
export function isUpToDate(stamp: string, now: string): boolean {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === now;
}
