import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { JournalError } from "@duka/driver/journal/journal";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import test from "ava";
import { stillClock } from "../../support/card/till.js";
import { folderOf } from "../../support/values/folder.js";

/** Of this process: what is open, by number. */
function openFiles(): number {
  return readdirSync("/dev/fd").length;
}

test.serial("200 journals opened and closed, with a sale and without one, leave no file open", async (t) => {
  const folder = folderOf(t);
  const once = async (name: string, sells: boolean): Promise<void> => {
    const journal = await openJournal(join(folder, name), stillClock());
    if (sells) await journal.claim({ ref: name, kind: "purse", amountFen: 1, simulated: true });
    await journal.list();
    await journal.close();
    await journal.close();
  };
  // The first one loads the database itself.
  await once("first.db", true);
  const before = openFiles();
  for (let i = 0; i < 100; i++) await once(`${i % 7}.db`, false);
  for (let i = 0; i < 100; i++) await once(`${i}-sold.db`, true);
  t.is(openFiles(), before);
});

test.serial("a journal that cannot be opened leaves no file open either", async (t) => {
  const folder = folderOf(t);
  const damaged = join(folder, "damaged.db");
  writeFileSync(damaged, `SQLite format 3\0${"x".repeat(5000)}`);
  const missing = join(folder, "no", "j.db");
  const fail = async (): Promise<void> => {
    for (const file of [damaged, missing]) {
      await t.throwsAsync(openJournal(file, stillClock()), { instanceOf: JournalError });
    }
  };
  await fail();
  const before = openFiles();
  for (let i = 0; i < 50; i++) await fail();
  t.is(openFiles(), before);
});

test.serial(
  "two journals of one process on one file: the one that closes leaves the other's files alone",
  async (t) => {
    const file = join(folderOf(t), "j.db");
    const [one, two] = [await openJournal(file, stillClock()), await openJournal(file, stillClock())];
    await one.claim({ ref: "S-1", kind: "purse", amountFen: 1, simulated: true });
    await one.close();
    t.is((await two.list({ released: true })).length, 1);
    const claim = await two.claim({ ref: "S-2", kind: "purse", amountFen: 1, simulated: true });
    t.true(claim.claimed);
    await two.close();
  },
);
