/** What a fresh world costs, and how many whole-chain sales and APDUs one core gets through in a second. */
import { openWorld } from "@duka/simulator/world";
import { median } from "./timing.js";

const WORLDS = 30;
const SALES = 100;

export async function measureWorlds(): Promise<void> {
  const opened: number[] = [];
  for (let count = 0; count < WORLDS; count++) {
    const startMs = performance.now();
    const world = await openWorld({ characters: false });
    opened.push(performance.now() - startMs);
    await world.close();
  }
  const world = await openWorld({ characters: false });
  const startMs = performance.now();
  for (let count = 0; count < SALES; count++) {
    const { outcome } = await world.till.debit({ ref: `S-${count}`, amountFen: 100 });
    if (outcome !== "committed") throw new Error(`sale ${count} is ${outcome}`);
  }
  await world.till.settlement.upload(true);
  const seconds = (performance.now() - startMs) / 1000;
  const apdus = world.log.events.filter(({ type }) => type === "apdu").length;
  await world.close();
  console.log("\na whole world: reader, card, PSAM, centre, till with its journal");
  console.log(
    `  opened in ${median(opened).toFixed(1)} ms, the first of the process in ${opened[0]?.toFixed(0)} ms`,
  );
  console.log(
    `  ${(SALES / seconds).toFixed(0)} sales and ${(apdus / seconds).toFixed(0)} APDUs a second and core, settled`,
  );
}
