/**
 * Power cuts: what a disk may hold after one is the file as it was at the last sync and any part of what was written since. Copies of
 * database and write-ahead log are cut behind the last sync, opened, and have to tell the truth.
 */
import { copyFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Journal } from "@duka/driver/journal/journal";
import { type Intent, statusOf } from "@duka/driver/journal/sale";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import test, { type ExecutionContext } from "ava";
import { folderOf } from "../../support/folder.js";
import { stillClock } from "../../support/till.js";

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
/** Cuts tried of each log: every byte where it has fewer, else evenly spread, and always the last bytes around each frame. */
const POSITIONS_MAX = 300;
const FRAME_BYTES = 4096 + 24;
const WAL_HEADER_BYTES = 32;

async function begin(journal: Journal, ref: string) {
  const claim = await journal.claim({ ref, kind: "purse", amountFen: 1250, simulated: false });
  if (!claim.claimed) throw new Error("the ref was taken");
  return claim.attempt;
}

function positions(from: number, to: number): number[] {
  const step = Math.max(1, Math.ceil((to - from) / POSITIONS_MAX));
  const chosen = new Set([from, to]);
  for (let at = from; at <= to; at += step) chosen.add(at);
  for (let frame = WAL_HEADER_BYTES; frame <= to; frame += FRAME_BYTES) {
    for (const at of [frame - 1, frame, frame + 1, frame + 23, frame + 24, frame + 25]) {
      if (at >= from && at <= to) chosen.add(at);
    }
  }
  return [...chosen].sort((a, b) => a - b);
}

/** Opens a copy whose log ends at `length`, with garbage of a torn sector behind it or without. */
async function opened<T>(
  t: ExecutionContext,
  source: { readonly file: string; readonly wal: Uint8Array },
  length: number,
  work: (journal: Journal) => Promise<T>,
): Promise<T> {
  const copy = join(folderOf(t), "copy.db");
  copyFileSync(source.file, copy);
  writeFileSync(`${copy}-wal`, source.wal.subarray(0, length));
  const journal = await openJournal(copy, stillClock());
  try {
    t.deepEqual(await journal.verify(), []);
    return await work(journal);
  } finally {
    await journal.close();
  }
}

const statusIn = async (journal: Journal, ref: string) => (await journal.find(ref)).map(statusOf).join();

type Step = {
  readonly what: string;
  /** Written before the last sync. */
  synced(journal: Journal): Promise<() => Promise<unknown>>;
  /** What the ref may be afterwards, wherever the cut. */
  readonly allowed: readonly string[];
  readonly whole: string;
};

const STEPS: readonly Step[] = [
  {
    what: "the answer, after the intent was synced",
    async synced(journal) {
      const attempt = await begin(journal, "S-1");
      await attempt.intent(INTENT);
      return () => attempt.answered(PAID);
    },
    // Dying before the answer leaves it undecided: the owner's pid lives, so it is asked through another process's eyes.
    allowed: ["undecided", "committed"],
    whole: "committed",
  },
  {
    what: "the ending, after the answer was synced",
    async synced(journal) {
      const attempt = await begin(journal, "S-1");
      await attempt.intent(INTENT);
      await attempt.answered(PAID);
      return () => attempt.end({ state: "committed", reason: undefined, mac2State: "verified" });
    },
    allowed: ["committed"],
    whole: "committed",
  },
  {
    what: "the next sale's begin, after a sale was done",
    async synced(journal) {
      const attempt = await begin(journal, "S-1");
      await attempt.intent(INTENT);
      await attempt.answered(PAID);
      return async () => {
        await attempt.end({ state: "committed", reason: undefined });
        await (await begin(journal, "S-2")).release("wrong password");
        await begin(journal, "S-3");
      };
    },
    allowed: ["committed"],
    whole: "committed",
  },
];

for (const { what, synced, allowed, whole } of STEPS) {
  test(`cut anywhere in what was written after the last sync: ${what}`, async (t) => {
    const file = join(folderOf(t), "j.db");
    const journal = await openJournal(file, stillClock());
    const last = await synced(journal);
    const syncedBytes = statSync(`${file}-wal`).size;
    await last();
    const wal = new Uint8Array(readFileSync(`${file}-wal`));
    const copy = join(folderOf(t), "frozen.db");
    copyFileSync(file, copy);
    await journal.close();
    const cuts = positions(syncedBytes, wal.length);
    t.log(`${cuts.length} cuts of ${wal.length - syncedBytes} bytes`);
    for (const length of cuts) {
      const status = await opened(t, { file: copy, wal }, length, (one) => statusIn(one, "S-1"));
      t.true(allowed.includes(status), `cut at ${length}: ${status}`);
      if (length === wal.length) t.is(status, whole);
    }
  });
}

test("a log cut in the middle of a torn sector, with old bytes behind it, tells the truth as well", async (t) => {
  const file = join(folderOf(t), "j.db");
  const journal = await openJournal(file, stillClock());
  const attempt = await begin(journal, "S-1");
  await attempt.intent(INTENT);
  const syncedBytes = statSync(`${file}-wal`).size;
  await attempt.answered(PAID);
  const wal = new Uint8Array(readFileSync(`${file}-wal`));
  const copy = join(folderOf(t), "frozen.db");
  copyFileSync(file, copy);
  await journal.close();
  const sector = 512;
  for (let at = syncedBytes; at < wal.length; at += sector) {
    const torn = wal.slice();
    torn.fill(0xa5, at, Math.min(wal.length, at + sector));
    const status = await opened(t, { file: copy, wal: torn }, torn.length, (one) => statusIn(one, "S-1"));
    t.true(["undecided", "committed"].includes(status), `torn at ${at}: ${status}`);
  }
});
