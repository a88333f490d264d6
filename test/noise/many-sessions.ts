/** Random noise on the host's line, thousands of sessions of it. */
import { cableNoise } from "@duka/simulator/line/noise";
import { seededRandom } from "@duka/simulator/time/random";
import { Ledger } from "./judge.js";
import { openNoisyShop } from "./noisy-shop.js";

/** Of the bytes on the line, in both directions. */
export const RATE = 1 / 1000;
const AMOUNT_FEN = 1;
/** In one world: more makes its journal slow. */
const PER_WORLD = 500;
/** A sale that is undecided gets so many sessions without noise to be decided in. */
const QUIET_SESSIONS = 2;

export type Tally = {
  readonly sessions: number;
  readonly counts: Ledger["counts"];
  readonly damagedBytes: number;
  /** What was not right, with seed and number of the session. */
  readonly faults: readonly string[];
};

export async function runSessions(
  seed: number,
  sessions: number,
  told: (done: number) => void = () => {},
): Promise<Tally> {
  const counts = { committed: 0, refused: 0, brokenOff: 0, undecided: 0, resolved: 0, altered: 0 };
  const faults: string[] = [];
  let damagedBytes = 0;
  for (let done = 0; done < sessions; done += PER_WORLD) {
    const part = await runWorld(seed + done, Math.min(PER_WORLD, sessions - done));
    for (const name of Object.keys(counts) as (keyof typeof counts)[]) counts[name] += part.counts[name];
    faults.push(...part.faults);
    damagedBytes += part.damagedBytes;
    told(done + part.sessions);
  }
  return { sessions, counts, damagedBytes, faults };
}

async function runWorld(seed: number, sessions: number): Promise<Tally> {
  const shop = await openNoisyShop(seed);
  const startFen = await shop.balanceFen();
  const ledger = new Ledger();
  const faults: string[] = [];
  const noise = cableNoise(RATE, seededRandom(seed, 7));
  let damagedBytes = 0;
  const endNoise = shop.noise((direction, byte, index) => {
    const changed = noise(direction, byte, index);
    if (changed !== undefined) damagedBytes++;
    return changed;
  });
  let paidFen = 0;
  const sell = async (ref: string): Promise<void> => {
    const session = await shop.session(ref, AMOUNT_FEN);
    paidFen += session.tacs.length * AMOUNT_FEN;
    const fault = ledger.take(session);
    if (fault !== undefined) faults.push(`seed ${seed}, ${ref}: ${fault}`);
  };
  for (let count = 0; count < sessions; count++) await sell(`N-${count}`);
  endNoise();
  for (let count = 0; count < QUIET_SESSIONS; count++) await sell(`Q-${count}`);
  for (const ref of ledger.undecided.keys()) faults.push(`seed ${seed}, ${ref}: is still undecided`);
  const lostFen = startFen - paidFen - (await shop.balanceFen());
  if (lostFen !== 0) faults.push(`seed ${seed}: the card has ${lostFen} fen less than its debits tell`);
  await shop.close();
  return { sessions, counts: ledger.counts, damagedBytes, faults };
}
