/** A folder of its own for one test, gone afterwards. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExecutionContext } from "ava";

export function folderOf(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), "duka-test-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
