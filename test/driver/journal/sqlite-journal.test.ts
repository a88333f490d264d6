import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Journal, JournalError, type SaleRequest } from "@duka/driver/journal/journal";
import { SALE } from "@duka/driver/journal/record-columns";
import { type Intent, statusOf } from "@duka/driver/journal/sale";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import type { Clock } from "@duka/protocol/transport";
import test from "ava";
import LibSql from "libsql";
import { NOON_MS, stillClock } from "../../support/card/till.js";
import { setColumns } from "../../support/shop/changed-row.js";
import { folderOf } from "../../support/values/folder.js";

const REQUEST: SaleRequest = { ref: "S-1", kind: "purse", amountFen: 1250, simulated: false };
const INTENT: Intent = {
  cardNumber: "33018653000100174236",
  cardSequence: 7,
  terminalId: "330100000021",
  terminalSequence: 4294967295,
  transactionType: 6,
  date: "20261121",
  time: "140559",
  balanceBeforeFen: 4294967295,
};
const PAID = { statusWord: 0x9000, moved: true, tac: "A5717B4F", mac2: "9909F538" };

async function claimed(journal: Journal, request: SaleRequest = REQUEST) {
  const claim = await journal.claim(request);
  if (!claim.claimed) throw new Error("the ref was taken");
  return claim.attempt;
}

test("a sale is written step by step and read back to the fen", async (t) => {
  const journal = await openJournal(join(folderOf(t), "j.db"), stillClock());
  const attempt = await claimed(journal);
  await attempt.intent(INTENT);
  await attempt.answered(PAID);
  const wire = { ms: 413.25, limitMs: 400, ratio: 1.033 };
  const sale = await attempt.end({
    state: "committed",
    reason: undefined,
    code: undefined,
    mac2State: "verified",
    wire,
  });
  t.like(sale, {
    ref: "S-1",
    state: "committed",
    intent: INTENT,
    answer: PAID,
    wire,
    begunAtMs: NOON_MS,
    live: false,
  });
  t.deepEqual(await journal.find("S-1"), [sale]);
  await journal.close();
});

test("a claimed ref is in progress for everybody else, and free again when it was released", async (t) => {
  const file = join(folderOf(t), "j.db");
  const journal = await openJournal(file, stillClock());
  const other = await openJournal(file, stillClock());
  const attempt = await claimed(journal);
  const second = await other.claim(REQUEST);
  t.false(second.claimed);
  t.is(second.claimed ? "" : statusOf(second.sale), "inProgress");
  await attempt.release({ code: "wrong-password", reason: "wrong password" });
  await (await claimed(other)).release({ code: "wrong-password", reason: "again" });
  t.like((await journal.list({ released: true }))[1], { state: "failed", reason: "wrong password" });
  t.deepEqual(await journal.list(), []);
  await journal.close();
  await other.close();
});

test("what a closed journal left behind: begun is free, intent undecided, an answer decides", async (t) => {
  const file = join(folderOf(t), "j.db");
  const dying = await openJournal(file, stillClock());
  const answers = {
    paid: PAID,
    settled: PAID,
    refused: { ...PAID, statusWord: 0x9302, moved: false },
    unclear: { ...PAID, moved: undefined },
  };
  await claimed(dying, { ...REQUEST, ref: "begun" });
  await (await claimed(dying, { ...REQUEST, ref: "intent" })).intent(INTENT);
  for (const [ref, answer] of Object.entries(answers)) {
    const attempt = await claimed(dying, { ...REQUEST, ref });
    await attempt.intent(INTENT);
    await attempt.answered(answer);
  }
  await dying.close();
  const journal = await openJournal(file, stillClock());
  const status = async (ref: string) => (await journal.find(ref)).map(statusOf).join();
  t.is(await status("begun"), "");
  t.is(await status("intent"), "undecided");
  t.is(await status("paid"), "undecided", "its MAC2 was not checked");
  t.is(await status("refused"), "refused");
  const settled = (await journal.find("settled"))[0]!;
  await journal.settlement.saleDelivered(settled.id, { done: true });
  t.is(await status("settled"), "committed", "the centre has taken its TAC for genuine");
  t.is(await status("unclear"), "undecided");
  t.deepEqual(
    (await journal.undecidedOf(INTENT, false)).map(({ ref }) => ref),
    ["intent", "paid", "unclear"],
  );
  t.deepEqual(await journal.undecidedOf(INTENT, true), []);
  await (await claimed(journal, { ...REQUEST, ref: "begun" })).release({ code: "given-up", reason: "x" });
  await journal.close();
});

