/**
 * Every cut of each scenario in its first combination, and of a purchase in all of them, one in each run; of what else
 * a shop does in other combinations a seeded sample.
 */
import { COMBINATIONS, combinationText, parseCombination } from "@duka/simulator/world/sweep/combination";
import type { ScenarioName } from "@duka/simulator/world/sweep/scenario-name";
import { sweep } from "@duka/simulator/world/sweep/sweep";
import test from "ava";

const SEED = 1;
const SCENARIOS = [
  ...(["purchase", "second-purchase", "load", "reverse", "visit", "change-password"] as const),
  ...(["two-tills", "other-shop"] as const),
] satisfies readonly ScenarioName[];
const WORKERS = 2;
/** PBOC purse, PSAM, 3DES, T=0. */
const FIRST = "hangzhou,T=0,purse";
const SAMPLE_EVERY = 20;

const others = COMBINATIONS.map(combinationText).filter((words) => words !== FIRST);
const WHOLE = [
  ...SCENARIOS.map((scenario) => [scenario, FIRST] as const),
  ...others.map((words) => ["purchase", words] as const),
];

for (const [scenario, words] of WHOLE) {
  test(`every cut of ${scenario}, ${words}: nothing lost, doubled or undecided; what has to be reached is`, async (t) => {
    const combination = parseCombination(words);
    const report = await sweep({ scenario, combination, seed: SEED, every: 1, workers: WORKERS });
    t.log(`${report.runs} runs, ${JSON.stringify(report.positions)}, ${JSON.stringify(report.reached)}`);
    t.deepEqual(report.failures, []);
    t.like(report, { lost: 0, doubled: 0, undecided: 0, missing: [] });
    t.is(report.runs, report.cuts + 1);
  });
}

const SAMPLES = SCENARIOS.filter((scenario) => scenario !== "purchase").flatMap((scenario) =>
  others
    // These have no centre, and so no key server.
    .filter(
      (words) => !(words.endsWith("key-server") && (scenario === "two-tills" || scenario === "other-shop")),
    )
    .map((words) => [scenario, words] as const),
);

for (const [scenario, words] of SAMPLES) {
  test(`one in ${SAMPLE_EVERY} cuts of ${scenario}, ${words}: nothing lost, doubled or undecided`, async (t) => {
    const combination = parseCombination(words);
    const report = await sweep({ scenario, combination, seed: SEED, every: SAMPLE_EVERY, workers: WORKERS });
    t.log(`${report.runs} of ${report.cuts} cuts`);
    t.deepEqual(report.failures, []);
  });
}
