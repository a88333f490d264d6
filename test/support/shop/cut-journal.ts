/**
 * Power cuts: what a disk holds after one is what was synced and any part of what was written since. Copies of
 * database, log and mark are cut behind the last sync, opened again, and have to tell the truth. Pages are as small as
 * SQLite makes them.
 */
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Attempt, Journal } from "@duka/driver/journal/journal";
import { openDatabase } from "@duka/driver/journal/libsql-database";
import { type Intent, statusOf } from "@duka/driver/journal/sale";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import type { ExecutionContext } from "ava";
import { stillClock } from "../card/till.js";
import { folderOf } from "../values/folder.js";

const INTENT: Intent = {
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
const VERIFIED_EVERY = 53;
/** Thousands of syncs that nobody needs: the power is cut here, not there. */
const IN_MEMORY = "/dev/shm";
/** Of a log, with pages of 512 bytes. */
const HEADER_BYTES = 32;
const FRAME_BYTES = 24 + 512;
const PARTS = ["", "-wal", "-mark"] as const;

/** What lies on the disk: the file, its log, its mark. */
type Image = { readonly [part in (typeof PARTS)[number]]: Uint8Array };

function imageOf(file: string): Image {
  const [database, log, mark] = PARTS.map((part) =>
    existsSync(`${file}${part}`) ? new Uint8Array(readFileSync(`${file}${part}`)) : new Uint8Array(0),
  );
  return { "": database!, "-wal": log!, "-mark": mark! };
}

/**
 * A journal with small pages, which has been in use: all that is in it lies in the file. Its log is new, or still has
 * old frames.
 */
async function smallJournal(file: string, log: Step["log"]): Promise<Journal> {
  const small = await openJournal(`${file}-first`, stillClock(), (name) => {
    const database = openDatabase(name);
    database.all("PRAGMA journal.page_size = 512", []);
    return database;
  });
  await sell(small, "S-0");
  // As long as another process has the file, the log stays when it was written into the file.
  const other = openDatabase(`${file}-first`);
  other.all("SELECT count(*) FROM sale", []);
  await small.close();
  for (const part of PARTS) {
    if (part !== "-wal" || log === "with old frames") copyFileSync(`${file}-first${part}`, `${file}${part}`);
  }
  other.close();
  return openJournal(file, stillClock());
}

async function begin(journal: Journal, ref: string): Promise<Attempt> {
  const claim = await journal.claim({ ref, kind: "purse", amountFen: 1250, simulated: false });
  if (!claim.claimed) throw new Error("the ref was taken");
  return claim.attempt;
}

async function sell(journal: Journal, ref: string): Promise<void> {
  const attempt = await begin(journal, ref);
  await attempt.intent(INTENT);
  await attempt.answered(PAID);
  await attempt.end({ state: "committed", reason: undefined, code: undefined, mac2State: "verified" });
}

/**
 * Opened anew after the power is back, which looks through the file; what S-0 and S-1 are then, and now and then
 * whether all is sound.
 */
function reopener(t: ExecutionContext) {
  const folder = folderOf(t, IN_MEMORY);
  let count = 0;
  return async (image: Image): Promise<string> => {
    // The binding lets a file go when its statements are collected: until then a name stands for what it was.
    const file = join(folder, `${count++}.db`);
    for (const part of PARTS) writeFileSync(`${file}${part}`, image[part]);
    const journal = await openJournal(file, stillClock());
    try {
      const faults = count % VERIFIED_EVERY === 0 ? await journal.verify() : [];
      const sales = await journal.list();
      const status = (ref: string) =>
        sales
          .filter((sale) => sale.ref === ref)
          .flatMap((sale) => [
            statusOf(sale),
            ...(sale.answer?.moved && sale.mac2State === undefined ? ["moved"] : []),
          ])
          .join("+");
      return [status("S-0"), status("S-1"), ...faults].join(" ");
    } finally {
      await journal.close();
      for (const part of [...PARTS, "-shm"]) rmSync(`${file}${part}`, { force: true });
    }
  };
}

type Step = {
  readonly what: string;
  readonly log: "new" | "with old frames";
  /** Written before the last sync; answers what comes after it. */
  synced(journal: Journal): Promise<() => Promise<unknown>>;
  /** What S-0 and S-1 may be afterwards, wherever the cut; the last is that of the whole log. */
  readonly allowed: readonly string[];
};

export const STEPS: readonly Step[] = [
  {
    what: "the intent, after the ref was claimed",
    log: "new",
    async synced(journal) {
      const attempt = await begin(journal, "S-1");
      return () => attempt.intent(INTENT);
    },
    // Its process is gone: without an intent the ref is free.
    allowed: ["committed ", "committed undecided"],
  },
  {
    what: "the answer, after the intent was synced",
    log: "with old frames",
    async synced(journal) {
      const attempt = await begin(journal, "S-1");
      await attempt.intent(INTENT);
      return () => attempt.answered(PAID);
    },
    // Its MAC2 was not checked yet.
    allowed: ["committed undecided", "committed undecided+moved"],
  },
  {
    what: "the ending, after the answer was synced",
    log: "new",
    async synced(journal) {
      const attempt = await begin(journal, "S-1");
      await attempt.intent(INTENT);
      await attempt.answered(PAID);
      return () =>
        attempt.end({ state: "committed", reason: undefined, code: undefined, mac2State: "verified" });
    },
    allowed: ["committed undecided+moved", "committed committed"],
  },
];

/** The first bytes are those that were written last; behind them is what was there before. */
function torn(before: Uint8Array, after: Uint8Array, written: number): Uint8Array {
  const rest = before.subarray(Math.min(written, before.length));
  const image = new Uint8Array(written + rest.length);
  image.set(after.subarray(0, written));
  image.set(rest, written);
  return image;
}

/** Where they begin to differ, and where they have ended to. */
function differing(before: Uint8Array, after: Uint8Array): [from: number, to: number] {
  let from = 0;
  while (from < after.length && after[from] === before[from]) from++;
  let to = after.length;
  while (to > from && after[to - 1] === before[to - 1]) to--;
  return [from, to];
}

/**
 * The log cut behind the last sync.
 * @param every 1 for a cut at each byte; else at each so many, and where a frame or its pages begin
 * @returns how many cuts were made
 */
export async function cutLog(t: ExecutionContext, step: Step, every: number): Promise<number> {
  const file = join(folderOf(t), "j.db");
  const journal = await smallJournal(file, step.log);
  const last = await step.synced(journal);
  const before = imageOf(file);
  await last();
  const after = imageOf(file)["-wal"];
  await journal.close();
  const reopened = reopener(t);
  const [from, to] = differing(before["-wal"], after);
  t.true(to > from + 512);
  let cuts = 0;
  for (let written = from; written <= to; written++) {
    const inFrame = (written - HEADER_BYTES) % FRAME_BYTES;
    const isSeam =
      written === from || written >= to - 1 || inFrame <= 1 || inFrame === 24 || inFrame >= FRAME_BYTES - 1;
    if (!isSeam && written % every !== 0) continue;
    const status = await reopened({ ...before, "-wal": torn(before["-wal"], after, written) });
    if (!step.allowed.includes(status)) t.fail(`cut at ${written}: ${status}`);
    if (written === to) t.is(status, step.allowed[step.allowed.length - 1]!);
    cuts++;
  }
  return cuts;
}

/**
 * The file cut where a checkpoint writes, its log whole: everything is there.
 * @param every 1 for a cut behind each byte that is written; else behind each so many of them
 * @returns how many cuts were made
 */
export async function cutCheckpoint(t: ExecutionContext, every: number): Promise<number> {
  const file = join(folderOf(t), "j.db");
  const journal = await smallJournal(file, "new");
  await sell(journal, "S-1");
  const before = imageOf(file);
  await journal.close();
  const after = imageOf(file)[""];
  const reopened = reopener(t);
  t.notDeepEqual(after, before[""]);
  let changed = 0;
  let cuts = 0;
  for (let written = 0; written <= after.length; written++) {
    // Where both are the same, it is the same file once more.
    const isEnd = written === 0 || written === after.length;
    if (!isEnd && after[written - 1] === before[""][written - 1]) continue;
    if (changed++ % every !== 0 && !isEnd) continue;
    const status = await reopened({ ...before, "": torn(before[""], after, written) });
    if (status !== "committed committed") t.fail(`cut at ${written}: ${status}`);
    cuts++;
  }
  return cuts;
}
