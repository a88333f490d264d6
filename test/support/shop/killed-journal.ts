/** What a till leaves on its disk when its process is killed: the file, its log and its mark. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "@duka/driver/journal/database";
import { type Journal, JournalError } from "@duka/driver/journal/journal";
import { openDatabase } from "@duka/driver/journal/libsql-database";
import type { Intent } from "@duka/driver/journal/sale";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import type { ExecutionContext } from "ava";
import { stillClock } from "../card/till.js";

/** Of a log, with pages of 1024 bytes. */
export const HEADER_BYTES = 32;
export const FRAME_BYTES = 24 + 1024;
/** What `lookedInto` tells of a sale that is there as it was. */
export const KEPT = /^(answered|committed) A5717B4F$/;
const PARTS = ["", "-wal", "-mark"] as const;
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

/** Their bytes; undefined where there is no such file. */
type Left = { readonly [part in (typeof PARTS)[number]]: Uint8Array | undefined };

async function sell(journal: Journal, ref: string): Promise<void> {
  const claim = await journal.claim({ ref, kind: "purse", amountFen: 1250, simulated: false });
  if (!claim.claimed) throw new Error("the ref was taken");
  await claim.attempt.intent(INTENT);
  await claim.attempt.answered(PAID);
  await claim.attempt.end({ state: "committed", reason: undefined, code: undefined, mac2State: "verified" });
}

/** Begun, one sale, killed. `never` wrote its log into its file, as Duka before schema 4 did. */
export async function killedAtFirstSale(folder: string, checkpointed: "once" | "never"): Promise<Left> {
  const file = join(folder, `first-${checkpointed}.db`);
  const journal = await openJournal(file, stillClock(), (name) =>
    checkpointed === "once" ? openDatabase(name) : withoutCheckpoint(openDatabase(name)),
  );
  await sell(journal, "S-1");
  const left = leftOf(file);
  await journal.close();
  return left;
}

function withoutCheckpoint(database: Database): Database {
  return {
    ...database,
    all: (sql, values) => (sql.includes("wal_checkpoint") ? [] : database.all(sql, values)),
  };
}

export function leftOf(file: string): Left {
  const bytes = (part: string) =>
    existsSync(`${file}${part}`) ? new Uint8Array(readFileSync(`${file}${part}`)) : undefined;
  return { "": bytes(""), "-wal": bytes("-wal"), "-mark": bytes("-mark") };
}

export function putBack(left: Left, file: string): void {
  for (const part of PARTS) if (left[part] !== undefined) writeFileSync(`${file}${part}`, left[part]);
}

/** A copy under another name, with one bit of one part the other way. */
export function withFlippedBit(left: Left, part: keyof Left, at: number, bit: number): Left {
  const bytes = Uint8Array.from(left[part] ?? []);
  bytes[at]! ^= 1 << bit;
  return { ...left, [part]: bytes };
}

/** AVA would compare byte for byte as members of an object, a hundred times slower. */
function isSame(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  return one === undefined || other === undefined ? one === other : Buffer.compare(one, other) === 0;
}

let count = 0;

/** What became of S-1, or why the journal was refused. Nothing may be changed by a refusal. */
export async function lookedInto(t: ExecutionContext, folder: string, left: Left): Promise<string> {
  const file = join(folder, `${count++}.db`);
  putBack(left, file);
  try {
    const journal = await openJournal(file, stillClock());
    const sales = await journal.find("S-1");
    const faults = await journal.verify();
    await journal.close();
    return [...sales.map(({ state, answer }) => `${state} ${answer?.tac}`), ...faults].join();
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    const now = leftOf(file);
    if (!error.message.includes(file)) t.fail(error.message);
    for (const part of ["", "-mark"] as const)
      t.true(isSame(now[part], left[part]), `it is left as it is: ${part || "the file"}`);
    return `refused: ${error.message.replaceAll(file, "FILE")}`;
  } finally {
    for (const part of [...PARTS, "-shm"]) rmSync(`${file}${part}`, { force: true });
  }
}
