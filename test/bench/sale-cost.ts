/**
 * What a debit costs besides wires, card and disk; how often it syncs, and what that takes beside the same appends with
 * fdatasync.
 */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openReader } from "@duka/driver";
import { openAccount } from "@duka/driver/account/account";
import type { Database } from "@duka/driver/journal/database";
import { openDatabase } from "@duka/driver/journal/libsql-database";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import { createWireMeter } from "@duka/driver/reader/wire-meter";
import { openChips } from "@duka/simulator/card/open-chips";
import { chipSlot } from "../support/card/chip-transport.js";
import { stillClock } from "../support/card/till.js";
import { type Goal, printGoal } from "./report.js";
import { median } from "./timing.js";

const SALES = 200;
/** The three steps of a sale, and before VERIFY that the initial password is being tried. */
const SYNCS_MAX = 4;
const SYNC_RATIO_MAX = 3;
const READERS = 8;
/** About what one journal step writes: a frame or two of the log. */
const APPEND_BYTES = 4120;

export async function measureSaleCost(): Promise<Goal[]> {
  const folder = mkdtempSync(join(tmpdir(), "duka-bench-"));
  try {
    const { ownMs, syncs, syncMs } = await sell(join(folder, "journal.db"), "B");
    const floorMs = appendAndSync(join(folder, "floor"), Math.round(syncs));
    const ratio = syncMs / floorMs;
    console.log("\none debit, without wires, card and disk");
    console.log(`  own cost ${(ownMs * 1000).toFixed(0)} µs`);
    console.log(
      `  ${syncs.toFixed(2)} syncs a sale take ${syncMs.toFixed(3)} ms; append + fdatasync ${floorMs.toFixed(3)} ms`,
    );
    await discover();
    const goals: Goal[] = [
      { what: `at most ${SYNCS_MAX} syncs a sale (${syncs.toFixed(2)})`, met: syncs <= SYNCS_MAX },
      {
        what: `syncs take at most ${SYNC_RATIO_MAX} times append + fdatasync (${ratio.toFixed(2)})`,
        met: ratio <= SYNC_RATIO_MAX,
      },
    ];
    for (const goal of goals) printGoal(goal);
    return goals;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Medians a sale: what it costs besides wires, card and disk, its syncs, and all that the journal's database takes.
 * @param prefix of the refs, for a journal that has sales already
 */
export async function sell(
  file: string,
  prefix: string,
): Promise<{ ownMs: number; syncs: number; syncMs: number; journalMs: number }> {
  const disk = { ms: 0, syncMs: 0, syncs: 0 };
  const journal = await openJournal(file, stillClock(), (name) => timed(openDatabase(name), disk));
  const chips = openChips("hangzhou", undefined, 1);
  let chipMs = 0;
  const slots = [chipSlot("card", chips.card), chipSlot("psam", chips.psam)];
  for (const slot of slots) {
    slot.fault = (_command, execute) => {
      const began = performance.now();
      const answer = execute();
      chipMs += performance.now() - began;
      return answer;
    };
  }
  const reader = {
    clock: stillClock(),
    simulated: true,
    meter: createWireMeter(),
    slot: (index: number) => slots[index]!.transport,
  };
  const account = openAccount({ reader, journal });
  const own: number[] = [];
  const syncTimes: number[] = [];
  const journalTimes: number[] = [];
  const syncsBefore = disk.syncs;
  for (let sale = 0; sale < SALES; sale++) {
    [disk.ms, disk.syncMs, chipMs] = [0, 0, 0];
    const began = performance.now();
    const { outcome } = await account.debit({ ref: `${prefix}-${sale}`, amountFen: 1 });
    if (outcome !== "committed") throw new Error(`sale ${sale}: ${outcome}`);
    own.push(performance.now() - began - disk.ms - chipMs);
    syncTimes.push(disk.syncMs);
    journalTimes.push(disk.ms);
  }
  const syncs = (disk.syncs - syncsBefore) / SALES;
  await journal.close();
  return { ownMs: median(own), syncs, syncMs: median(syncTimes), journalMs: median(journalTimes) };
}

/** A commit while the database is durable is one sync of the log. */
function timed(database: Database, disk: { ms: number; syncMs: number; syncs: number }): Database {
  let isDurable = false;
  let depth = 0;
  const measure = <T>(commits: boolean, work: () => T): T => {
    const began = performance.now();
    depth++;
    try {
      return work();
    } finally {
      depth--;
      if (depth === 0) {
        const took = performance.now() - began;
        disk.ms += took;
        if (isDurable && commits) {
          disk.syncs++;
          disk.syncMs += took;
        }
      }
    }
  };
  return {
    run: (sql, values) => measure(true, () => database.run(sql, values)),
    script: (sql) => measure(true, () => database.script(sql)),
    get: (sql, values) => measure(false, () => database.get(sql, values)),
    all: (sql, values) => measure(false, () => database.all(sql, values)),
    sync(durability) {
      isDurable = durability === "durable";
      measure(false, () => database.sync(durability));
    },
    transaction: (work) => measure(true, () => database.transaction(work)),
    close: () => database.close(),
  };
}

/** The same number of syncs on the same disk, the median of as many sales. */
function appendAndSync(file: string, syncs: number): number {
  const bytes = new Uint8Array(APPEND_BYTES);
  const descriptor = openSync(file, "a");
  const times: number[] = [];
  for (let sale = 0; sale < SALES; sale++) {
    const began = performance.now();
    for (let sync = 0; sync < syncs; sync++) {
      writeSync(descriptor, bytes);
      fdatasyncSync(descriptor);
    }
    times.push(performance.now() - began);
  }
  closeSync(descriptor);
  return median(times);
}

/** Eight readers opened at once, beside one. */
async function discover(): Promise<void> {
  const open = async (count: number): Promise<number> => {
    const began = performance.now();
    const readers = await Promise.all(Array.from({ length: count }, () => openReader("sim:")));
    const took = performance.now() - began;
    for (const reader of readers) await reader.close();
    return took;
  };
  await open(1);
  const one = await open(1);
  const eight = await open(READERS);
  console.log(
    `\n${READERS} simulated readers opened in parallel: ${eight.toFixed(0)} ms; one: ${one.toFixed(0)} ms`,
  );
}
