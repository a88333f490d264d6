import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { boardModel } from "@duka/simulator/espruino/board-model";
import test from "ava";
import { ROOT, readText } from "./repository.js";
import { estimatedVariables } from "./variables.js";

/** What each firmware may weigh: a number that only a person raises, and lowers when the firmware gets smaller. */
const {
  bundleBytes,
  variables,
}: {
  readonly bundleBytes: { readonly [bundle: string]: number };
  /** Of the interpreter: after the start, and at the peak of an exchange of 261 bytes. */
  readonly variables: { readonly [bundle: string]: { readonly start: number; readonly peak: number } };
} = JSON.parse(readText("test/tidy/budget.json"));
/**
 * Measured on the interpreter built for Linux with a board's memory (32 bits, 5000 variables), with this many bytes of
 * bundle.
 */
const MEASURED = { start: 1949, peak: 2026, bytes: 16_816 };
/** Of a board's variables, for whatever has not been thought of. */
const IN_USE_MAX = 0.8;
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

for (const [bundle, { start, peak }] of Object.entries(variables)) {
  test(`${bundle} is within its ${start} variables at start, and ${peak} at the peak leave the board a fifth`, (t) => {
    const estimate = estimatedVariables(readFileSync(join(BUNDLES, `${bundle}.js`), "utf8"));
    t.true(estimate <= start, `about ${estimate}: make it smaller, or raise the number in budget.json`);
    t.true(peak - start >= MEASURED.peak - MEASURED.start);
    t.true(peak <= boardModel(bundle.slice(0, bundle.indexOf("-"))).variables * IN_USE_MAX);
  });
}

test("every bundle has committed variables; the estimate is near what was measured", (t) => {
  t.deepEqual(Object.keys(variables).sort(), Object.keys(bundleBytes).sort());
  const code = readFileSync(join(BUNDLES, "LINUX-pos.js"), "utf8");
  const estimate = (estimatedVariables(code) * MEASURED.bytes) / code.length;
  t.true(Math.abs(estimate - MEASURED.start) < MEASURED.start * 0.1, `${estimate}`);
});
