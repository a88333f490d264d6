import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { outcomeOf } from "@duka/driver/account/outcome";
import { JournalError } from "@duka/driver/journal/journal";
import { CREDIT, SALE } from "@duka/driver/journal/record-columns";
import { statusOf } from "@duka/driver/journal/sale";
import { SCHEMA_VERSION } from "@duka/driver/journal/schema";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import test from "ava";
import LibSql from "libsql";
import { stillClock } from "../../support/card/till.js";
import { addRow, setColumns } from "../../support/shop/changed-row.js";
import { folderOf } from "../../support/values/folder.js";
import { LDT33_SCHEMA_4 } from "./old-journal-4.js";
import { MARK_5, SCHEMA_5 } from "./old-journal-5.js";
import { MARK_6, SCHEMA_6 } from "./old-journal-6.js";
import { MARK_4, SCHEMA_1, SCHEMA_2, SCHEMA_4 } from "./old-journals.js";

function oldJournal(folder: string, more = "", schema = SCHEMA_1): string {
  const file = join(folder, "old.db");
  const database = new LibSql(file);
  database.exec(schema + more);
  database.close();
  return file;
}

test("a journal of schema 1 is read, kept to the fen, and is of this schema from then on", async (t) => {
  const file = oldJournal(folderOf(t));
  const journal = await openJournal(file, stillClock());
  const [committed] = await journal.find("OLD-1");
  t.like(committed, {
    amountFen: 1250,
    answer: { tac: "A5717B4F", mac2: "9909F538", statusWord: 0x9000, moved: true },
    intent: { cardNumber: "33018653000100174236", terminalSequence: 42, balanceBeforeFen: 50000 },
    wire: { ms: 413.25, limitMs: 400.5 },
    settlement: { state: "waiting", attempts: 0 },
    wasDeferred: false,
  });
  const [undecided] = await journal.find("OLD-2");
  t.is(undecided === undefined ? "" : statusOf(undecided), "undecided");
  t.true(undecided?.paidInCash);
  t.is((await journal.list({ released: true })).length, 3);
  t.deepEqual(await journal.verify(), []);
  const claim = await journal.claim({ ref: "NEW", kind: "medical", amountFen: 0, simulated: false });
  t.true(claim.claimed && claim.attempt.id > 5, "ids go on");
  await journal.close();
  const again = await openJournal(file, stillClock());
  t.is((await again.list({ released: true })).length, 4);
  await again.close();
  const database = new LibSql(file);
  t.like(database.prepare("PRAGMA user_version").get(), { user_version: SCHEMA_VERSION });
  database.close();
});

test("a migration tells how many of its records are brought over; none is told of where nothing is", async (t) => {
  const file = oldJournal(folderOf(t));
  const told: (readonly [done: number, of: number])[] = [];
  const open = () =>
    openJournal(file, stillClock(), undefined, undefined, (done, of) => told.push([done, of]));
  await (await open()).close();
  t.true(told.length >= 1);
  const [done, of] = told.at(-1) ?? [];
  t.is(done, of);
  t.true((of ?? 0) >= 3);
  told.length = 0;
  await (await open()).close();
  t.deepEqual(told, []);
});

test("a journal of schema 2 keeps its sales, credits and what it remembers of passwords", async (t) => {
  const file = oldJournal(folderOf(t), "", SCHEMA_2);
  const journal = await openJournal(file, stillClock());
  const [committed] = await journal.find("V2-1");
  t.like(committed, {
    amountFen: 1250,
    answer: { tac: "A9F9F5DD", mac2: "582D951C", statusWord: 0x9000, moved: true },
    intent: { cardNumber: "33018653000100174236", terminalSequence: 1, balanceBeforeFen: 50000 },
  });
  t.deepEqual(await journal.verify(), []);
  await journal.close();
  const database = new LibSql(file);
  t.like(database.prepare("PRAGMA user_version").get(), { user_version: SCHEMA_VERSION });
  t.like(database.prepare("SELECT * FROM credit").get(), { ref: "V2-2", amount_fen: 700 });
  database.exec("UPDATE password_memory SET state = 'refuted' WHERE card = 'e3b0' AND tries_left = 3");
  t.like(database.prepare("SELECT * FROM password_memory").get(), { card: "e3b0", state: "refuted" });
  t.notThrows(() => database.exec("UPDATE sale SET self_pay_fen = 1, pool_fen = 2"));
  database.close();
});