test("an owner of another process counts while it lives and its lease runs", async (t) => {
  const file = join(folderOf(t), "j.db");
  const journal = await openJournal(file, stillClock());
  await claimed(journal);
  const setOwner = (pid: number, leaseUntilMs: number, id = 1) =>
    setColumns(file, SALE, id, { owner_pid: pid, lease_until_ms: leaseUntilMs });
  const isTaken = async () => !(await journal.claim(REQUEST)).claimed;
  setOwner(process.ppid, NOON_MS + 1000);
  t.true(await isTaken());
  setOwner(process.ppid, NOON_MS - 1);
  t.false(await isTaken());
  setOwner(2 ** 22 + 1, NOON_MS + 1000, 2);
  t.false(await isTaken());
  await journal.close();
});

test("an owner that outlived its lease can write no intent any more", async (t) => {
  const file = join(folderOf(t), "j.db");
  const journal = await openJournal(file, stillClock());
  const attempt = await claimed(journal);
  setColumns(file, SALE, 1, { owner_pid: 4194305 });
  const later = await claimed(journal);
  await t.throwsAsync(attempt.intent(INTENT), { instanceOf: JournalError, message: /another attempt/ });
  await later.intent(INTENT);
  await journal.close();
});

test("two processes with one journal: a ref is debited by one of them", async (t) => {
  const file = join(folderOf(t), "j.db");
  await (await openJournal(file, stillClock())).close();
  const script = `
    const { openJournal } = await import("@duka/driver/journal/sqlite-journal");
    const { realClock } = await import("@duka/driver/base/real-clock");
    const journal = await openJournal(${JSON.stringify(file)}, realClock);
    const claim = await journal.claim(${JSON.stringify(REQUEST)});
    if (claim.claimed) await claim.attempt.intent(${JSON.stringify(INTENT)});
    process.stdout.write(String(claim.claimed));`;
  const started = () =>
    spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
      cwd: import.meta.dirname,
      encoding: "utf8",
    });
  t.is(started().stdout, "true");
  t.is(started().stdout, "false", "killed after its intent: undecided, not free");
  const journal = await openJournal(file, stillClock());
  t.deepEqual(
    (await journal.list({ undecided: true })).map(({ ref }) => ref),
    ["S-1"],
  );
  await journal.close();
});

test("recovery decides once; a sale that was decided meanwhile stays as it is", async (t) => {
  const file = join(folderOf(t), "j.db");
  const dying = await openJournal(file, stillClock());
  const attempt = await claimed(dying);
  await attempt.intent(INTENT);
  await attempt.end({ state: "undecided", code: "answer-lost", reason: "lost" });
  const evidence = { log: "absent" };
  const first = await dying.resolve(attempt.id, {
    state: "manual",
    code: "no-trace-on-card",
    reason: "no log",
    evidence,
  });
  t.like(first, { state: "manual", evidence });
  t.deepEqual(
    await dying.resolve(attempt.id, { state: "committed", reason: undefined, code: undefined }),
    first,
  );
  await t.throwsAsync(dying.flagPaidInCash("nobody"), { instanceOf: RangeError });
  t.true((await dying.flagPaidInCash("S-1")).paidInCash);
  await dying.close();
});

test("a sale found not debited frees its ref and stays in the books", async (t) => {
  const journal = await openJournal(":memory:", stillClock());
  const attempt = await claimed(journal);
  await attempt.intent(INTENT);
  await attempt.end({ state: "not-debited", code: "not-sent", reason: "not sent" });
  t.deepEqual(await journal.find("S-1"), []);
  await (await claimed(journal)).defer({ code: "equipment-failed", reason: "no PSAM" });
  t.deepEqual(
    (await journal.list({ released: true })).map(({ state }) => state),
    ["deferred", "not-debited"],
  );
  await journal.close();
});

test("steps out of order are refused: no answer without an intent, no second intent", async (t) => {
  const journal = await openJournal(":memory:", stillClock());
  await t.throwsAsync((await claimed(journal)).answered(PAID), { instanceOf: JournalError });
  const attempt = await claimed(journal, { ...REQUEST, ref: "S-2" });
  await attempt.intent(INTENT);
  await t.throwsAsync(attempt.intent(INTENT), { instanceOf: JournalError });
  await journal.close();
});

test("the log cut at every page after the last sync opens as what was synced, or what came later whole", async (t) => {
  const folder = folderOf(t);
  const file = join(folder, "j.db");
  const journal = await openJournal(file, stillClock());
  const attempt = await claimed(journal);
  await attempt.intent(INTENT);
  const synced = readFileSync(`${file}-wal`).length;
  await attempt.answered(PAID);
  await attempt.end({ state: "committed", reason: undefined, code: undefined, mac2State: "verified" });
  const whole = readFileSync(`${file}-wal`);
  const seen = new Set<string>();
  copyFileSync(file, join(folder, "whole.db"));
  await journal.close();
  for (let length = synced; length <= whole.length; length += 509) {
    const copy = join(folder, `cut-${length}.db`);
    copyFileSync(join(folder, "whole.db"), copy);
    writeFileSync(`${copy}-wal`, whole.subarray(0, length));
    const reopened = await openJournal(copy, stillClock());
    const [sale] = await reopened.find("S-1");
    t.truthy(sale, `cut at ${length}`);
    seen.add(sale!.state);
    await reopened.close();
  }
  t.deepEqual(
    [...seen],
    ["intent", "answered", "committed"].filter((state) => seen.has(state)),
  );
  t.true(seen.has("intent"));
});

