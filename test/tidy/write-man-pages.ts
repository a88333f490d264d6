/** Writes the manual pages of the three tools, after a change of what their commands take. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { MAN_PAGES, manPageOf } from "./man-pages.js";
import { ROOT } from "./repository.js";

for (const [path, tool] of MAN_PAGES) {
  mkdirSync(dirname(join(ROOT, path)), { recursive: true });
  writeFileSync(join(ROOT, path), await manPageOf(tool));
}
