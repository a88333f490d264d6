/** Writes the table of reason codes into the driver's README, after a change of the list. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withReasonTable } from "./reasons.js";
import { ROOT } from "./repository.js";

const page = join(ROOT, "driver/README.md");
writeFileSync(page, withReasonTable(readFileSync(page, "utf8")));
