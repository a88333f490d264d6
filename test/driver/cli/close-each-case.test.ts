/** Each case that only a person can close, closed as a clerk types it and as a program asks it, once. */
import { join } from "node:path";
import { realClock } from "@duka/driver/base/real-clock";
import { waitingOf } from "@duka/driver/centre/waiting";
import type { ClosedAs } from "@duka/driver/journal/closing";
import type { Journal } from "@duka/driver/journal/journal";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import test from "ava";
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

type State = "committed" | "undecided" | "manual";

async function sale(journal: Journal, state: State, hasTac = true): Promise<number> {
  const claim = await journal.claim(SALE);
  if (!claim.claimed) throw new Error("the ref was taken");
  await claim.attempt.intent(INTENT);
  const tac = hasTac ? "A5717B4F" : undefined;
  await claim.attempt.answered({ statusWord: 0x9000, moved: true, tac, mac2: "9909F538" });
  const why = { code: "answer-lost", reason: "so it ended" } as const;
  return (await claim.attempt.end({ state, ...why, mac2State: "verified" })).id;
}

async function deferred(journal: Journal): Promise<void> {
  const claim = await journal.claim(SALE);
  if (claim.claimed) await claim.attempt.defer({ code: "equipment-failed", reason: "no PSAM" });
}

async function refund(journal: Journal): Promise<void> {
  const id = await sale(journal, "undecided");
  await journal.flagPaidInCash("S-1");
  await journal.resolve(id, { state: "committed", code: "recovered-from-log", reason: "recovered" });
}

type Made = (journal: Journal) => Promise<unknown>;

/**
 * `after`: what a debit under the same ref answers then, and its exit code. The card is a new one of the same number,
 * which cannot tell of an undecided sale any more: that is for a person.
 */
const CASES: readonly [
  what: string,
  made: Made,
  listed: string,
  as: ClosedAs,
  after: string,
  exit: number,
][] = [
  ["paid in cash and by card", refund, "refund", "cash-returned", "committed", 0],
  ["undecided, its card never comes back", (j) => sale(j, "undecided"), "undecided", "not-paid", "manual", 5],
  ["undecided, paid in cash", (j) => sale(j, "undecided"), "undecided", "paid-in-cash", "manual", 5],
  ["manual", (j) => sale(j, "manual"), "manual", "settled-elsewhere", "manual", 5],
  ["manual, paid in cash", (j) => sale(j, "manual"), "manual", "paid-in-cash", "manual", 5],
  ["deferred, and never paid by card", deferred, "re-settle", "paid-in-cash", "deferred", 1],
  [
    "its TAC is lost for good",
    (j) => sale(j, "committed", false),
    "settle",
    "settled-elsewhere",
    "committed",
    0,
  ],
];

for (const [what, made, listed, as, after, exit] of CASES) {
  for (const way of ["duka close", "close of duka serve"] as const) {
    test(`${what}: ${way} --${as} closes it once, the evidence is kept, and the ref stays bound`, async (t) => {
      const file = join(folderOf(t), "j.db");
      const journal = await openJournal(file, realClock);
      await made(journal);
      const evidence = (await journal.find("S-1"))[0]?.evidence;
      await journal.close();
      const at = ["--journal", file];
      const close = way === "duka close" ? byCommand(at) : byLine(at);
      const first = await close(as, "Li Na");
      t.like(first, { ref: "S-1", what: "sale", isNew: true, closed: { as, by: "Li Na", note: "slip 118" } });
      t.deepEqual(await close(as, "Wang"), { ...first, isNew: false });
      const kept = await openJournal(file, realClock);
      const waiting = await waitingOf(kept, true);
      t.false(waiting.some((one) => one.what === listed));
      const [record] = await kept.find("S-1");
      t.deepEqual(record?.evidence, evidence);
      t.like(record?.closings, [{ as, by: "Li Na" }]);
      await kept.close();
      const debit = ["debit", "--reader", "sim:", "--amount", "12.50", "--ref", "S-1", "--json", ...at];
      const again = await duka(debit);
      t.is(again.code, exit, again.told);
      t.like(JSON.parse(again.out), { outcome: after, closed: { as, by: "Li Na" } });
      t.is((await duka(["balance", "--reader", "sim:", ...at])).out, "500.00\n", "no card has paid again");
    });
  }
}

type Close = (as: ClosedAs, by: string) => Promise<{ readonly [member: string]: unknown }>;

function byCommand(at: readonly string[]): Close {
  return async (as, by) => {
    const words = ["close", "S-1", `--${as}`, "--by", by, "--note", "slip 118", "--simulated", "--json"];
    return JSON.parse((await duka([...words, ...at])).out);
  };
}

function byLine(at: readonly string[]): Close {
  return async (as, by) => {
    const served = serve(["--reader", "sim:", ...at]);
    const params = { ref: "S-1", as, by, note: "slip 118", simulated: true };
    served.say(JSON.stringify({ id: 1, method: "close", params }));
    const { result = {} } = await served.next();
    await served.end();
    return result;
  };
}

test("resettle once more says that it was done: by command and by line, and the cash is to be given back", async (t) => {
  const file = join(folderOf(t), "j.db");
  const journal = await openJournal(file, realClock);
  await deferred(journal);
  await journal.close();
  const words = ["resettle", "--reader", "sim:", "--ref", "S-1", "--json", "--journal", file];
  t.like(JSON.parse((await duka(words)).out), { outcome: "committed", reasonCode: "refund-due" });
  const again = await duka(words);
  t.is(again.code, 0);
  const says = {
    outcome: "committed",
    reasonCode: "refund-due",
    reason: "settled by card before: nothing was debited now; paid in cash meanwhile: a refund is due",
  };
  t.like(JSON.parse(again.out), says);
  const served = serve(["--reader", "sim:", "--journal", file]);
  served.say(JSON.stringify({ id: 1, method: "resettle", params: { ref: "S-1" } }));
  t.like((await served.next()).result, says);
  t.is(await served.end(), 0);
});
