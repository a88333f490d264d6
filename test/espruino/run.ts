/**
 * `ESPRUINO=path npm run test:espruino`: the LINUX firmware on the real interpreter, between pseudo-terminals: sales
 * with our driver and cards of every kind, the conformance cases, the interpreter's variables, and what each operation
 * costs in instructions. Ends with `N passed, N failed`. No package registry has that interpreter: it is built from its
 * sources with `BOARD=LINUX make`.
 */
import { existsSync } from "node:fs";
import { CASES, runCase } from "@duka/simulator/certify/cases";
import { MEGA_INSTRUCTIONS } from "@duka/simulator/espruino/board-model";
import { committedInstructions, committedVariables } from "./budget.js";
import { EVERY_CARD } from "./every-card.js";
import { cannotCount, measureEvents, measureInstructions } from "./instructions.js";
import { measureMemory, measureStart } from "./memory.js";
import { realBenches } from "./real-bench.js";
import { LINUX_FIRMWARE, startRealReader } from "./real-reader.js";
import { sell } from "./sale.js";

const SALES = 3;
const BOARD_FIRMWARES = ["PICO_R1_3-pos", "ESPRUINOBOARD-pos", "STM32F4DISCOVERY-pos"];
/** Cases that a pseudo-terminal and the interpreter behind it cannot show. */
const NOT_HERE: { readonly [name: string]: string } = {
  "atr: too late by a third":
    "the interpreter may tell of a character 250 ms late on this machine, which is taken into account",
  "atr: wrong parity": "a pseudo-terminal carries no parity",
};

const interpreter = process.env.ESPRUINO ?? "";
let passed = 0;
let failed = 0;

if (interpreter === "" || !existsSync(interpreter)) {
  console.error(
    `test:espruino needs the Espruino interpreter built for Linux: ESPRUINO=/path/to/espruino npm run test:espruino` +
      (interpreter === "" ? "" : ` (there is no ${interpreter})`),
  );
  process.exitCode = 2;
} else {
  await runAll();
}

async function runAll(): Promise<void> {
  const real = await startRealReader(interpreter);
  try {
    await check(`${SALES} sales`, async () => {
      const sales = await sell(real, SALES);
      return sales
        .map(({ ms, limitMs }) => `${ms.toFixed(0)} ms (${(ms / limitMs).toFixed(2)} x the wire)`)
        .join(", ");
    });
    const openBench = realBenches(real);
    for (const one of CASES) {
      const why = NOT_HERE[one.name];
      if (why !== undefined) console.log(`left out ${one.name}: ${why}`);
      else {
        await check(`${one.name}: ${one.rule}`, async () => {
          await runCase(one, openBench);
          return undefined;
        });
      }
    }
    await check("the interpreter still runs", async () => {
      if (real.starts() !== 1) throw new Error("it has ended, and was started again");
      return undefined;
    });
    for (const [name, run] of EVERY_CARD) await check(name, () => run(real));
  } finally {
    await real.stop();
  }
  await check("variables", async () => {
    const { total, start, peaks } = await measureMemory(interpreter);
    const peak = Math.max(...peaks.map(({ variables }) => variables));
    const budget = committedVariables(LINUX_FIRMWARE);
    if (start > budget.start || peak > budget.peak) {
      throw new Error(
        `${start} at start, ${peak} at the peak; committed are ${budget.start} and ${budget.peak}`,
      );
    }
    const seen = peaks.map(({ of, variables }) => `${variables} after ${of}`);
    return `${start} at start, ${seen.join(", ")}; of ${total}`;
  });
  for (const firmware of BOARD_FIRMWARES) {
    await check(`variables of ${firmware}`, async () => {
      const start = await measureStart(interpreter, firmware);
      const budget = committedVariables(firmware);
      if (start > budget.start) throw new Error(`${start} at start; committed are ${budget.start}`);
      return `${start} at start`;
    });
  }
  const obstacle = cannotCount();
  if (obstacle === undefined) {
    await check("instructions of the processor for each operation", countInstructions);
    await check("instructions that the simulated interpreter's time is made of", countEvents);
  } else console.log(obstacle);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

async function countInstructions(): Promise<string> {
  const budget = committedInstructions();
  const costs = await measureInstructions(interpreter);
  for (const { name, instructions } of costs) {
    console.log(`      ${name.padEnd(42)} ${(instructions / 1e6).toFixed(2).padStart(6)} million`);
    const most = budget[name];
    if (most === undefined || instructions > most * 1e6) {
      throw new Error(`${name}: ${instructions} instructions; committed are ${most} million`);
    }
  }
  return `${costs.length} within what is committed`;
}

/** What holds an answer up costs in the simulation at least what was counted, what does not at most that. */
async function countEvents(): Promise<string> {
  const counted = await measureEvents(interpreter);
  for (const [name, million] of Object.entries(MEGA_INSTRUCTIONS) as [keyof typeof counted, number][]) {
    const found = counted[name];
    console.log(
      `      ${name.padEnd(8)} ${found.toFixed(3).padStart(6)} million, in the simulation ${million}`,
    );
    const isKinder = name === "sent" || name === "look" ? million > found : million < 0.97 * found;
    if (isKinder) throw new Error(`${name}: counted are ${found} million, the simulation has ${million}`);
  }
  return "the simulation is not kinder";
}

async function check(name: string, work: () => Promise<string | undefined>): Promise<void> {
  const began = performance.now();
  try {
    const seen = await work();
    passed++;
    console.log(
      `ok    ${name}${seen === undefined ? "" : `: ${seen}`} (${(performance.now() - began).toFixed(0)} ms)`,
    );
  } catch (error) {
    failed++;
    console.log(`FAILED ${name}: ${error instanceof Error ? error.message : error}`);
  }
}
