/**
 * What this process wrote last is not read again before it is changed: one statement changes it where it is the same
 * still. Another process, or damage, is found all the same.
 */
import { join } from "node:path";
import type { Journal } from "@duka/driver/journal/journal";
import { openDatabase } from "@duka/driver/journal/libsql-database";
import type { Intent } from "@duka/driver/journal/sale";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import { readMark } from "@duka/driver/journal/synced-mark";
import test from "ava";
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
const PAID = { statusWord: 0x9000, moved: true, tac: "A5717B4F", mac2: "9909F538" };
const COMMITTED = { state: "committed", reason: undefined, code: undefined } as const;

async function claimed(journal: Journal, ref: string) {
  const claim = await journal.claim({ ref, kind: "purse", amountFen: 1250, simulated: true });
  if (!claim.claimed) throw new Error("the ref was taken");
  return claim.attempt;
}

async function sell(journal: Journal, ref: string): Promise<void> {
  const attempt = await claimed(journal, ref);
  await attempt.intent(INTENT);
  await attempt.answered(PAID);
  await attempt.end(COMMITTED);
}

test("the steps of a sale read nothing, nor does a second try of one card's password", async (t) => {
  const made: string[] = [];
  const journal = await openJournal(":memory:", stillClock(), (file) => {
    const database = openDatabase(file);
    const noted =
      <T>(call: (sql: string, values: never) => T) =>
      (sql: string, values: never): T => {
        made.push(sql.replace(/ .*/s, ""));
        return call(sql, values);
      };
    return { ...database, run: noted(database.run), get: noted(database.get), all: noted(database.all) };
  });
  await sell(journal, "S-1");
  await journal.passwords.remember(CARD, { state: "checking", triesLeft: undefined }, "durable");
  const attempt = await claimed(journal, "S-2");
  made.length = 0;
  await attempt.intent(INTENT);
  await attempt.answered(PAID);
  await attempt.end(COMMITTED);
  t.deepEqual(made, ["UPDATE", "UPDATE", "UPDATE", "UPDATE", "UPDATE", "UPDATE"]);
  made.length = 0;
  await journal.passwords.remember(CARD, { state: "initial", triesLeft: undefined });
  t.deepEqual(made, ["UPDATE"]);
  t.deepEqual(await journal.verify(), []);
  await journal.close();
});

test("two journals of one file in turn: no sale, count or time of either is lost", async (t) => {
  const file = join(folderOf(t), "j.db");
  const one = await openJournal(file, stillClock());
  const other = await openJournal(file, stillClock());
  for (const ref of ["S-1", "S-2", "S-3", "S-4"]) {
    await sell(one, `${ref}-one`);
    await sell(other, `${ref}-other`);
    for (const journal of [one, other, other])
      await journal.passwords.remember(CARD, { state: "initial", triesLeft: 3 });
  }
  t.is((await one.list()).length, 8);
  t.deepEqual(await other.passwords.recall(CARD), { state: "initial", triesLeft: 3 });
  t.deepEqual(await one.verify(), []);
  const database = openDatabase(file);
  const setting = (name: string) => database.get("SELECT value FROM setting WHERE name = ?", [name])?.value;
  // Eight sales and one card.
  t.is(setting("rows"), "9");
  // Intent, answer and ending of each.
  t.is(setting("writes"), "24");
  t.deepEqual(readMark(file, String(setting("salt"))), { writes: 24, rows: 9 });
  database.close();
  await one.close();
  await other.close();
});

test("a step whose record another process has changed meanwhile builds on what stands there", async (t) => {
  const file = join(folderOf(t), "j.db");
  const one = await openJournal(file, stillClock());
  const other = await openJournal(file, stillClock());
  const attempt = await claimed(one, "S-1");
  await attempt.intent(INTENT);
  await other.markReversed(attempt.id, "R-1");
  await attempt.answered(PAID);
  const sale = await attempt.end(COMMITTED);
  t.like(sale, { reversedBy: "R-1", answer: PAID, state: "committed" });
  t.deepEqual(await other.find("S-1"), [sale]);
  t.deepEqual(await one.verify(), []);
  await one.close();
  await other.close();
});

test("a claim that was rolled back leaves no count behind", async (t) => {
  let isFull = false;
  const file = join(folderOf(t), "j.db");
  const journal = await openJournal(file, stillClock(), (name) => {
    const database = openDatabase(name);
    return {
      ...database,
      transaction: (work) =>
        database.transaction(() => {
          const done = work();
          if (isFull) throw new Error("database or disk is full");
          return done;
        }),
    };
  });
  await sell(journal, "S-1");
  isFull = true;
  await t.throwsAsync(journal.claim({ ref: "S-2", kind: "purse", amountFen: 1, simulated: true }), {
    message: /disk is full/,
  });
  isFull = false;
  await sell(journal, "S-3");
  t.deepEqual(await journal.verify(), []);
  const database = openDatabase(file);
  t.is(database.get("SELECT value FROM setting WHERE name = 'rows'", [])?.value, "2");
  database.close();
  await journal.close();
});

test("a statement that has failed once is right again the next time", (t) => {
  const database = openDatabase(":memory:");
  const json = (text: string) => database.get("SELECT json(?) AS value", [text])?.value;
  t.is(json("1"), "1");
  t.throws(() => json("{"), { any: true, message: /malformed JSON/ });
  t.is(json("2"), "2");
  // Read to its end in between.
  t.like(database.all("SELECT json(?) AS value", ["3"]), [{ value: "3" }]);
  t.is(json("4"), "4");
  database.close();
});
