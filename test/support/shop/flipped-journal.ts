/** A journal that was closed, with single bits of its file the other way: whatever it then answers is compared. */

import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Journal, JournalError } from "@duka/driver/journal/journal";
import type { Intent } from "@duka/driver/journal/sale";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import { seededRandom } from "@duka/simulator/time/random";
import { stillClock } from "../card/till.js";

const CARD = "33018653000100174236";
const INTENT: Intent = {
  cardNumber: CARD,
  cardSequence: 7,
  terminalId: "330100000021",
  terminalSequence: 42,
  transactionType: 6,
  date: "20261121",
  time: "140559",
  balanceBeforeFen: 50000,
};
const PAID = { statusWord: 0x9000, moved: true, tac: "A5717B4F", mac2: "9909F538" };
const REFS = ["S-1", "S-2", "S-3", "S-4", "S-5", "S-6", "C-1"];

/** Six sales in all the ways they end, a load, an act and what is remembered of a password. */
async function filled(file: string): Promise<void> {
  const journal = await openJournal(file, stillClock());
  const made = { kind: "purse", amountFen: 1250, simulated: false } as const;
  for (const [at, ref] of REFS.slice(0, 6).entries()) {
    const claim = await journal.claim({ ...made, ref, institution: "人民医院", amountFen: 1250 + at });
    if (!claim.claimed) throw new Error("the ref was taken");
    await claim.attempt.intent({ ...INTENT, cardSequence: at });
    if (at === 0) await claim.attempt.end({ state: "undecided", code: "answer-lost", reason: "lost" });
    if (at === 0) continue;
    await claim.attempt.answered(at === 1 ? { ...PAID, tac: undefined } : PAID);
    if (at < 5)
      await claim.attempt.end({
        state: "committed",
        reason: undefined,
        code: undefined,
        mac2State: "verified",
      });
  }
  const load = await journal.credits.claim({
    ...made,
    ref: "C-1",
    purpose: "load",
    ofRef: undefined,
    institution: "H",
  });
  if (!load.claimed) throw new Error("the ref was taken");
  await load.attempt.release({ code: "card-failed", reason: "no card" });
  await journal.passwords.remember(CARD, { state: "changed", triesLeft: 5 });
  await journal.close();
}

type Answers = { readonly [statement: string]: readonly string[] };

/** Every statement's rows, each as text; of one that rejects with a JournalError, that it is refused. */
async function answersOf(journal: Journal): Promise<Answers> {
  const statements: { [name: string]: () => Promise<readonly unknown[]> } = {
    list: () => journal.list(),
    released: () => journal.list({ released: true }),
    undecided: () => journal.list({ undecided: true }),
    undecidedOf: () => journal.undecidedOf(INTENT, false),
    withoutTac: () => journal.withoutTac(INTENT, false),
    waiting: () => journal.settlement.waitingSales(false, 100),
    notOver: async () => Object.values(await journal.notOver(false)).flat(),
    day: () => journal.days.sales("20261121", false),
    credits: () => journal.credits.list({ released: true }),
    acts: () => journal.acts.list(),
    password: async () => [await journal.passwords.recall(CARD)],
  };
  for (const ref of REFS) statements[`find ${ref}`] = () => journal.find(ref);
  const answers: { [statement: string]: readonly string[] } = {};
  for (const [name, rows] of Object.entries(statements)) {
    answers[name] = await rows().then(
      (found) => found.map((row) => JSON.stringify(row)),
      (error) => {
        if (!(error instanceof JournalError)) throw error;
        return ["refused"];
      },
    );
  }
  return answers;
}

/** Of the card whose record is damaged nothing is known, and nothing is tried. */
const UNKNOWN_PASSWORD = JSON.stringify({ state: "tried" });

/** What is wrong, or less, without a word; empty when all is told. */
function silentIn(whole: Answers, now: Answers, faults: readonly string[]): string[] {
  return Object.entries(whole).flatMap(([name, rows]) => {
    const found = now[name] ?? [];
    if (found[0] === "refused" || found.join() === rows.join()) return [];
    const isWrong = found.some((row) => !rows.includes(row) && row !== UNKNOWN_PASSWORD);
    return isWrong || faults.length === 0 ? [`${name}: ${found.join() || "nothing"}`] : [];
  });
}

type Flips = { readonly refused: number; readonly named: number; readonly silent: readonly string[] };

/** @param folder in which it works */
export async function flipBits(folder: string, count: number, seed: number): Promise<Flips> {
  const file = join(folder, "whole.db");
  await filled(file);
  const bytes = readFileSync(file);
  const journal = await openJournal(file, stillClock());
  const whole = await answersOf(journal);
  await journal.close();
  const random = seededRandom(seed);
  const silent: string[] = [];
  let [refused, named] = [0, 0];
  for (let flip = 0; flip < count; flip++) {
    const [at, bit] = [random.below(bytes.length), random.below(8)];
    const copy = join(folder, "flipped.db");
    const spoilt = Uint8Array.from(bytes);
    spoilt[at]! ^= 1 << bit;
    writeFileSync(copy, spoilt);
    copyFileSync(`${file}-mark`, `${copy}-mark`);
    const told = await lookedAt(copy, whole);
    if (told === "refused") refused++;
    else if (told.faults > 0) named++;
    if (told !== "refused")
      silent.push(...told.silent.map((what) => `seed ${seed}, byte ${at}, bit ${bit}: ${what}`));
    for (const part of ["", "-wal", "-shm", "-mark"]) rmSync(`${copy}${part}`, { force: true });
  }
  return { refused, named, silent };
}

async function lookedAt(file: string, whole: Answers) {
  let journal: Journal | undefined;
  try {
    journal = await openJournal(file, stillClock());
    const now = await answersOf(journal);
    const faults = await journal.damaged();
    const silent = silentIn(whole, now, faults);
    const verified = await journal.verify();
    if (faults.length > 0 && verified.length === 0) silent.push("verify says that it is sound");
    for (const ref of REFS.slice(0, 6))
      if (await isFree(journal, ref)) silent.push(`${ref} could be sold again`);
    return { faults: verified.length, silent };
  } catch (error) {
    if (error instanceof JournalError) return "refused";
    throw error;
  } finally {
    await journal?.close().catch(() => undefined);
  }
}

async function isFree(journal: Journal, ref: string): Promise<boolean> {
  try {
    return (await journal.claim({ ref, kind: "purse", amountFen: 1, simulated: false })).claimed;
  } catch (error) {
    if (error instanceof JournalError) return false;
    throw error;
  }
}
