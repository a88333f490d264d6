/**
 * `npm run test:noise [SEED]`: 10 000 sessions over a line that damages one byte in a thousand, in as many processes as
 * there are processors. Ends with `N passed, N failed`, a session counting as one; the seed is printed, and gives the
 * same run again.
 */
import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { RATE, runSessions, type Tally } from "./many-sessions.js";

const SESSIONS = 10_000;
const DEFAULT_SEED = 1;
/** Seeds of the processes lie so far apart. */
const SEEDS_APART = 1_000_000;
const PROCESSES_MAX = 4;
const FAULTS_SHOWN = 20;

const [seedText, part] = process.argv.slice(2);
const seed = Number(seedText ?? DEFAULT_SEED);
if (!Number.isInteger(seed) || seed < 0 || seed > 4_000_000_000) {
  console.error(`test:noise: the seed is a whole number from 0 to 4000000000, not ${seedText}`);
  process.exitCode = 2;
} else if (part !== undefined) {
  process.send?.(await runSessions(seed, Number(part)));
  process.disconnect();
} else {
  await runAll();
}

async function runAll(): Promise<void> {
  const count = Math.min(PROCESSES_MAX, availableParallelism());
  const share = Math.ceil(SESSIONS / count);
  console.log(`${SESSIONS} sessions, ${count} processes, seed ${seed}, one byte in ${1 / RATE} damaged`);
  const tallies = await Promise.all(
    Array.from({ length: count }, (_, index) => {
      const sessions = Math.min(share, SESSIONS - index * share);
      return tallyOf(seed + index * SEEDS_APART, sessions);
    }),
  );
  const counts: { [name: string]: number } = {};
  for (const tally of tallies) {
    for (const [name, number] of Object.entries(tally.counts)) counts[name] = (counts[name] ?? 0) + number;
  }
  const sessions = tallies.reduce((sum, tally) => sum + tally.sessions, 0);
  const damaged = tallies.reduce((sum, tally) => sum + tally.damagedBytes, 0);
  const faults = tallies.flatMap((tally) => tally.faults);
  console.log(`${damaged} bytes damaged; ${JSON.stringify(counts)}`);
  for (const fault of faults.slice(0, FAULTS_SHOWN)) console.log(`FAILED ${fault}`);
  const failed = faults.length + Math.max(0, SESSIONS - sessions);
  console.log(`${Math.max(0, SESSIONS - failed)} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

/** What a process of its own found; nothing at all when it broke off. */
function tallyOf(partSeed: number, sessions: number): Promise<Tally> {
  const child = fork(fileURLToPath(import.meta.url), [String(partSeed), String(sessions)]);
  return new Promise((resolve) => {
    let tally: Tally = {
      sessions: 0,
      counts: { committed: 0, refused: 0, brokenOff: 0, undecided: 0, resolved: 0, altered: 0 },
      damagedBytes: 0,
      faults: [`seed ${partSeed}: the process broke off`],
    };
    child.on("message", (message: Tally) => {
      tally = message;
    });
    child.on("close", () => resolve(tally));
  });
}
