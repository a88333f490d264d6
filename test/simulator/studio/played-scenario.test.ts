/** Files that are opened in the studio, and runs of several faults that are made smaller. */
import { readFileSync } from "node:fs";
import { playScenario, tracedScenario } from "@duka/simulator/studio/played-scenario";
import { shrinkRun } from "@duka/simulator/studio/shrink-run";
import { StudioRefusal } from "@duka/simulator/studio/studio-refusal";
import { traceFiles } from "@duka/simulator/studio/traces";
import test from "ava";

const SCENARIOS = new URL("../../../../simulator/scenarios/", import.meta.url);
const RUN = "purchase;hangzhou,T=0,purse;seed=1";
const PULLED = "card-removed@DEBIT FOR PURCHASE, answer byte 2";

test("a scenario file is played step by step, with its characters and without personal data", async (t) => {
  const yaml = readFileSync(new URL("card-pulled-after-debit.yaml", SCENARIOS), "utf8");
  const { title, steps, failures, events } = await playScenario(yaml);
  t.regex(title.zh, /\p{Script=Han}/u);
  t.deepEqual(failures, []);
  t.true(steps.some(({ became }) => became.startsWith("undecided")));
  t.true(events.some(({ type }) => type === "character"));
  t.notRegex(JSON.stringify(events), /330102199001011234/);
  const [capture] = traceFiles("pcapng", await tracedScenario(yaml));
  t.is(capture!.name, "studio-scenario.pcapng");
});

test("what is not as the file expects is told; a file that cannot be read is refused with its line", async (t) => {
  const wrong =
    "title: t\nsteps:\n  - sell: { ref: S-1, amountFen: 100 }\n    expect: { outcome: refused }\n";
  const { failures } = await playScenario(wrong);
  t.is(failures.length, 1);
  t.regex(failures[0]!, /step 1, sell: .*committed/);
  const refusal = await t.throwsAsync(playScenario("title: t\nsteps:\n  - fly: {}\n"), {
    instanceOf: StudioRefusal,
  });
  t.regex(refusal!.message, /scenario\.yaml:3:/);
});

test("of several faults those are left without which the run does not end so", async (t) => {
  const shrunk = await shrinkRun(`${RUN};${PULLED};centre-down@centre settle`);
  t.deepEqual(shrunk, { line: `${RUN};${PULLED}`, runs: 3 });
  // What came first ended it, and the pull never struck.
  const parity = "parity-error@INITIALIZE FOR PURCHASE, answer byte 1";
  t.is((await shrinkRun(`${RUN};${parity};${PULLED}`)).line, `${RUN};${parity}`);
  t.deepEqual(await shrinkRun(`${RUN};${PULLED}`), { line: `${RUN};${PULLED}`, runs: 2 });
  await t.throwsAsync(shrinkRun("theft"), { instanceOf: StudioRefusal, message: /"theft" is no run/ });
});
