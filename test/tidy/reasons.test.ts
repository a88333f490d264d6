import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { withReasonTable } from "./reasons.js";
import { ROOT } from "./repository.js";

test("the driver's README has every reason code as the list has it: node test/dist/tidy/write-reasons.js", (t) => {
  const page = readFileSync(join(ROOT, "driver/README.md"), "utf8");
  t.is(withReasonTable(page), page);
});
