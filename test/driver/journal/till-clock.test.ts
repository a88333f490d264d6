import { join } from "node:path";
import { explainError } from "@duka/driver/explain/explain-error";
import type { CreditRequest } from "@duka/driver/journal/credit-record";
import type { Journal } from "@duka/driver/journal/journal";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import { ClockError } from "@duka/driver/journal/till-clock";
import { failureOf } from "@duka/driver/sscard/failure-code";
import test, { type ExecutionContext } from "ava";
import LibSql from "libsql";
import { openTestTill, stillClock } from "../../support/card/till.js";
import { serve } from "../../support/programs/serve.js";
import { duka } from "../../support/programs/terminal.js";
import { folderOf } from "../../support/values/folder.js";

/** 2026-11-21, 00:00 in China. */
const RELEASED_AT_MS = 1_795_190_400_000;
const NOON = RELEASED_AT_MS + 12 * 3_600_000;
const SECOND = 1000;

/** A clock that stands where it was put. */
function setClock(wallMs: number) {
  const moment = { wallMs };
  return { moment, clock: { ...stillClock(), wallMs: () => moment.wallMs } };
}

async function begin(journal: Journal, ref: string, simulated = false): Promise<"begun" | "answered"> {
  const claim = await journal.claim({ ref, kind: "purse", amountFen: 1, simulated });
  return claim.claimed ? "begun" : "answered";
}

function loadOf(ref: string): CreditRequest {
  return {
    ref,
    kind: "purse",
    purpose: "load",
    amountFen: 1,
    institution: "H0001",
    simulated: false,
  } as CreditRequest;
}

async function opened(t: ExecutionContext, wallMs = NOON) {
  const file = join(folderOf(t), "j.db");
  const { moment, clock } = setClock(wallMs);
  const journal = await openJournal(file, clock);
  return { file, moment, clock, journal };
}

for (const behindS of [0, 1, 119, 120]) {
  test(`a clock ${behindS} s before the journal's last entry is set back a little: the till sells`, async (t) => {
    const { journal, moment } = await opened(t);
    await begin(journal, "S-1");
    moment.wallMs -= behindS * SECOND;
    t.is(await begin(journal, "S-2"), "begun");
  });
}

for (const behindMs of [120_001, 3_600_000, 40 * 86_400_000]) {
  test(`a clock ${behindMs} ms before the last entry: no sale or load begins, what is bound is told`, async (t) => {
    const { journal, moment } = await opened(t, NOON + 365 * 86_400_000);
    await begin(journal, "S-1");
    moment.wallMs -= behindMs;
    const error = await t.throwsAsync(begin(journal, "S-2"), { instanceOf: ClockError });
    t.regex(
      error!.message,
      /the till's clock says 2027-\d\d-\d\d \d\d:\d\d, which is before the journal's last entry/,
    );
    await t.throwsAsync(journal.credits.claim(loadOf("C-1")), { instanceOf: ClockError });
    await t.throwsAsync(begin(journal, "S-2"), { instanceOf: ClockError }, "a refusal is no entry");
    t.is(await begin(journal, "S-1"), "answered");
    t.deepEqual(
      (await journal.list({ released: true })).map(({ ref }) => ref),
      ["S-1"],
    );
  });
}

test("a load is an entry too, and another process sees it", async (t) => {
  const { file, journal, moment, clock } = await opened(t);
  await journal.credits.claim(loadOf("C-1"));
  moment.wallMs -= 121 * SECOND;
  const other = await openJournal(file, clock);
  await t.throwsAsync(begin(other, "S-1"), { instanceOf: ClockError });
});

test("once a person has said that the clock is right, it counts from there; a later step back is told again", async (t) => {
  const { journal, moment } = await opened(t, NOON + 86_400_000);
  await begin(journal, "S-1");
  moment.wallMs = NOON;
  await t.throwsAsync(begin(journal, "S-2"), { instanceOf: ClockError });
  await journal.clockIsRight();
  t.is(await begin(journal, "S-2"), "begun");
  moment.wallMs = NOON - 121 * SECOND;
  await t.throwsAsync(begin(journal, "S-3"), { instanceOf: ClockError });
});

