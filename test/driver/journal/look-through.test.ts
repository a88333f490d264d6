/** When SQLite looks through the whole file, which takes the longer the more sales there are. */
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { JournalError } from "@duka/driver/journal/journal";
import { openDatabase, openDatabaseToRead } from "@duka/driver/journal/libsql-database";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import test from "ava";
import { stillClock } from "../../support/card/till.js";
import { folderOf } from "../../support/values/folder.js";

const HOUR_MS = 3_600_000;
const NOON_MS = Date.UTC(2026, 10, 29, 4);

/** By a clock that stands at this hour after the journal was made. */
async function openAt(file: string, hour: number): Promise<void> {
  const clock = { ...stillClock(), wallMs: () => NOON_MS + hour * HOUR_MS };
  await (await openJournal(file, clock)).close();
}

/** A page that no one reads at an opening: SQLite's look through all of them alone finds it. */
function spoilPage(file: string): void {
  const database = openDatabaseToRead(file);
  const row = database.get("SELECT rootpage FROM journal.sqlite_schema WHERE name = ?", [
    "sale_of_ref_again",
  ]);
  database.close();
  // A reader leaves an empty log behind.
  for (const end of ["-wal", "-shm"]) rmSync(`${file}${end}`, { force: true });
  const at = (Number(row?.rootpage) - 1) * new DataView(readFileSync(file).buffer).getUint16(16);
  const descriptor = openSync(file, "r+");
  writeSync(descriptor, Uint8Array.of(0xff), 0, 1, at);
  closeSync(descriptor);
}

for (const [what, hour, isLooked, before] of [
  ["an hour after it was made and closed", 1, false, () => undefined],
  ["a day after it was made", 24, true, () => undefined],
  ["by a clock that has gone back", -1, true, () => undefined],
  ["with a log beside it, as a crash leaves it", 1, true, (file: string) => writeFileSync(`${file}-wal`, "")],
] as const) {
  test(`the file is ${isLooked ? "" : "not "}looked through ${what}`, async (t) => {
    const file = join(folderOf(t), "journal.db");
    await openAt(file, 0);
    spoilPage(file);
    before(file);
    if (isLooked) await t.throwsAsync(openAt(file, hour), { instanceOf: JournalError });
    else await t.notThrowsAsync(openAt(file, hour));
  });
}

test("a look through the file holds for a day", async (t) => {
  const file = join(folderOf(t), "journal.db");
  for (const hour of [0, 30]) await openAt(file, hour);
  spoilPage(file);
  await t.notThrowsAsync(openAt(file, 53));
  await t.throwsAsync(openAt(file, 54), { instanceOf: JournalError });
});

/** As a person with a tool of SQLite takes a record out: its tables, indexes and the file stay in order. */
function takeOut(file: string, id: number): void {
  const database = openDatabase(file);
  database.run("DELETE FROM sale WHERE id = ?", [id]);
  database.close();
}

async function withSales(file: string): Promise<void> {
  const journal = await openJournal(file, { ...stillClock(), wallMs: () => NOON_MS });
  for (const ref of ["S-1", "S-2", "S-3"])
    await journal.claim({ ref, kind: "purse", amountFen: 100, simulated: false });
  await journal.close();
}

for (const [what, id, hour] of [
  ["the last record, at once", 3, 1],
  ["a record in the middle, when the file is looked through", 2, 24],
] as const) {
  test(`a journal that lost a record is refused: ${what}`, async (t) => {
    const file = join(folderOf(t), "journal.db");
    await withSales(file);
    takeOut(file, id);
    const before = readFileSync(file);
    await t.throwsAsync(openAt(file, hour), {
      instanceOf: JournalError,
      message: /1 of its 3 records are missing/,
    });
    t.true(readFileSync(file).equals(before), "it is left as it is");
    for (const end of ["-wal", "-shm", "-journal"]) t.false(existsSync(`${file}${end}`), end);
  });
}
