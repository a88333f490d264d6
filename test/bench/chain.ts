/**
 * The whole simulated chain: driver, cable, firmware on its machine, card line, card and PSAM, under the virtual clock.
 */
import { openAccount, openCardSession, openJournal, openReader } from "@duka/driver";
import { getChallenge } from "@duka/protocol/commands/iso7816";
import { median } from "./timing.js";

const SALES_PER_ROUND = 20;
const APDUS_PER_ROUND = 200;
const ROUNDS = 7;

/** Each sale in full: card and PSAM reset, password, debit, TAC, journal (in memory), powered off. */
export async function measureSales(): Promise<void> {
  const reader = await openReader("sim:");
  const journal = await openJournal(":memory:", reader.clock);
  const account = openAccount({ reader, journal });
  let sale = 0;
  const sell = async (): Promise<void> => {
    const { outcome, reason } = await account.debit({ ref: `BENCH-${++sale}`, amountFen: 1 });
    if (outcome !== "committed") throw new Error(`sale ${sale}: ${outcome}, ${reason}`);
  };
  const milliseconds = await medianOfRounds(SALES_PER_ROUND, sell);
  const wireMs = reader.meter.ms / sale;
  await journal.close();
  await reader.close();
  console.log("\nwhole sales on sim:, journal in memory");
  console.log(`  ${(1000 / milliseconds).toFixed(1)} sales per second, ${milliseconds.toFixed(2)} ms each`);
  console.log(
    `  ${(wireMs / milliseconds).toFixed(0)} times faster than the simulated wires (${wireMs.toFixed(0)} ms a sale)`,
  );
}

/** One command and its answer, both ways through everything. */
export async function measureApdu(): Promise<void> {
  const reader = await openReader("sim:");
  const session = await openCardSession(reader.slot(0), reader.clock);
  const milliseconds = await medianOfRounds(APDUS_PER_ROUND, async () => {
    const result = await session.send(getChallenge, { le: 8 });
    if (!result.ok) throw new Error(`GET CHALLENGE: ${result.sw.toString(16)} ${result.meaning}`);
  });
  await session.close();
  await reader.close();
  console.log("\none APDU (GET CHALLENGE, 8 bytes) through the whole simulated chain and back");
  console.log(`  ${(milliseconds * 1000).toFixed(0)} µs`);
}

/** Milliseconds of one turn. */
async function medianOfRounds(turns: number, work: () => Promise<void>): Promise<number> {
  const rounds: number[] = [];
  // The first round is the warm-up.
  for (let round = 0; round <= ROUNDS; round++) {
    const began = performance.now();
    for (let turn = 0; turn < turns; turn++) await work();
    if (round > 0) rounds.push((performance.now() - began) / turns);
  }
  return median(rounds);
}