test("before the release of this program no real sale begins; simulated ones live in a time of their own", async (t) => {
  const { file, journal, moment, clock } = await opened(t, RELEASED_AT_MS - 1);
  const error = await t.throwsAsync(begin(journal, "S-1"), { instanceOf: ClockError });
  t.regex(error!.message, /which is before this program was released \(2026-11-21 00:00\): nothing was sold/);
  t.is(await begin(journal, "S-1", true), "begun");
  moment.wallMs = RELEASED_AT_MS;
  t.is(await begin(journal, "S-1"), "begun");
  moment.wallMs = RELEASED_AT_MS - 365 * 86_400_000;
  await journal.clockIsRight();
  t.is(await begin(journal, "S-2"), "begun");
  await journal.close();
  const again = await openJournal(file, clock);
  t.is(await begin(again, "S-3"), "begun", "it was told once");
  moment.wallMs -= 121 * SECOND;
  await t.throwsAsync(begin(again, "S-4"), { instanceOf: ClockError });
});

test("simulated and real sales of one journal have each their own last entry", async (t) => {
  const { journal, moment } = await opened(t, NOON + 86_400_000);
  await begin(journal, "S-1", true);
  moment.wallMs = NOON;
  t.is(await begin(journal, "S-1"), "begun");
  await t.throwsAsync(begin(journal, "S-2", true), { instanceOf: ClockError });
});

test("a journal of before is held to its last sale, though it kept no time of it", async (t) => {
  const { file, journal, moment, clock } = await opened(t, NOON + 86_400_000);
  await begin(journal, "S-1");
  await journal.close();
  const database = new LibSql(file);
  database.exec("DELETE FROM setting WHERE name LIKE 'last%'");
  database.close();
  moment.wallMs = NOON;
  await t.throwsAsync(begin(await openJournal(file, clock), "S-2"), { instanceOf: ClockError });
});

test("a till with a wrong clock sends no command to the card, defers nothing, and frees the ref", async (t) => {
  const { moment, clock } = setClock(NOON + 86_400_000);
  const till = await openTestTill({ clock });
  t.like(await till.account.debit({ ref: "S-1", amountFen: 1 }), { outcome: "committed" });
  moment.wallMs = NOON;
  const heard = till.card.heard.length;
  const sale = { ref: "S-2", amountFen: 1, deferOnEquipmentFailure: true };
  await t.throwsAsync(till.account.debit(sale), { instanceOf: ClockError });
  t.is(till.card.heard.length, heard);
  t.deepEqual(await till.journal.find("S-2"), []);
  t.like(await till.account.debit({ ref: "S-1", amountFen: 1 }), { outcome: "committed" });
  await till.journal.clockIsRight();
  t.like(await till.account.debit(sale), { outcome: "committed" });
});

/** A journal whose last sale, a simulated one, was begun in 2096 by its clock. */
async function journalOf2096(t: ExecutionContext): Promise<string> {
  const { file, journal } = await opened(t, Date.UTC(2096, 0, 1));
  await begin(journal, "S-0", true);
  await journal.close();
  return file;
}

test("duka debit says so and does not sell until --clock-is-right", async (t) => {
  const file = await journalOf2096(t);
  const debit = (ref: string, ...more: string[]) =>
    duka(["debit", "--reader", "sim:", "--journal", file, "--amount", "1", "--ref", ref, ...more]);
  const refused = await debit("S-1");
  t.is(refused.code, 1);
  t.regex(
    refused.told,
    /before the journal's last entry \(2096-01-01 08:00\)[\s\S]*--clock-is-right[\s\S]*校准本机时钟/,
  );
  const json = await debit("S-1", "--json");
  t.like(JSON.parse(json.out), { error: { kind: "equipment", code: "clock" } });
  t.is((await debit("S-1", "--clock-is-right")).code, 0);
  t.is((await debit("S-2")).code, 0);
});

test("duka serve: a sale under a wrong clock is an error of its own, and clockIsRight lets it sell", async (t) => {
  const served = serve(["--reader", "sim:", "--journal", await journalOf2096(t)]);
  served.say('{"id":1,"method":"debit","params":{"ref":"S-1","amountFen":1}}');
  t.like((await served.next()).error, { kind: "equipment", code: "clock" });
  served.say('{"id":2,"method":"clockIsRight"}');
  t.deepEqual((await served.next()).result, { right: true });
  served.say('{"id":3,"method":"debit","params":{"ref":"S-1","amountFen":1}}');
  t.like((await served.next()).result, { outcome: "committed" });
  t.is(await served.end(), 0);
});

test("LD/T 33: nothing was debited, in Chinese", (t) => {
  const failure = failureOf(new ClockError(NOON, "the last entry"));
  t.is(failure.code, -13);
  t.is(explainError(new ClockError(NOON, "the last entry")).code, "clock");
});
