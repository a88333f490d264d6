/**
 * In how many of the driver's modules a function runs while `duka debit` sells once: what a stranger has to know of.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const DUKA = fileURLToPath(new URL("../../../driver/bin/modules.js", import.meta.url));
const MODULE = /\/driver\/(?:dist|dist-cov)\/(.+)\.js$/;
/** Of a run that counts coverage itself: every instrumented module has one, and calls it. */
const COUNTER = /^cov_/;

/** As much as is read of a file that V8 writes. */
type Coverage = {
  readonly result: readonly {
    readonly url: string;
    /** The first is the module itself. */
    readonly functions: readonly {
      readonly functionName: string;
      readonly ranges: readonly { readonly count: number }[];
    }[];
  }[];
};

/** "account/debit", "reader/slot", … in alphabetical order. @throws Error when the sale did not succeed */
export function debitModules(): string[] {
  const folder = mkdtempSync(join(tmpdir(), "duka-modules-"));
  try {
    const words = ["debit", "--reader", "sim:", "--amount", "12.50", "--ref", "S-1"];
    const { status, stderr } = spawnSync(
      process.execPath,
      [DUKA, ...words, "--journal", join(folder, "journal.db")],
      { env: { ...process.env, NODE_V8_COVERAGE: join(folder, "coverage") }, encoding: "utf8" },
    );
    if (status !== 0) throw new Error(`duka debit ended with ${status}: ${stderr}`);
    return modulesRun(join(folder, "coverage"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Of the folder into which V8 has written its coverage. */
export function modulesRun(folder: string): string[] {
  const run = new Set<string>();
  for (const file of readdirSync(folder)) {
    const { result }: Coverage = JSON.parse(readFileSync(join(folder, file), "utf8"));
    for (const { url, functions } of result) {
      const name = MODULE.exec(url)?.[1];
      const inside = functions.slice(1).filter(({ functionName }) => !COUNTER.test(functionName));
      if (name !== undefined && inside.some(({ ranges }) => ranges[0]!.count > 0)) run.add(name);
    }
  }
  return [...run].sort();
}

/** A figure without a goal: a test holds it, and it only ever goes down. */
export function measureDebitModules(): void {
  console.log("\none duka debit");
  console.log(`  runs functions in ${debitModules().length} modules of the driver`);
}
