import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { ROOT, readText } from "./repository.js";

/** What each firmware may weigh: a number that only a person raises, and lowers when the firmware gets smaller. */
const { bundleBytes }: { bundleBytes: { readonly [bundle: string]: number } } = JSON.parse(
  readText("test/tidy/budget.json"),
);
const BUNDLES = join(ROOT, "firmware/dist/bundle");

test("every bundle has a committed number and every number a bundle", (t) => {
  const built = readdirSync(BUNDLES).filter((name) => name.endsWith(".json"));
  t.deepEqual(built.map((name) => name.slice(0, -5)).sort(), Object.keys(bundleBytes).sort());
});

for (const [bundle, limit] of Object.entries(bundleBytes)) {
  test(`${bundle} is within its ${limit} bytes`, (t) => {
    const code = readFileSync(join(BUNDLES, `${bundle}.js`));
    const manifest: { bytes: number } = JSON.parse(readFileSync(join(BUNDLES, `${bundle}.json`), "utf8"));
    t.is(manifest.bytes, code.length);
    t.true(code.length <= limit, `${code.length} bytes: make it smaller, or raise the number in budget.json`);
  });
}