const DAMAGES: readonly [what: string, spoil: (good: Uint8Array) => Uint8Array, says: RegExp][] = [
  [
    "text",
    () => new TextEncoder().encode("this is no database, but it is long enough to be one"),
    /no SQLite file/,
  ],
  ["cut off", (good) => good.subarray(0, 5000), /damaged/],
  ["overwritten in the middle", (good) => new Uint8Array(good).fill(0x5a, 4096, 12000), /damaged/],
];

for (const [what, spoil, says] of DAMAGES) {
  test(`a journal that is ${what} is named and left as it is`, async (t) => {
    const folder = folderOf(t);
    const good = join(folder, "good.db");
    await (await openJournal(good, stillClock())).close();
    const file = join(folder, "bad.db");
    const spoilt = spoil(readFileSync(good));
    writeFileSync(file, spoilt);
    const error = await t.throwsAsync(openJournal(file, stillClock()), {
      instanceOf: JournalError,
      message: says,
    });
    t.true(error?.message.includes(file));
    t.true(readFileSync(file).equals(spoilt), "it is left as it is");
  });
}

test("a file that is no journal of ours, or a newer one, is refused", async (t) => {
  const folder = folderOf(t);
  const foreign = new LibSql(join(folder, "foreign.db"));
  foreign.exec("CREATE TABLE t (x)");
  foreign.close();
  await t.throwsAsync(openJournal(join(folder, "foreign.db"), stillClock()), { message: /no Duka journal/ });
  await (await openJournal(join(folder, "new.db"), stillClock())).close();
  const newer = new LibSql(join(folder, "new.db"));
  newer.exec("PRAGMA user_version = 99");
  newer.close();
  await t.throwsAsync(openJournal(join(folder, "new.db"), stillClock()), { message: /newer Duka.*99/ });
  const saltless = join(folder, "saltless.db");
  await (await openJournal(saltless, stillClock())).close();
  const database = new LibSql(saltless);
  database.exec("DELETE FROM setting");
  database.close();
  await t.throwsAsync(openJournal(saltless, stillClock()), { message: /salt/ });
});

test("a log without its file, a folder, and a folder that is missing are named", async (t) => {
  const folder = folderOf(t);
  const file = join(folder, "j.db");
  const journal = await openJournal(file, stillClock());
  await claimed(journal);
  copyFileSync(`${file}-wal`, join(folder, "kept"));
  await journal.close();
  renameSync(file, join(folder, "moved.db"));
  renameSync(join(folder, "kept"), `${file}-wal`);
  await t.throwsAsync(openJournal(file, stillClock()), { instanceOf: JournalError, message: /file is gone/ });
  mkdirSync(join(folder, "sub"));
  await t.throwsAsync(openJournal(join(folder, "sub"), stillClock()), { message: /is a folder/ });
  await t.throwsAsync(openJournal(join(folder, "none", "j.db"), stillClock()), { instanceOf: JournalError });
});

test("no card number stands in the password memory, and it survives the process", async (t) => {
  const file = join(folderOf(t), "j.db");
  const journal = await openJournal(file, stillClock());
  await journal.passwords.remember("33018653000100174236", { state: "changed", triesLeft: 4 });
  await journal.passwords.remember("33018653000100174236", { state: "changed", triesLeft: 3 });
  await journal.close();
  const bytes = readFileSync(file).toString("latin1");
  t.false(bytes.includes("33018653000100174236"));
  const again = await openJournal(file, stillClock());
  t.deepEqual(await again.passwords.recall("33018653000100174236"), { state: "changed", triesLeft: 3 });
  t.is(await again.passwords.recall("33018653000100174237"), undefined);
  await again.passwords.forget("33018653000100174236");
  t.is(await again.passwords.recall("33018653000100174236"), undefined);
  await again.close();
  await again.close();
});

test("a clock set back leaves nobody's sale to anybody else", async (t) => {
  const file = join(folderOf(t), "j.db");
  let wallMs = NOON_MS;
  const clock: Clock = { ...stillClock(), wallMs: () => wallMs };
  const journal = await openJournal(file, clock);
  await (await claimed(journal)).intent(INTENT);
  wallMs -= 86_400_000;
  const second = await journal.claim(REQUEST);
  t.is(second.claimed ? "" : statusOf(second.sale), "inProgress");
  await journal.close();
});
