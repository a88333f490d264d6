/** What an opening, a debit, its recovery, the lists and the settlement ask never looks at every row of the journal. */
import { join } from "node:path";
import { transactionTime } from "@duka/driver/base/transaction-time";
import { waitingOf } from "@duka/driver/centre/waiting";
import type { Value } from "@duka/driver/journal/database";
import type { Journal } from "@duka/driver/journal/journal";
import { openDatabase } from "@duka/driver/journal/libsql-database";
import type { Intent } from "@duka/driver/journal/sale";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import test, { type ExecutionContext } from "ava";
import { stillClock } from "../../support/card/till.js";
import { folderOf } from "../../support/values/folder.js";

const CARD = "33018653000100174236";
const INTENT: Intent = {
  cardNumber: CARD,
  cardSequence: 7,
  terminalId: "330100000021",
  terminalSequence: 1,
  transactionType: 6,
  date: "20261121",
  time: "140559",
  balanceBeforeFen: 5000,
};
const IDENTITY = {
  cardNumber: CARD,
  region: "330100",
  factor: "0000000000000000",
  algorithm: "3des",
} as const;
const WHY = { reason: undefined, code: undefined } as const;
const MANUAL = { reason: "its card does not tell", code: "stopped-before-card" } as const;

type Planned = { readonly sql: string; readonly details: readonly string[] };

type Statement = readonly [sql: string, values: readonly Value[]];

/** A journal, and the plans of the statements that opening it, or a work, has made. */
async function planned(name = ":memory:") {
  const made: Statement[] = [];
  let plan = (_: Statement): Planned => ({ sql: "", details: [] });
  const plans = () =>
    made.filter(([sql]) => /^(SELECT|UPDATE|INSERT|DELETE)/.test(sql)).map((one) => plan(one));
  const journal = await openJournal(name, stillClock(), (file) => {
    const database = openDatabase(file);
    plan = ([sql, values]) => ({
      sql,
      details: database.all(`EXPLAIN QUERY PLAN ${sql}`, values).map(({ detail }) => String(detail)),
    });
    const noted =
      <T>(call: (...statement: Statement) => T) =>
      (...statement: Statement): T => {
        made.push(statement);
        return call(...statement);
      };
    return { ...database, run: noted(database.run), get: noted(database.get), all: noted(database.all) };
  });
  return {
    journal,
    plans,
    async plansOf(work: (journal: Journal) => Promise<void>): Promise<Planned[]> {
      made.length = 0;
      await work(journal);
      return plans();
    },
  };
}

/** Indexes of what is open, or waits for the centre: they do not grow with the sales. */
const OF_WAITING =
  /USING (COVERING )?INDEX (sale|credit)_(of_card|to_settle|to_report|refused|of_a_person|without_tac|answer_due)(_again)?$/;

/** Every look at a whole table, or at an index that grows; the newest of a table, a limited number, are none. */
function scansOf(plans: readonly Planned[]): string[] {
  return plans.flatMap(({ sql, details }) => {
    const isNewest =
      / ORDER BY id DESC LIMIT \?$/.test(sql) && !details.some((one) => /TEMP B-TREE/.test(one));
    return details
      .filter((one) => /^SCAN (sale|credit|act|password_memory)\b/.test(one))
      .filter((one) => !OF_WAITING.test(one) && !isNewest)
      .map((one) => `${one}: ${sql.replace(/SELECT.*FROM/s, "SELECT … FROM")}`);
  });
}

async function claimed(journal: Journal, ref: string) {
  const claim = await journal.claim({ ref, kind: "purse", amountFen: 1250, simulated: false });
  if (!claim.claimed) throw new Error("the ref was taken");
  return claim.attempt;
}

async function debit(journal: Journal): Promise<void> {
  await journal.undecidedOf(INTENT, false);
  await journal.withoutTac(INTENT, false);
  await journal.toTell(INTENT, false);
  await journal.credits.undecidedOf(INTENT, false);
  await journal.passwords.remember(CARD, { state: "initial", triesLeft: 3 });
  await journal.passwords.recall(CARD);
  const attempt = await claimed(journal, "S-1");
  await attempt.intent(INTENT);
  await attempt.answered({ statusWord: 0x9000, moved: true, tac: undefined, mac2: undefined });
  await attempt.end({ state: "committed", ...WHY });
  await journal.find("S-1");
}

async function recover(journal: Journal): Promise<void> {
  const attempt = await claimed(journal, "S-2");
  await attempt.intent(INTENT);
  await attempt.abandon();
  const [sale] = await journal.undecidedOf(INTENT, false);
  await journal.resolve(sale!.id, { state: "manual", ...MANUAL });
  await journal.told(sale!.id, "warned", "S-3");
  const [paid] = await journal.withoutTac(INTENT, false);
  await journal.addProof(paid!.id, "A5717B4F");
  await journal.flagPaidInCash("S-2");
}

async function lists(journal: Journal): Promise<void> {
  await journal.list();
  await journal.list({ undecided: true });
  await journal.list({ released: true, limit: 5 });
  await journal.credits.list();
  await journal.acts.list();
}

