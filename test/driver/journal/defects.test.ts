/** What the journal's promise hangs on, each alone: commits that are on the disk, a ref that is unique, one owner. */
import { join } from "node:path";
import type { Database } from "@duka/driver/journal/database";
import type { Attempt, ClaimResult, Journal, SaleRequest } from "@duka/driver/journal/journal";
import { openDatabase } from "@duka/driver/journal/libsql-database";
import type { Intent } from "@duka/driver/journal/sale";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import test from "ava";
import LibSql from "libsql";
import { stillClock } from "../../support/card/till.js";
import { folderOf } from "../../support/values/folder.js";

const REQUEST: SaleRequest = { ref: "S-1", kind: "purse", amountFen: 1250, simulated: false };
const INTENT: Intent = {
  cardNumber: "33018653000100174236",
  cardSequence: 7,
  terminalId: "330100000021",
  terminalSequence: 1,
  transactionType: 6,
  date: "20261121",
  time: "140559",
  balanceBeforeFen: 50_000,
};
const PAID = { statusWord: 0x9000, moved: true, tac: "A5717B4F", mac2: "9909F538" };
const ENDING = { state: "committed", reason: undefined, code: undefined, mac2State: "verified" } as const;
const MISTAKE = { code: "given-up", reason: "by mistake" } as const;
/** SQLite, PRAGMA synchronous: in WAL mode only FULL (2) and EXTRA (3) sync the log at each commit. */
const SYNCED = [2, 3];

function attemptOf(claim: ClaimResult): Attempt {
  if (!claim.claimed) throw new Error("the ref was taken");
  return claim.attempt;
}

/** How each commit was made: the value of `synchronous` as the database itself has it, while it writes. */
function watched(commits: number[]): (file: string) => Database {
  return (file) => {
    const database = openDatabase(file);
    let isInside = false;
    const note = () =>
      commits.push(Number(Object.values(database.get("PRAGMA journal.synchronous", []) ?? {})[0]));
    return {
      ...database,
      run(sql, values) {
        const result = database.run(sql, values);
        if (!isInside) note();
        return result;
      },
      transaction(work) {
        if (isInside) return work();
        isInside = true;
        try {
          return database.transaction(work);
        } finally {
          isInside = false;
          note();
        }
      },
    };
  };
}

const DURABLE: readonly [step: string, work: (journal: Journal, attempt: Attempt) => Promise<unknown>][] = [
  ["the intent", (_journal, attempt) => attempt.intent(INTENT)],
  ["the card's answer", (_journal, attempt) => attempt.answered(PAID)],
  ["the checked MAC2", (_journal, attempt) => attempt.end(ENDING)],
  [
    "that the sale was taken back",
    async (journal) => journal.markReversed((await journal.find("S-1"))[0]!.id, "R-1"),
  ],
];

test("every step that money hangs on is synced by its own commit (SQLite: synchronous FULL in WAL mode)", async (t) => {
  const commits: number[] = [];
  const file = join(folderOf(t), "j.db");
  const journal = await openJournal(file, stillClock(), watched(commits));
  const attempt = attemptOf(await journal.claim(REQUEST));
  for (const [step, work] of DURABLE) {
    commits.length = 0;
    await work(journal, attempt);
    t.true(commits.length > 0, step);
    t.true(SYNCED.includes(commits.at(-1)!), `${step}: synchronous is ${commits.at(-1)}`);
  }
  const [mode] = Object.values(openDatabase(file).get("PRAGMA journal.journal_mode", []) ?? {});
  t.is(mode, "wal");
  await journal.close();
});

test("what the card told of an undecided sale is synced before it is told to anyone", async (t) => {
  const commits: number[] = [];
  const journal = await openJournal(join(folderOf(t), "j.db"), stillClock(), watched(commits));
  const attempt = attemptOf(await journal.claim(REQUEST));
  await attempt.intent(INTENT);
  const { id } = await attempt.end({
    state: "undecided",
    code: "answer-lost",
    reason: "the answer was lost",
  });
  commits.length = 0;
  await journal.resolve(id, ENDING);
  t.true(SYNCED.includes(commits.at(-1)!), `synchronous is ${commits.at(-1)}`);
  await journal.close();
});

for (const [table, request] of [
  ["sale", (journal: Journal) => journal.claim(REQUEST)],
  [
    "credit",
    (journal: Journal) =>
      journal.credits.claim({ ...REQUEST, institution: "H1", purpose: "load", ofRef: undefined }),
  ],
] as const) {
  test(`a ref is bound once, by each of two indexes alone: a second ${table} of it cannot be written by any process`, async (t) => {
    const file = join(folderOf(t), "j.db");
    const journal = await openJournal(file, stillClock());
    await request(journal);
    await journal.close();
    const raw = new LibSql(file);
    const columns = (
      raw.prepare(`SELECT name FROM pragma_table_info('${table}') WHERE name <> 'id'`).all() as {
        name: string;
      }[]
    )
      .map(({ name }) => name)
      .join(", ");
    const again = `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM ${table}`;
    const unique = raw
      .prepare(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql LIKE '%UNIQUE%ref%'",
      )
      .all(table) as { name: string; sql: string }[];
    t.is(unique.length, 2, "two indexes claim the ref");
    for (const { name, sql } of unique) {
      raw.exec(`DROP INDEX ${name}`);
      const refusal = t.throws(
        () => raw.prepare(again).run(),
        { any: true },
        `with the other index of ${name} alone`,
      );
      t.like(refusal, { code: "SQLITE_CONSTRAINT_UNIQUE" });
      raw.exec(sql);
    }
    raw.close();
  });
}

test("a step of an attempt that is not the owner any more is refused, and changes nothing", async (t) => {
  const journal = await openJournal(join(folderOf(t), "j.db"), stillClock());
  const first = attemptOf(await journal.claim(REQUEST));
  await first.defer({ code: "reader-failed", reason: "the reader was away: paid in cash" });
  const second = attemptOf(await journal.claim({ ...REQUEST, resettle: true }));
  const refused = async (step: string, work: () => Promise<unknown>) => {
    const before = await journal.byId(second.id);
    await t.throwsAsync(work, undefined, step);
    t.deepEqual(await journal.byId(second.id), before, step);
  };
  // In each state that the step itself would be right in.
  await refused("intent", () => first.intent({ ...INTENT, terminalSequence: 2 }));
  await refused("release", () => first.release(MISTAKE));
  await refused("defer", () => first.defer(MISTAKE));
  await second.intent(INTENT);
  await refused("answered", () => first.answered({ ...PAID, tac: "00000000" }));
  await refused("end", () => first.end({ state: "failed" as never, ...MISTAKE }));
  await second.answered(PAID);
  await refused("end after the answer", () => first.end({ state: "undecided", ...MISTAKE }));
  t.like(await second.end(ENDING), { state: "committed", answer: PAID, intent: INTENT });
  await journal.close();
});
