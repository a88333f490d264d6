/** Sweeps and replays: a small seeded sample of what `npm run sweep` does in full. */
import { tmpdir } from "node:os";
import { parseCombination } from "@duka/simulator/world/sweep/combination";
import { judge } from "@duka/simulator/world/sweep/judge";
import { parseReplay, replayLine } from "@duka/simulator/world/sweep/replay-line";
import { openScenario } from "@duka/simulator/world/sweep/scenario";
import type { ScenarioName } from "@duka/simulator/world/sweep/scenario-name";
import { missingFacts } from "@duka/simulator/world/sweep/sometimes";
import test from "ava";
import { runTool } from "../../support/programs/tools.js";

const run = (...words: string[]) => runTool("duka-sim", words);

const SCENARIOS = [
  ...(["purchase", "second-purchase", "load", "reverse", "visit", "change-password"] as const),
  ...(["two-tills", "other-shop"] as const),
] satisfies readonly ScenarioName[];

/** Every so many cuts: some twenty runs. */
const SAMPLES = [
  ["purchase", "hangzhou,T=0,purse", 97],
  ["purchase", "medical-sm4,T=1,medical", 499],
  ["purchase", "hangzhou,T=1,purse,key-server", 199],
  ["load", "hangzhou,T=0,purse", 499],
  ["reverse", "hangzhou,T=1,purse", 997],
  ["visit", "hangzhou,T=0,medical", 499],
  ["change-password", "hangzhou,T=0,purse", 127],
  ["other-shop", "hangzhou,T=0,purse", 499],
] as const;

for (const [scenario, combination, every] of SAMPLES) {
  test(`one in ${every} cuts of ${scenario}, ${combination}: nothing lost, doubled or undecided`, async (t) => {
    const { code, out, told } = await run(
      ...["sweep", scenario, "--combination", combination],
      ...["--every", `${every}`, "--seed", "1", "--json"],
    );
    t.is(code, 0, out + told);
    const report = JSON.parse(out) as { runs: number; cuts: number; positions: { [of: string]: number } };
    t.like(report, { lost: 0, doubled: 0, undecided: 0, failures: [], isWhole: true });
    t.true(report.runs > 1 && report.cuts > 600, out);
    t.log(`${report.runs} of ${report.cuts} cuts`);
  });
}

