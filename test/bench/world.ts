/**
 * What a fresh world costs, and how many whole-chain sales and APDUs one core gets through in a second, by one reader
 * and by several in turn. By the processor's time: what else the machine does then adds little.
 */
import { openWorld, type World } from "@duka/simulator/world";
import { type Goal, printGoal } from "./report.js";
import { median } from "./timing.js";

const WORLDS = 100;
const FRESH_MS_MAX = 6;
const WARM_UP_SALES = 100;
/** So many sales in all, whatever the number of readers. */
const SALES = 400;
const READERS = [1, 2, 400] as const;

export async function measureWorlds(): Promise<Goal> {
  const opened: number[] = [];
  for (let count = 0; count < WORLDS; count++) {
    const startMs = cpuMs();
    const world = await openWorld({ characters: false });
    opened.push(cpuMs() - startMs);
    await world.close();
  }
  const freshMs = median(opened);
  console.log("\na whole world: reader, card, PSAM, centre, till with its journal; time of the processor");
  console.log(
    `  opened in ${freshMs.toFixed(1)} ms, the first of the process in ${opened[0]?.toFixed(0)} ms`,
  );
  for (const readers of READERS) await measureReaders(readers);
  const goal = {
    what: `a fresh world takes at most ${FRESH_MS_MAX} ms of the processor`,
    met: freshMs <= FRESH_MS_MAX,
  };
  printGoal(goal);
  return goal;
}

async function measureReaders(readers: number): Promise<void> {
  const worlds: World[] = [];
  for (let count = 0; count < readers; count++) worlds.push(await openWorld({ characters: false }));
  let sale = 0;
  const sellAtAll = async (sales: number): Promise<void> => {
    for (let done = 0; done < sales; ) {
      for (const world of worlds) {
        const ref = `S-${++sale}`;
        const { outcome, reason } = await world.till.debit({ ref, amountFen: 1 });
        if (outcome !== "committed") throw new Error(`sale ${ref} is ${outcome}, ${reason}`);
        if (++done === sales) break;
      }
    }
  };
  await sellAtAll(Math.max(WARM_UP_SALES, readers));
  const before = apdusOf(worlds);
  const startMs = cpuMs();
  await sellAtAll(SALES);
  const seconds = (cpuMs() - startMs) / 1000;
  const apdus = apdusOf(worlds) - before;
  for (const world of worlds) await world.close();
  console.log(
    `  ${String(readers).padStart(3)} reader${readers === 1 ? " " : "s"}  ${(SALES / seconds).toFixed(0)} sales and ${(apdus / seconds).toFixed(0)} APDUs a second and core`,
  );
}

function apdusOf(worlds: readonly World[]): number {
  return worlds.reduce((sum, { log }) => sum + log.events.filter(({ type }) => type === "apdu").length, 0);
}

/** Of this process, its helping threads too. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
