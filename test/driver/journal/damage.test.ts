/**
 * Damage to what was synced once: named, and left as it is. What a power cut leaves is no damage; `crash.test.ts` has
 * that.
 */
import { copyFileSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Journal, JournalError } from "@duka/driver/journal/journal";
import { brokenLogOf } from "@duka/driver/journal/log-frames";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import test, { type ExecutionContext } from "ava";
import { stillClock } from "../../support/card/till.js";
import { duka } from "../../support/programs/terminal.js";
import { folderOf } from "../../support/values/folder.js";

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
const PAID = { statusWord: 0x9000, moved: true, tac: "A5717B4F", mac2: "9909F538" };
const PARTS = ["", "-wal", "-mark"] as const;
const HEADER_BYTES = 32;
const FRAME_BYTES = 24 + 1024;

async function sell(journal: Journal, ref: string): Promise<void> {
  const claim = await journal.claim({ ref, kind: "purse", amountFen: 1250, simulated: false });
  if (!claim.claimed) throw new Error("the ref was taken");
  await claim.attempt.intent(INTENT);
  await claim.attempt.answered(PAID);
  // An ending that says no more than the answer is not synced: what a power cut may take.
  await claim.attempt.end({
    state: "undecided",
    code: "mac2-unchecked",
    reason: undefined,
    mac2State: "unverified",
  });
}

/** What a till that was killed left: three sales, all of them in the log. */
async function killedTill(t: ExecutionContext): Promise<string> {
  const folder = folderOf(t);
  const file = join(folder, "live.db");
  await (await openJournal(file, stillClock())).close();
  for (const part of ["", "-mark"]) copyFileSync(`${file}${part}`, join(folder, `second.db${part}`));
  const journal = await openJournal(join(folder, "second.db"), stillClock());
  for (const ref of ["S-1", "S-2", "S-3"]) await sell(journal, ref);
  const left = join(folder, "left.db");
  for (const part of PARTS) copyFileSync(join(folder, `second.db${part}`), `${left}${part}`);
  await journal.close();
  return left;
}

function copyOf(file: string, name: string): string {
  const copy = `${file}-${name}.db`;
  for (const part of PARTS) copyFileSync(`${file}${part}`, `${copy}${part}`);
  return copy;
}

const bytesOf = (file: string) =>
  PARTS.map((part) =>
    existsSync(`${file}${part}`) ? readFileSync(`${file}${part}`).toString("base64") : "",
  );

async function refuses(t: ExecutionContext, file: string, says: RegExp): Promise<void> {
  const before = bytesOf(file);
  for (const time of ["first", "second"]) {
    const error = await t.throwsAsync(openJournal(file, stillClock()), { instanceOf: JournalError }, time);
    t.regex(error?.message ?? "", says);
    t.true(error?.message.includes(file));
  }
  t.deepEqual(bytesOf(file), before, "left as it is");
}

const refsIn = async (journal: Journal) => (await journal.list()).map(({ ref }) => ref).join();

test("one damaged byte anywhere in the log: everything is there, or the journal is refused", async (t) => {
  const left = await killedTill(t);
  const log = readFileSync(`${left}-wal`);
  const frames = (log.length - HEADER_BYTES) / FRAME_BYTES;
  t.true(frames > 12);
  const places = [0, 9, 20, HEADER_BYTES - 1];
  for (let frame = 0; frame < frames; frame++) {
    for (const at of [0, 5, 8, 17, 24, 500, FRAME_BYTES - 1])
      places.push(HEADER_BYTES + frame * FRAME_BYTES + at);
  }
  let refused = 0;
  for (const place of places) {
    const file = copyOf(left, `byte-${place}`);
    const spoilt = Uint8Array.from(log);
    spoilt[place]! ^= 0x10;
    writeFileSync(`${file}-wal`, spoilt);
    try {
      const journal = await openJournal(file, stillClock());
      t.is(await refsIn(journal), "S-3,S-2,S-1", `byte ${place}`);
      await journal.close();
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      t.regex(
        error.message,
        /is damaged \(\d+ of its 6 writes are missing: its log .* (is broken at frame|was cut)/,
      );
      refused++;
    }
    for (const part of [...PARTS, "-shm"]) rmSync(`${file}${part}`, { force: true });
  }
  t.true(refused > places.length - 48, `${refused} of ${places.length}`);
});

test("a damaged frame in the middle is named with what stands behind it, and nothing is touched", async (t) => {
  const file = await killedTill(t);
  const log = readFileSync(`${file}-wal`);
  log[HEADER_BYTES + 4 * FRAME_BYTES + 100]! ^= 1;
  writeFileSync(`${file}-wal`, log);
  t.deepEqual(brokenLogOf(file), { frame: 5, behind: (log.length - HEADER_BYTES) / FRAME_BYTES - 5 });
  await refuses(
    t,
    file,
    /is broken at frame 5, with \d+ frames behind it\) and was left as it is: restore it/,
  );
  const ran = await duka(["journal", "verify", "--json", "--journal", file]);
  t.is(ran.code, 1, ran.told);
  t.regex(JSON.parse(ran.out).faults[0], /broken at frame 5/);
  rmSync(`${file}-mark`);
  await refuses(t, file, /broken at frame 5/);
});

