import test from "ava";
import { debitModules, modulesRun } from "../bench/debit-modules.js";
import { folderOf } from "../support/values/folder.js";
import { plantedIn } from "../support/values/planted-files.js";

/** Lowered when the way of a sale gets shorter, and raised only with a reason; the aim is 80. */
/**
 * The newest: `card/kept-psam` keeps the PSAM powered, `journal/known-card` knows a card by two numbers,
 * `cli/run/journal-progress` tells of an older journal that is brought over, `reader/line-speed` knows the speed of the
 * host line, and `link/around-link` hands its changes on.
 */
const MODULES_MAX = 120;

test(`one duka debit runs functions in at most ${MODULES_MAX} modules of the driver`, (t) => {
  const modules = debitModules();
  t.true(modules.includes("account/finish-purchase") && modules.includes("reader/ccid-exchange"));
  t.true(modules.length <= MODULES_MAX, `${modules.length}: ${modules.join(", ")}`);
});

type Script = readonly [file: string, functions: readonly (readonly [name: string, count: number])[]];

function coverageOf(scripts: readonly Script[]): string {
  const result = scripts.map(([file, functions]) => ({
    url: `file:///clone/${file}`,
    functions: [["", 1] as const, ...functions].map(([functionName, count]) => ({
      functionName,
      ranges: [{ count }],
    })),
  }));
  return JSON.stringify({ result });
}

const RUN: Script = ["driver/dist/account/debit.js", [["debit", 1]]];
const PLANTED: readonly (readonly [what: string, script: Script, counted: readonly string[]])[] = [
  ["a module of which a function ran", ["driver/dist/base/extra.js", [["extra", 1]]], ["base/extra"]],
  ["one that was loaded only", ["driver/dist/base/extra.js", [["extra", 0]]], []],
  ["one without functions", ["driver/dist/base/extra.js", []], []],
  ["a counter of coverage", ["driver/dist-cov/base/extra.js", [["cov_1", 9]]], []],
  ["one of another package", ["protocol/dist/wire/extra.js", [["extra", 1]]], []],
];

for (const [what, script, counted] of PLANTED) {
  test(`the ratchet of a debit, shown on a small report: ${what} ${counted.length === 0 ? "is no" : "is a"} module more`, (t) => {
    const folder = plantedIn(folderOf(t), { "coverage-1.json": coverageOf([RUN, script]) });
    t.deepEqual(modulesRun(folder), ["account/debit", ...counted]);
  });
}