test("a sweep of positions that there are none of, and a replay of nothing, are refused with what there may be", async (t) => {
  const nowhere = await run("sweep", "load", "--at", "nothinghere");
  t.is(nowhere.code, 2);
  t.regex(nowhere.told, /--at "nothinghere" stands in no position of load; one of them is "/);
  const nothing = await run("replay", "missing.txt");
  t.is(nothing.code, 2);
  t.regex(nothing.told, /"missing\.txt" is no run, and no file of that name is there; a run is 'purchase;/);
  const folder = await run("replay", tmpdir());
  t.is(folder.code, 2);
  t.true(folder.told.includes(`${tmpdir()}: it is not a regular file: it is a folder`), folder.told);
});

test("a whole sweep that never comes to what it has to reach names that, in every scenario and account", (t) => {
  for (const scenario of SCENARIOS)
    for (const account of ["purse", "medical"] as const) {
      const all = missingFacts(scenario, { account }, {});
      t.true(all.length >= 2, `${scenario}, ${account}`);
      const [first, ...others] = all;
      const reached = Object.fromEntries(others.map((fact) => [fact, 1]));
      t.deepEqual(missingFacts(scenario, { account }, reached), [first!], scenario);
      t.deepEqual(missingFacts(scenario, { account }, { ...reached, [first!]: 1 }), [], scenario);
    }
});

test("a sweep over two processes comes to the same report as one; --at takes what stands there alone", async (t) => {
  const words = ["sweep", "two-tills", "--at", "INIT", "--json"];
  const alone = await run(...words);
  t.is(alone.code, 0, alone.out + alone.told);
  t.like(JSON.parse(alone.out), { runs: 5, lost: 0, doubled: 0, undecided: 0 });
  t.is((await run(...words, "--workers", "2")).out, alone.out);
});

// What the sweep found: the centre's register, which is not told of changes, had the initial password tried once more.
test("who has changed the password is asked for it, and the machine spends no try, whatever the till's disk has lost", async (t) => {
  const cuts = ["", ";process-killed@journal step second passwords.remember, before|bytes=0"];
  for (const cut of cuts) {
    const { code, out } = await run("replay", `change-password;hangzhou,T=0,purse;seed=1${cut}`);
    t.is(code, 0, out);
  }
});

test("the reader carries out a frame once, when noise has hurt its answer and overrun its input", async (t) => {
  const line = "purchase;hangzhou,T=0,purse;seed=1;noise-burst@host frame 19 to host, byte 12";
  const { code, out } = await run("replay", line);
  t.is(code, 0, out);
  t.is(out.match(/DEBIT FOR PURCHASE, /g)?.length, 2, "two sales");
});

test("a replay runs one line again, says what happened, and ends with 0 where all was right", async (t) => {
  const line = "purchase;hangzhou,T=0,purse;seed=7;answer-withheld@DEBIT FOR PURCHASE";
  const first = await run("replay", line);
  t.is(first.code, 0);
  t.regex(first.out, /fault +answer-withheld, DEBIT FOR PURCHASE/);
  t.regex(
    first.out,
    /first: undecided answer-lost\nlast: committed recovered-from-log, after 1 visits: decided\n$/,
  );
  t.deepEqual(await run("replay", line), first);
  const log = await run("replay", line, "--log");
  for (const one of log.out.trimEnd().split("\n")) t.true("atMs" in (JSON.parse(one) as object));
  t.regex(log.told, /^first: undecided/);
});

test("in a cell that is torn stands anything: money has moved when the card is on again, and not before", async (t) => {
  const line =
    "purchase;hangzhou,T=0,purse;seed=1;memory-torn@card memory step 36 of DEBIT FOR PURCHASE|left=2227182597";
  const { code, out } = await run("replay", line);
  t.is(code, 0, out);
  t.deepEqual(out.match(/changeFen \S+,/g), ["changeFen -1250,", "changeFen -300,"]);
});

test("a fault that the run never came to fails it", async (t) => {
  const { code, out } = await run("replay", "purchase;hangzhou,T=0,purse;seed=7;card-mute@ninth VERIFY");
  t.is(code, 1);
  t.regex(out, /FAILED card-mute at "ninth VERIFY" never struck/);
});

test("a line of a run is read as it is written", (t) => {
  for (const line of [
    "purchase;hangzhou,T=0,purse;seed=7",
    "reverse;medical-sm4,T=1,medical;seed=4294967295;memory-torn@card memory step 4 of DEBIT FOR PURCHASE|left=0",
    "load;plain,T=0,purse;seed=0;sync-failed@journal step credits.intent, before|kept=true;centre-down@centre settle",
  ]) {
    t.is(replayLine(parseReplay(line)), line);
  }
});

const MISTAKES: readonly (readonly [words: readonly string[], message: RegExp])[] = [
  [["sweep", "lunch"], /no scenario "lunch": purchase, second-purchase, load, reverse, visit, /],
  [["sweep", "purchase", "--combination", "paris"], /"paris" is none of hangzhou, /],
  [["sweep", "purchase", "--every", "0"], /--every is a whole number from 1/],
  [["sweep", "purchase", "--workers", "0"], /--workers is a whole number from 1/],
  [["sweep", "purchase", "--faults", "fire"], /"fire" is no kind of fault/],
  [["sweep", "purchase", "--seed", "x"], /seed must be a whole number/],
  [["replay", "purchase"], /"purchase" is no run, and no file of that name is there/],
  [["studio", "--reader", "sim:", "--no-open"], /--reader sim: the counter is simulated anyway/],
  [["replay", "purchase;hangzhou;seed=1;fire@VERIFY"], /faults\[0\]\.kind must be one of/],
];

test("mistyped words are refused by name", async (t) => {
  for (const [words, message] of MISTAKES) {
    const { code, told } = await run(...words);
    t.is(code, 2, words.join(" "));
    t.regex(told, message);
  }
});

test("the judge sees what was lost, doubled, receipted wrongly, and a try that was spent", async (t) => {
  const { world, moves } = await openScenario("purchase", parseCombination("hangzhou,T=0,purse"), 7, false);
  const { swept } = moves;
  const paid = await swept.ask();
  await world.till.settlement.upload(true);
  const judged = (ended: Partial<typeof paid>, changeFen = swept.changeFen) =>
    judge(
      world,
      [
        [
          { ...swept, changeFen },
          { ...paid, ...ended },
        ],
      ],
      "purse",
    );
  t.deepEqual(await judged({}), []);
  t.regex((await judged({ outcome: "refused", hasReceipt: false })).join(), /lost: S-1 is .* money moved/);
  t.regex((await judged({}, -1)).join(), /lost: S-1 is .* did not move.*lost: the card has/);
  t.regex((await judged({ hasReceipt: false })).join(), /without a receipt/);
  await moves.next.ask();
  t.regex((await judged({})).join(), /lost: the card has .*the centre has/);
  const again = { ref: "S-9", amountFen: 1250 };
  await world.till.debit(again);
  t.regex((await judged({})).join(), /doubled: S-1 moved the card's money 2 times/);
  const card = world.reader.slot(0).chip!;
  card.reset();
  card.execute(Uint8Array.of(0x00, 0xa4, 0x00, 0x00, 0x02, 0x3f, 0x01));
  card.execute(Uint8Array.of(0x00, 0x20, 0x00, 0x00, 0x03, 0x99, 0x99, 0x99));
  t.regex((await judged({})).join(), /the card has 5 tries of 6 left/);
  await world.close();
});