test("a journal of schema 4 keeps its settled sale, settled as it was; what waits can differ from then on", async (t) => {
  const file = oldJournal(folderOf(t), "", SCHEMA_4);
  writeFileSync(`${file}-mark`, MARK_4);
  const journal = await openJournal(file, stillClock());
  const [settled] = await journal.find("V4-1");
  t.like(settled, { totalFen: 3550, settlement: { state: "settled", split: undefined, attempts: 1 } });
  const [waiting] = await journal.settlement.waitingSales(false, 10);
  t.is(waiting?.ref, "V4-2");
  const split = { totalFen: 3550, accountFen: 1250, poolFen: 0, cashFen: 2300 };
  const told = await journal.settlement.saleDelivered(waiting?.id ?? 0, { done: true, split });
  t.like(told.settlement, { state: "differs", split });
  t.is(statusOf(told), "committed");
  t.deepEqual(await journal.verify(), []);
  await journal.close();
});

test("of a journal of schema 4 the reasons have no code, and say so", async (t) => {
  const journal = await openJournal(oldJournal(folderOf(t), "", LDT33_SCHEMA_4), stillClock());
  t.deepEqual(
    (await journal.list()).map(outcomeOf).map(({ outcome, reasonCode }) => [outcome, reasonCode]),
    [
      ["undecided", "not-recorded"],
      ["committed", null],
      ["committed", null],
    ],
  );
  await journal.close();
});

test("a journal of schema 4 with a column of another name is named and left as it is", async (t) => {
  const file = oldJournal(folderOf(t), "ALTER TABLE sale RENAME COLUMN mac2 TO mac3;", SCHEMA_4);
  await t.throwsAsync(openJournal(file, stillClock()), {
    instanceOf: JournalError,
    message: /sale has other columns/,
  });
  const database = new LibSql(file);
  t.like(database.prepare("PRAGMA user_version").get(), { user_version: 4 });
  database.close();
});

test("a record of schema 4 that is not what was written is named still, when it is of this schema", async (t) => {
  const change = "UPDATE sale SET amount_fen = 1251 WHERE id = 1;";
  const journal = await openJournal(oldJournal(folderOf(t), change, SCHEMA_4), stillClock());
  t.deepEqual(await journal.damaged(), ["sale 1 (V4-1): it is not what was written"]);
  t.is((await journal.find("V4-2")).length, 1);
  await journal.close();
});

test("a journal of schema 4 whose mark says more than it holds is refused, and left as it is", async (t) => {
  const file = oldJournal(folderOf(t), "DELETE FROM sale WHERE id = 2;", SCHEMA_4);
  await t.throwsAsync(openJournal(file, stillClock()), {
    instanceOf: JournalError,
    message: /1 of its 3 records/,
  });
  const database = new LibSql(file);
  t.like(database.prepare("PRAGMA user_version").get(), { user_version: 4 });
  database.close();
});

test("a journal of schema 4 keeps its rows and counts; what iDoDebit had no answer for is due to its caller", async (t) => {
  const file = oldJournal(folderOf(t), "", LDT33_SCHEMA_4);
  const journal = await openJournal(file, stillClock());
  t.deepEqual(await journal.verify(), []);
  t.deepEqual(
    (await journal.list()).map((sale) => [sale.id, statusOf(sale), sale.telling]),
    [
      [3, "undecided", "due"],
      [2, "committed", "none"],
      [1, "committed", "none"],
    ],
  );
  const [undecided] = await journal.list({ undecided: true });
  const card = undecided!.intent!;
  t.deepEqual(
    (await journal.toTell(card, true)).map(({ id }) => id),
    [3],
  );
  await journal.told(3, "none", "LDT33-other");
  t.like((await journal.toTell(card, true))[0], { telling: "none", askedAs: ["LDT33-other"] });
  await journal.close();
  const again = await openJournal(file, stillClock());
  t.deepEqual(await again.verify(), []);
  await again.close();
});