test("a log that was removed, and a copy from before, are missed", async (t) => {
  const left = await killedTill(t);
  const removed = copyOf(left, "removed");
  rmSync(`${removed}-wal`);
  await refuses(
    t,
    removed,
    /6 of its 6 writes are missing: its log .*-wal was cut or removed, or this is an older copy/,
  );
  const cut = copyOf(left, "cut");
  truncateSync(`${cut}-wal`, HEADER_BYTES + 7 * FRAME_BYTES + 11);
  await refuses(t, cut, /of its 6 writes are missing/);
});

test("a file that is gone, or empty, is not begun anew as long as its mark is there", async (t) => {
  const left = await killedTill(t);
  rmSync(`${left}-wal`);
  const empty = copyOfMarked(left, "empty");
  writeFileSync(empty, "");
  await refuses(t, empty, /the file is empty, but its mark .* to begin a new one, remove the mark/);
  rmSync(empty);
  await refuses(t, empty, /the file is gone, but its mark/);
  rmSync(`${empty}-mark`);
  const journal = await openJournal(empty, stillClock());
  t.is(await refsIn(journal), "");
  await journal.close();
});

function copyOfMarked(file: string, name: string): string {
  const copy = `${file}-${name}.db`;
  for (const part of ["", "-mark"]) copyFileSync(`${file}${part}`, `${copy}${part}`);
  return copy;
}

test("a mark that is damaged, or of another journal, is named; one that the power has emptied is made again", async (t) => {
  const left = await killedTill(t);
  const text = readFileSync(`${left}-mark`, "latin1");
  t.regex(text, /^0{11}6 0{11}3 [0-9a-f]{16}\n$/);
  for (const wrong of ["x", text.replace("6", "7"), text.slice(0, -2), `${text}${text}`]) {
    writeFileSync(`${left}-mark`, wrong);
    await refuses(t, left, /its mark .* is damaged, or of another journal/);
  }
  const other = await killedTill(t);
  copyFileSync(`${other}-mark`, `${left}-mark`);
  await refuses(t, left, /of another journal/);
  writeFileSync(`${left}-mark`, "\0".repeat(30));
  const journal = await openJournal(left, stillClock());
  t.is(await refsIn(journal), "S-3,S-2,S-1");
  t.is(readFileSync(`${left}-mark`, "latin1"), text);
  await journal.close();
});

test("two tills with one journal leave a mark that is true", async (t) => {
  const file = join(folderOf(t), "j.db");
  const [one, two] = [await openJournal(file, stillClock()), await openJournal(file, stillClock())];
  for (let sale = 0; sale < 5; sale++) {
    await sell(one, `A-${sale}`);
    await sell(two, `B-${sale}`);
  }
  t.deepEqual(await one.verify(), []);
  await one.close();
  await two.close();
  t.regex(readFileSync(`${file}-mark`, "latin1"), /^0{10}20 /);
  const again = await openJournal(file, stillClock());
  t.is((await again.list()).length, 10);
  await again.close();
});

test("verify names a frame that goes bad while the journal is in use", async (t) => {
  const left = await killedTill(t);
  const journal = await openJournal(left, stillClock());
  t.deepEqual(await journal.verify(), []);
  const log = readFileSync(`${left}-wal`);
  log[HEADER_BYTES + 2 * FRAME_BYTES + 999]! ^= 4;
  writeFileSync(`${left}-wal`, log);
  t.regex((await journal.verify())[0] ?? "", /its log is broken at frame 3, with \d+ frames behind it/);
  await journal.close();
});

test("what a power cut has left behind the log is no damage, then and later", async (t) => {
  const file = await killedTill(t);
  const lost = readFileSync(`${file}-wal`);
  const frames = (lost.length - HEADER_BYTES) / FRAME_BYTES;
  // The last sale's ending was not synced: its first frame did not reach the disk, its last one did.
  lost.fill(0xa5, HEADER_BYTES + (frames - 2) * FRAME_BYTES, HEADER_BYTES + (frames - 1) * FRAME_BYTES);
  writeFileSync(`${file}-wal`, lost);
  t.truthy(brokenLogOf(file));
  const journal = await openJournal(file, stillClock());
  t.deepEqual(await journal.verify(), []);
  await journal.passwords.forget("1");
  t.deepEqual(await journal.verify(), []);
  t.is(await refsIn(journal), "S-3,S-2,S-1");
  await journal.close();
});
