/** Every cut of a purchase, one in each run; the other combinations by a seeded sample. */
import { parseCombination } from "@duka/simulator/world/sweep/combination";
import { sweep } from "@duka/simulator/world/sweep/sweep";
import test from "ava";

const SEED = 1;

/** What every full sweep of a purchase comes to at least once: a cut that reaches none of them has lost its way. */
const SOMETIMES = [
  /^first: committed$/,
  /^first: undecided answer-lost$/,
  /^first: undecided proof-missing$/,
  /^first: TillKilledError$/,
  /^first: EquipmentError$/,
  /^first: ReaderError link-lost$/,
  /^first: ReaderError card-removed$/,
  /^last: committed recovered-from-log$/,
  /^last: committed$/,
];

test("every cut of a purchase, PBOC purse, PSAM, 3DES, T=0: nothing lost, doubled or undecided", async (t) => {
  const combination = parseCombination("hangzhou,T=0,purse");
  const report = await sweep({ scenario: "purchase", combination, seed: SEED, every: 1 });
  t.log(`${report.runs} runs, ${JSON.stringify(report.positions)}, ${JSON.stringify(report.reached)}`);
  t.deepEqual(report.failures, []);
  t.like(report, { lost: 0, doubled: 0, undecided: 0 });
  t.is(report.runs, report.cuts + 1);
  const reached = Object.keys(report.reached);
  for (const fact of SOMETIMES)
    t.true(
      reached.some((what) => fact.test(what)),
      `${fact} was never reached`,
    );
});

const OTHERS = [
  ["purchase", "hangzhou,T=1,medical"],
  ["purchase", "medical-sm4,T=0,medical"],
  ["purchase", "medical-sm4,T=1,purse"],
  ["purchase", "plain,T=0,purse"],
  ["load", "hangzhou,T=0,purse"],
  ["load", "hangzhou,T=1,purse"],
  ["reverse", "hangzhou,T=0,purse"],
] as const;

for (const [scenario, words] of OTHERS) {
  test(`one in 20 cuts of ${scenario}, ${words}: nothing lost, doubled or undecided`, async (t) => {
    const report = await sweep({ scenario, combination: parseCombination(words), seed: SEED, every: 20 });
    t.log(`${report.runs} of ${report.cuts} cuts`);
    t.deepEqual(report.failures, []);
  });
}
