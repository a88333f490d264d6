/**
 * A sale against the physical limit of its wires, host line 115200 8N2 and card 372/1, in virtual time: what a reader
 * adds, by board. The second ratio is to the fewest exchanges that a sale needs: it also shows those that need not be.
 * The first sale of a till powers its PSAM, the next one finds it powered.
 */
import { openAccount, openJournal } from "@duka/driver";
import { deadlineAfter } from "@duka/driver/base/deadline";
import { startReader } from "@duka/driver/reader/reader";
import type { CardLine } from "@duka/protocol/transport";
import { boardModel, cpuCost } from "@duka/simulator/espruino/board-model";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import { simulate } from "@duka/simulator/world/simulation";
import { FEWEST, wireMsOf } from "./fewest-exchanges.js";
import { type Goal, printGoal } from "./report.js";

/** 2026-11-21 14:05:59 in China. */
const NOON_MS = Date.UTC(2026, 10, 21, 6, 5, 59);
const OPEN_MS = 20_000;
const LINUX = "LINUX";
const RATIO_MAX = 1.1;
const PICO = "PICO_R1_3";
const PICO_RATIO_MAX = 1.6;

/** Board whose time is counted, and whose firmware runs; the LINUX board's has no pins that could be simulated. */
const BOARDS: readonly (readonly [board: string, firmware: string])[] = [
  [LINUX, "PICO_R1_3-pos"],
  ["STM32F4DISCOVERY", "STM32F4DISCOVERY-pos"],
  [PICO, "PICO_R1_3-pos"],
  ["ESPRUINOBOARD", "ESPRUINOBOARD-pos"],
];

export async function measureSaleRatios(): Promise<Goal[]> {
  console.log(
    "\na sale against the limit of its wires, virtual time (reader's time: counted on a PC, times a guess by board)",
  );
  let pico = Number.NaN;
  let linux = { ratio: Number.NaN, toFewest: Number.NaN };
  for (const [board, firmware] of BOARDS) {
    const model = boardModel(board);
    const { ofNewPsam, ofKeptPsam, fewestMs } = await salesOn(firmware, board);
    const scale =
      model.cpuScale === 1
        ? "as it is, measured"
        : `x ${model.cpuScale}, a guess from the clock of the board`;
    console.log(`  ${board.padEnd(18)} interpreter ${scale}`);
    for (const [which, { ms, limitMs, ratio, wholeMs }] of [
      ["first sale of a till", ofNewPsam] as const,
      ["next, its PSAM kept", ofKeptPsam] as const,
    ]) {
      console.log(
        `    ${which} ${ms.toFixed(0).padStart(5)} ms, limit ${limitMs.toFixed(0)} ms   ratio ${ratio.toFixed(3)}, to the fewest exchanges (${fewestMs.toFixed(0)} ms) ${(ms / fewestMs).toFixed(3)}; with cards powered ${wholeMs.toFixed(0)} ms`,
      );
    }
    if (board === PICO) pico = ofKeptPsam.ratio;
    if (board === LINUX) linux = { ratio: ofNewPsam.ratio, toFewest: ofKeptPsam.ms / fewestMs };
  }
  console.log("  the fewest exchanges of a sale, and why none of them can be left out");
  for (const { to, command, sent, received, why } of FEWEST)
    console.log(
      `    ${to} ${command.padEnd(23)} ${String(sent).padStart(2)} out ${String(received).padStart(2)} in  ${why}`,
    );
  const goals = [
    { what: `at most ${RATIO_MAX} for linux`, met: linux.ratio <= RATIO_MAX },
    {
      what: `a next sale at most ${RATIO_MAX} of the fewest exchanges for linux (${linux.toFewest.toFixed(3)})`,
      met: linux.toFewest <= RATIO_MAX,
    },
    {
      what: `a next sale at most ${PICO_RATIO_MAX} of its limit for ${PICO} (${pico.toFixed(3)})`,
      met: pico <= PICO_RATIO_MAX,
    },
  ];
  for (const goal of goals) printGoal(goal);
  return goals;
}

async function salesOn(firmware: string, board: string) {
  const world = simulate({ clock: new VirtualClock(NOON_MS), firmware, cpu: cpuCost(boardModel(board)) });
  const reader = await startReader({
    address: "sim:",
    link: world.link,
    clock: world.clock,
    simulated: true,
    deadline: deadlineAfter(world.clock, OPEN_MS),
    release: async () => {},
  });
  const journal = await openJournal(":memory:", world.clock);
  let line: CardLine | undefined;
  const account = openAccount({
    reader,
    journal,
    onEvent: ({ type }) => {
      if (type === "initialized") line = reader.slot(0).line?.();
    },
  });
  const sale = async (ref: string) => {
    const began = world.clock.nowMs();
    const { outcome, reason, wire } = await account.debit({ ref, amountFen: 1250 });
    if (outcome !== "committed" || wire.ms === null || wire.limitMs === null || wire.ratio === null) {
      throw new Error(`the sale on ${board}: ${outcome}, ${reason}`);
    }
    return { ms: wire.ms, limitMs: wire.limitMs, ratio: wire.ratio, wholeMs: world.clock.nowMs() - began };
  };
  const ofNewPsam = await sale("B-1");
  const ofKeptPsam = await sale("B-2");
  await reader.close();
  await journal.close();
  await world.close();
  if (line === undefined) throw new Error(`the sale on ${board}: its card has no line`);
  return { ofNewPsam, ofKeptPsam, fewestMs: wireMsOf(FEWEST, world.link, line) };
}
