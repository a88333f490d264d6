/** The day's export says why of each sale and each load, as its outcome does: a program reads either. */
import { join } from "node:path";
import { closeCase } from "@duka/driver/account/close-case";
import { creditJson, creditOutcomeOf } from "@duka/driver/account/credit-outcome";
import { outcomeJson, outcomeOf } from "@duka/driver/account/outcome";
import { dayCsv } from "@duka/driver/centre/day-csv";
import { exportDay } from "@duka/driver/centre/day-export";
import type { Journal } from "@duka/driver/journal/journal";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import test from "ava";
import { stillClock } from "../../support/card/till.js";
import { serve } from "../../support/programs/serve.js";
import { duka } from "../../support/programs/terminal.js";
import { folderOf } from "../../support/values/folder.js";

const SALE = { ref: "S-1", kind: "purse", amountFen: 1250, simulated: true } as const;
const INTENT = {
  cardNumber: "33018653000100174236",
  cardSequence: 7,
  terminalId: "330100000021",
  terminalSequence: 42,
  transactionType: 6,
  date: "20261121",
  time: "140559",
  balanceBeforeFen: 50000,
};
const SPLIT = { totalFen: 1250, accountFen: 1000, poolFen: 0, cashFen: 250 };

type State = "committed" | "undecided" | "manual" | "refused";

async function sale(journal: Journal, state: State | undefined): Promise<number> {
  const claim = await journal.claim(SALE);
  if (!claim.claimed) throw new Error("the ref was taken");
  await claim.attempt.intent(INTENT);
  if (state === undefined) return 1;
  const ending = { code: state === "committed" ? undefined : "answer-lost", reason: "so it ended" } as const;
  await claim.attempt.answered({ statusWord: 0x9000, moved: true, tac: "A5717B4F", mac2: "9909F538" });
  const ended = state === "committed" ? { code: undefined, reason: undefined } : ending;
  return (await claim.attempt.end({ state, ...ended, mac2State: "verified" })).id;
}

const CASES: readonly [what: string, code: string | null, made: (journal: Journal) => Promise<unknown>][] = [
  ["simply paid", null, (journal) => sale(journal, "committed")],
  ["undecided", "answer-lost", (journal) => sale(journal, "undecided")],
  ["manual", "answer-lost", (journal) => sale(journal, "manual")],
  ["refused", "answer-lost", (journal) => sale(journal, "refused")],
  ["being carried out", "in-progress", (journal) => sale(journal, undefined)],
  [
    "paid in cash and by card",
    "refund-due",
    async (journal) => {
      const id = await sale(journal, "undecided");
      await journal.flagPaidInCash("S-1");
      await journal.resolve(id, { state: "committed", code: "recovered-from-log", reason: "recovered" });
    },
  ],
  [
    "closed by a person",
    "closed-by-hand",
    async (journal) => {
      await sale(journal, "manual");
      await closeCase(journal, { ref: "S-1", as: "not-paid", by: "Li" });
    },
  ],
  [
    "closed as paid in cash, and its card has paid",
    "refund-due",
    async (journal) => {
      const id = await sale(journal, "undecided");
      await closeCase(journal, { ref: "S-1", as: "paid-in-cash", by: "Li" });
      await journal.resolve(id, { state: "committed", code: "recovered-from-log", reason: "recovered" });
    },
  ],
  [
    "settled otherwise",
    "settlement-differs",
    async (journal) => {
      const id = await sale(journal, "committed");
      await journal.settlement.saleDelivered(id, { done: true, split: SPLIT });
    },
  ],
];

for (const [what, code, made] of CASES) {
  test(`a sale that is ${what}: its reason and code are the same in outcome, export, CSV, duka and serve`, async (t) => {
    const file = join(folderOf(t), "j.db");
    const journal = await openJournal(file, stillClock());
    await made(journal);
    const { reason, reasonCode, statusWord, triesLeft } = outcomeJson(
      outcomeOf((await journal.find("S-1"))[0]!),
    );
    const why = { reason, reasonCode, statusWord, triesLeft };
    t.is(reasonCode, code);
    const day = await exportDay(journal, "2026-11-21", true);
    t.like(day.sales[0], why);
    if (code !== null) t.true(dayCsv(day).includes(code));
    if (code === "in-progress") return;
    await journal.close();
    const words = ["--day", "2026-11-21", "--simulated", "--json", "--journal", file];
    const typed = await duka(["journal", "export", ...words]);
    t.like(JSON.parse(typed.out).sales[0], why);
    const served = serve(["--reader", "sim:", "--journal", file]);
    served.say(JSON.stringify({ id: 1, method: "export", params: { day: "2026-11-21", simulated: true } }));
    const { result } = await served.next();
    const [row] = (result?.sales ?? []) as object[];
    t.like(row, why);
    await served.end();
  });
}

for (const [asked, code] of [
  [false, "in-progress"],
  [true, "answer-lost"],
] as const) {
  test(`a load ${asked ? "whose answer was lost" : "that is carried out"}: outcome and export give the same code`, async (t) => {
    const journal = await openJournal(":memory:", stillClock());
    const request = {
      ref: "L-1",
      kind: "purse",
      amountFen: 500,
      simulated: true,
      institution: "H1",
    } as const;
    const claim = await journal.credits.claim({ ...request, purpose: "load", ofRef: undefined });
    if (!claim.claimed) return t.fail();
    const card = {
      cardNumber: INTENT.cardNumber,
      region: "330100",
      factor: "00",
      algorithm: "3des",
    } as const;
    await claim.attempt.intent({ ...INTENT, card });
    if (asked) {
      await claim.attempt.asked();
      const lost = { state: "undecided", code: "answer-lost", reason: "lost", tac: undefined } as const;
      await claim.attempt.end({ ...lost, statusWord: 0x6581 });
    }
    const told = creditJson(creditOutcomeOf((await journal.credits.find("L-1"))[0]!));
    const is = { reasonCode: code, statusWord: asked ? "6581" : null, triesLeft: null };
    t.like(told, is);
    const day = await exportDay(journal, "2026-11-21", true);
    t.like(day.credits[0], { ...is, reason: told.reason });
    t.true(dayCsv(day).includes(String(told.reason)));
  });
}

test("of a reversal the CSV names the sale that it gives back in a column of its own, and why it ended as it did", async (t) => {
  const journal = await openJournal(":memory:", stillClock());
  const request = { ref: "R-1", kind: "purse", amountFen: 500, simulated: true, institution: "H1" } as const;
  const claim = await journal.credits.claim({ ...request, purpose: "reversal", ofRef: "S-1" });
  if (!claim.claimed) return t.fail();
  const card = { cardNumber: INTENT.cardNumber, region: "330100", factor: "00", algorithm: "3des" } as const;
  await claim.attempt.intent({ ...INTENT, card });
  await claim.attempt.asked();
  await claim.attempt.end({ state: "undecided", code: "answer-lost", reason: "lost", tac: undefined });
  const [heading, line] = dayCsv(await exportDay(journal, "2026-11-21", true)).split("\r\n");
  const cells = line!.split(",");
  const cell = (name: string) => cells[heading!.split(",").indexOf(name)];
  t.deepEqual(["record", "ref", "ofRef", "reason", "reasonCode"].map(cell), [
    "reversal",
    "R-1",
    "S-1",
    "lost",
    "answer-lost",
  ]);
});