test("a journal of schema 5 keeps what is open for its card, which had no identification code then", async (t) => {
  const file = oldJournal(folderOf(t), "", SCHEMA_5);
  writeFileSync(`${file}-mark`, MARK_5);
  const journal = await openJournal(file, stillClock());
  t.deepEqual(await journal.verify(), []);
  const [open] = await journal.list({ undecided: true });
  const [load] = await journal.credits.list();
  const card = { ...open!.intent!, cardId: "330100D1560000050000000100000000" };
  t.deepEqual(
    (await journal.undecidedOf(card, false)).map(({ ref }) => ref),
    ["V5-2"],
  );
  t.deepEqual(
    (await journal.credits.undecidedOf(card, false)).map(({ ref }) => ref),
    ["V5-L"],
  );
  t.is(load?.intent?.cardId, undefined);
  t.deepEqual(await journal.undecidedOf({ ...card, cardNumber: "33018653000100174244" }, false), []);
  await journal.close();
});

test("a journal of schema 6 keeps its seals; what is not over in it is found by indexes that it had none of", async (t) => {
  const file = oldJournal(folderOf(t), "", SCHEMA_6);
  writeFileSync(`${file}-mark`, MARK_6);
  const journal = await openJournal(file, stillClock());
  t.deepEqual(await journal.verify(), []);
  const { sales, credits } = await journal.notOver(false);
  t.deepEqual(
    [...sales, ...credits].map(({ ref, state }) => [ref, state]),
    [
      ["V6-1", "committed"],
      ["V6-2", "intent"],
      ["V6-3", "manual"],
      ["V6-L", "asked"],
    ],
  );
  t.is(sales[0]?.intent?.cardId, "330100D1560000050000000100000000");
  await journal.close();
});

test("a migration that fails leaves schema 1 as it was, and names the journal", async (t) => {
  // A table of somebody else's stands where a new one has to be.
  const file = oldJournal(folderOf(t), "CREATE TABLE credit (x);");
  await t.throwsAsync(openJournal(file, stillClock()), { instanceOf: JournalError, message: /credit/ });
  const database = new LibSql(file);
  t.like(database.prepare("PRAGMA user_version").get(), { user_version: 1 });
  t.is((database.prepare("SELECT count(*) AS n FROM sale").get() as { n: number }).n, 3);
  database.close();
});

test("verify names a record that is what was written and makes no sense, and changes nothing", async (t) => {
  const file = oldJournal(folderOf(t));
  const journal = await openJournal(file, stillClock());
  setColumns(file, SALE, 1, { card_number: null });
  setColumns(file, SALE, 2, { evidence: "{" });
  const at = { begun_at_ms: 1, changed_at_ms: 1 };
  const made = { kind: "purse", purpose: "reversal", amount_fen: 1, state: "credited", institution: "H" };
  addRow(file, CREDIT, { ref: "OLD-1", ...made, ...at });
  const faults = (await journal.verify()).join("\n");
  t.regex(faults, /sale 1 \(OLD-1\): committed without an intent/);
  t.regex(faults, /sale 2 \(OLD-2\): column evidence is no JSON/);
  t.regex(faults, /credit 1 \(OLD-1\): credited without an intent/);
  t.regex(faults, /a reversal of nothing/);
  t.regex(faults, /sale 1 and credit 1 have the same ref/);
  await journal.close();
});

test("a record that a hand has changed is named by verify and damaged, and never used; the others are", async (t) => {
  const file = oldJournal(folderOf(t));
  const journal = await openJournal(file, stillClock());
  const database = new LibSql(file);
  database.exec("UPDATE sale SET amount_fen = 1251 WHERE id = 1");
  database.close();
  const fault = "sale 1 (OLD-1): it is not what was written";
  t.deepEqual(await journal.verify(), [fault]);
  t.deepEqual(await journal.damaged(), [fault]);
  await t.throwsAsync(journal.find("OLD-1"), { instanceOf: JournalError, message: /sale 1 \(OLD-1\)/ });
  await t.throwsAsync(journal.claim({ ref: "OLD-1", kind: "purse", amountFen: 1, simulated: false }), {
    instanceOf: JournalError,
    message: /sale 1 \(OLD-1\)/,
  });
  t.is((await journal.find("OLD-2")).length, 1);
  t.deepEqual(
    (await journal.list()).map(({ ref }) => ref),
    ["OLD-2"],
  );
  await journal.close();
});