async function settle(journal: Journal): Promise<void> {
  const claim = await journal.credits.claim({
    ...{ ref: "L-1", kind: "purse", amountFen: 100, simulated: false, institution: "H1" },
    ...{ purpose: "load", ofRef: undefined },
  });
  if (!claim.claimed) throw new Error("the ref was taken");
  await claim.attempt.intent({ ...INTENT, card: IDENTITY, balanceBeforeFen: 5000 });
  await claim.attempt.asked();
  await claim.attempt.end({ state: "credited", ...WHY });
  const refused = { done: false, error: "no", nextAtMs: undefined } as const;
  for (const sale of await journal.settlement.waitingSales(false, 10))
    await journal.settlement.saleDelivered(sale.id, refused);
  for (const credit of await journal.settlement.waitingCredits(false, 10))
    await journal.settlement.creditDelivered(credit.id, credit.changedAtMs, refused);
  await journal.settlement.retryRefused(false);
}

async function notOver(journal: Journal): Promise<void> {
  await recover(journal);
  const [sale] = await journal.find("S-2");
  await journal.markReversed(sale!.id, "R-1");
  await waitingOf(journal, false);
}

async function days(journal: Journal): Promise<void> {
  await journal.days.sales("20261121", false);
  await journal.days.credits("20261121", false);
  await journal.days.salesOfCard("20261121", false, INTENT);
  await journal.days.creditsOfCard("20261121", false, INTENT);
}

const WORK: readonly (readonly [what: string, work: (journal: Journal) => Promise<void>])[] = [
  ["a debit", debit],
  ["recovery", recover],
  ["the lists", lists],
  ["settlement", settle],
  ["the days", days],
  ["what is not over", notOver],
];

for (const [what, work] of WORK) {
  test(`${what}: no statement scans a table that grows`, async (t) => {
    const { journal, plansOf } = await planned();
    if (work !== debit) await debit(journal);
    const plans = await plansOf(work);
    t.true(plans.length > 3, "so few cannot be all statements");
    t.deepEqual(scansOf(plans), []);
    await journal.close();
  });
}

test("opening a journal that was closed well: no statement scans a table that grows", async (t) => {
  const file = join(folderOf(t), "journal.db");
  const { journal: before } = await planned(file);
  await debit(before);
  await before.close();
  const { journal, plans } = await planned(file);
  const ofOpening = plans();
  t.true(
    ofOpening.some(({ sql }) => sql.includes("FROM sale")),
    "its records are looked for",
  );
  t.deepEqual(scansOf(ofOpening), []);
  await journal.close();
});

test("what is refused, without a TAC, or undecided is found by its index", async (t: ExecutionContext) => {
  const { journal } = await planned();
  await debit(journal);
  t.deepEqual(
    (await journal.withoutTac(INTENT, false)).map(({ ref }) => ref),
    ["S-1"],
  );
  t.deepEqual(await journal.withoutTac(INTENT, true), []);
  await recover(journal);
  t.deepEqual(await journal.withoutTac(INTENT, false), [], "its proof is there");
  await settle(journal);
  t.deepEqual(
    (await journal.settlement.waitingCredits(false, 10)).map(({ ref }) => ref),
    ["L-1"],
  );
  const attempt = await claimed(journal, "S-4");
  await attempt.intent(INTENT);
  await attempt.abandon();
  t.deepEqual(
    (await journal.list({ undecided: true })).map(({ ref }) => ref),
    ["S-4"],
  );
  await journal.close();
});

test("a day is found by its index: of the intent, of the beginning where there is none, of one card", async (t) => {
  const { journal } = await planned();
  const refs = (sales: readonly { readonly ref: string }[]) => sales.map(({ ref }) => ref);
  await debit(journal);
  const other = await claimed(journal, "S-2");
  await other.intent({ ...INTENT, cardNumber: "33018653000100174244" });
  const otherDay = await claimed(journal, "S-3");
  await otherDay.intent({ ...INTENT, date: "20261122" });
  await claimed(journal, "S-4");
  const freed = await claimed(journal, "S-5");
  await freed.release(MANUAL);
  const today = refs(await journal.days.sales("20261121", false));
  t.deepEqual(today.slice(0, 2), ["S-1", "S-2"]);
  t.deepEqual(refs(await journal.days.sales("20261122", false)).slice(0, 1), ["S-3"]);
  const begunOn = transactionTime(stillClock().wallMs()).date;
  t.true(refs(await journal.days.sales(begunOn, false)).includes("S-4"), "begun, without an intent yet");
  t.false(refs(await journal.days.sales(begunOn, false)).includes("S-5"), "its ref is free");
  t.deepEqual(refs(await journal.days.salesOfCard("20261121", false, INTENT)), ["S-1"]);
  t.deepEqual(await journal.days.salesOfCard("20261121", true, INTENT), []);
  await journal.close();
});

const SHOWN: readonly (readonly [detail: string, sql: string, faults: number])[] = [
  ["SCAN sale", "SELECT id FROM sale WHERE tac IS NULL", 1],
  ["SCAN sale", "SELECT id FROM sale WHERE released = 0 ORDER BY id DESC LIMIT ?", 0],
  ["SCAN credit USING COVERING INDEX credit_of_ref", "SELECT id FROM credit WHERE simulated = 1", 1],
  ["SCAN sale USING COVERING INDEX sale_to_settle_again", "SELECT id FROM sale", 0],
  ["SEARCH sale USING INDEX sale_of_card (card_number=?)", "SELECT id FROM sale", 0],
];

for (const [detail, sql, faults] of SHOWN) {
  test(`the rule, shown on a plan: ${detail} for ${sql} is ${faults === 0 ? "no fault" : "a fault"}`, (t) => {
    t.is(scansOf([{ sql, details: [detail] }]).length, faults);
  });
}
