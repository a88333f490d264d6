/** The suite passes in full for each persona, and every clause of its list has a case. */
import { CASES } from "@duka/simulator/certify/cases";
import { PCSC_CASES } from "@duka/simulator/certify/cases/pcsc-cases";
import { certify, type Target } from "@duka/simulator/certify/certify";
import { CLAUSES, clausesOf } from "@duka/simulator/certify/clauses";
import { openTarget } from "@duka/simulator/certify/open-target";
import { reportText } from "@duka/simulator/certify/report-text";
import { createTransferChip } from "@duka/simulator/chip/transfer-chip";
import test from "ava";
import { chipSlot } from "../../support/card/chip-transport.js";

/** Of a whole run, by the reader's own clock. */
const VIRTUAL_MS_MAX = 60_000;

test("every clause of the committed list has a case, and no case claims a clause that is not on it", (t) => {
  const claimed = new Set([...CASES, ...PCSC_CASES].flatMap(({ clause }) => clausesOf(clause)));
  t.deepEqual([...claimed].sort(), CLAUSES.map(({ clause }) => clause).sort());
});

test("no two cases have one name", (t) => {
  const names = [...CASES, ...PCSC_CASES].map(({ name }) => name);
  t.is(new Set(names).size, names.length);
  t.true(names.length >= 90, `${names.length} cases`);
});

for (const persona of ["pos", "pinpad", "sec1210"]) {
  test(`persona ${persona} passes in full, within ${VIRTUAL_MS_MAX / 1000} s of its own time; what did not run is named`, async (t) => {
    const target = await openTarget(`sim:${persona}`);
    const report = await certify(target, "0");
    await target.close();
    t.deepEqual(
      report.cases.filter(({ verdict }) => verdict === "failed"),
      [],
    );
    t.deepEqual(
      report.cases.filter(({ verdict }) => verdict === "not run").map(({ name }) => name),
      PCSC_CASES.map(({ name }) => name),
    );
    t.true(report.elapsedMs < VIRTUAL_MS_MAX, `${report.elapsedMs} ms`);
    t.log(`${report.counts.passed} cases in ${(report.elapsedMs / 1000).toFixed(1)} s of virtual time`);
    const text = reportText(report);
    const statement = ["no one is certified by it", "不构成任何认证"];
    for (const words of [...statement, "s by the reader's clock", "pcsc_connect"])
      t.true(text.includes(words), words);
  });
}

function behindPcsc(chip: Parameters<typeof chipSlot>[1]): Target {
  const slot = chipSlot("test: slot 0", chip).transport;
  return {
    name: "pcsc:test",
    nowMs: () => 0,
    through: "pcsc",
    openSlot: async () => slot,
    hasCard: chip !== undefined,
  };
}

test("behind PC/SC the functions of PC/SC are examined, and of frames nothing is claimed", async (t) => {
  const { counts, cases } = await certify(behindPcsc(createTransferChip()), "0");
  t.deepEqual(counts, { passed: PCSC_CASES.length, failed: 0, notRun: CASES.length });
  t.true(cases.filter(({ tier }) => tier === "scripted card").every(({ verdict }) => verdict === "not run"));
});

test("behind PC/SC without a card nothing is examined, and each case says so", async (t) => {
  const { counts, cases } = await certify(behindPcsc(undefined), "0");
  t.is(counts.notRun, CASES.length + PCSC_CASES.length);
  t.is(cases.at(-1)?.seen, "no card is in the slot");
});

for (const [what, atr, failing] of [
  ["without its TCK", "3B8001", "pcsc_atr"],
  ["of one character", "3B", "pcsc_connect"],
] as const) {
  test(`behind PC/SC an ATR ${what} fails ${failing}`, async (t) => {
    const chip = { ...createTransferChip(), reset: () => Uint8Array.from(Buffer.from(atr, "hex")) };
    const { cases } = await certify(behindPcsc(chip), "0");
    t.is(cases.find(({ name }) => name === failing)?.verdict, "failed");
  });
}

test("a reader on a line that falls silent: two cases fail for it, the others are named as not run", async (t) => {
  const target = await openTarget("sim:");
  if (target.through !== "frames") return t.fail();
  const { openBench } = target;
  const silent: Target = {
    ...target,
    hasScriptedCards: false,
    hasCard: true,
    async openBench() {
      const bench = await openBench();
      const none = () => Promise.reject(new Error("no answer within 20000 ms"));
      return { ...bench, host: { ...bench.host, ask: none, next: none } };
    },
  };
  const { counts, cases } = await certify(silent, "0");
  t.is(counts.failed, 2);
  t.true(cases.some(({ seen }) => seen === "the reader has fallen silent"));
});
