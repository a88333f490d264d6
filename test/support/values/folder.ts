/** A folder of its own for one test, gone afterwards. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExecutionContext } from "ava";

/** @param preferred where it is made if there is such a place */
export function folderOf(t: ExecutionContext, preferred = tmpdir()): string {
  const folder = mkdtempSync(join(existsSync(preferred) ? preferred : tmpdir(), "duka-test-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
