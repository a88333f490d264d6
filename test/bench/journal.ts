/**
 * `npm run bench:journal`: what a debit costs in a journal of a thousand, a hundred thousand and a million sales, none
 * of which the centre has heard of. It takes minutes and a gigabyte of the temporary folder. Exit code 1 when the goal
 * is missed.
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database } from "@duka/driver/journal/database";
import { openDatabase } from "@duka/driver/journal/libsql-database";
import { SALE } from "@duka/driver/journal/record-columns";
import { insertRow, rowOf } from "@duka/driver/journal/sealed-row";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import { stillClock } from "../support/card/till.js";
import { type Goal, printGoal } from "./report.js";
import { sell } from "./sale-cost.js";
import { median } from "./timing.js";

const SIZES = [1_000, 100_000, 1_000_000];
const RATIO_MAX = 1.5;
const OPENINGS = 3;
const ROWS_A_TRANSACTION = 10_000;
const CARDS = 20_000;
const SALES_A_DAY = 400;
const DAY_MS = 86_400_000;

const folder = mkdtempSync(join(tmpdir(), "duka-bench-"));
try {
  const goal = await measure(join(folder, "journal.db"));
  printGoal(goal);
  if (!goal.met) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(file: string): Promise<Goal> {
  console.log("     sales   a debit in the journal   its syncs   opening        file");
  await sell(file, "first");
  const times: number[] = [];
  for (const size of SIZES) {
    fill(file, size);
    const { journalMs, syncMs } = await sell(file, `at-${size}`);
    times.push(journalMs - syncMs);
    console.log(
      [
        String(size).padStart(10),
        `${(journalMs - syncMs).toFixed(2)} ms`.padStart(25),
        `${syncMs.toFixed(2)} ms`.padStart(12),
        `${(await opening(file)).toFixed(0)} ms`.padStart(10),
        `${(statSync(file).size / 1e6).toFixed(1)} MB`.padStart(12),
      ].join(""),
    );
  }
  const ratio = Math.max(...times) / times[0]!;
  return {
    what: `a debit's journal work with ${SIZES.at(-1)} sales is at most ${RATIO_MAX} times that with ${SIZES[0]} (${ratio.toFixed(2)})`,
    met: ratio <= RATIO_MAX,
  };
}

/** Sales of other cards on earlier days, like the first one, sealed as the journal seals them. */
function fill(file: string, size: number): void {
  const database = openDatabase(file);
  try {
    const { id: _, sum: __, ...first } = rowOf(database, SALE, 1)!;
    for (let at = count(database); at < size; ) {
      database.transaction(() => {
        for (const end = Math.min(size, at + ROWS_A_TRANSACTION); at < end; at++) {
          const beganMs = Number(first.begun_at_ms) - DAY_MS * (1 + Math.floor((size - at) / SALES_A_DAY));
          insertRow(database, SALE, {
            ...first,
            ref: `fill-${at}`,
            card_number: String(first.card_number).slice(0, -5) + String(10_000 + (at % CARDS)),
            card_sequence: Math.floor(at / CARDS),
            terminal_sequence: at,
            date: new Date(beganMs).toISOString().slice(0, 10).replaceAll("-", ""),
            begun_at_ms: beganMs,
            changed_at_ms: beganMs,
          });
        }
      });
    }
  } finally {
    database.close();
  }
}

function count(database: Database): number {
  return Number(database.get("SELECT count(*) AS n FROM sale", [])?.n);
}

/** Median, in milliseconds. */
async function opening(file: string): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < OPENINGS; turn++) {
    const began = performance.now();
    const journal = await openJournal(file, stillClock());
    times.push(performance.now() - began);
    await journal.close();
  }
  return median(times);
}
