/**
 * A sale against the physical limit of its wires, host line 115200 8N2 and card 372/1, in virtual time: what a reader
 * adds, by board. The second ratio is to the fewest exchanges that a sale needs: it also shows those that need not be.
 * The first sale of a till powers its PSAM, the next one finds it powered. Then the same on the fastest host line that
 * driver and reader agree on, against what sales took at commit 9feee87.
 */
import { openAccount, openJournal } from "@duka/driver";
import { deadlineAfter } from "@duka/driver/base/deadline";
import { startReader } from "@duka/driver/reader/reader";
import type { CardLine } from "@duka/protocol/transport";
import { boardModel, cpuCost } from "@duka/simulator/espruino/board-model";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import { type SimulationOptions, simulate } from "@duka/simulator/world/simulation";
import { FEWEST, wireMsOf } from "./fewest-exchanges.js";
import { type Goal, printGoal } from "./report.js";

/** 2026-11-21 14:05:59 in China. */
const NOON_MS = Date.UTC(2026, 10, 21, 6, 5, 59);
const OPEN_MS = 20_000;
const LINUX = "LINUX";
const RATIO_MAX = 1.1;
const PICO = "PICO_R1_3";
const PICO_RATIO_MAX = 1.6;
/** TA1 of 250 k. */
const FAST_CARD = 0x96;
const FAST_HOST_BAUD = 1_000_000;
/** At commit 9feee87: wire time of a sale on the PICO model with such a card, and a whole sale on ideal wires. */
const PICO_BEFORE_MS = 1136;
const WHOLE_BEFORE_MS = 574;
const PICO_SHARE_MAX = 0.5;
const WHOLE_SHARE_MAX = 0.75;

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
  goals.push(...(await measureFastLine()));
  for (const goal of goals) printGoal(goal);
  return goals;
}

/** The driver agrees on the speed before it powers a card: the first sale's whole time has that in it. */
async function measureFastLine(): Promise<Goal[]> {
  console.log("  the host line at 115200, and as fast as driver and reader agree on");
  const hostSpeeds = { upToBaud: FAST_HOST_BAUD };
  const rows = [
    ["PICO_R1_3, card 250 k", "PICO_R1_3", { ta1: FAST_CARD }],
    ["ideal wires, card 372/1", LINUX, {}],
  ] as const;
  const sales: Awaited<ReturnType<typeof salesOn>>[] = [];
  for (const [name, board, card] of rows) {
    const slow = await salesOn("PICO_R1_3-pos", board, card);
    const fast = await salesOn("PICO_R1_3-pos", board, { ...card, hostSpeeds });
    for (const [which, at] of [
      ["first", "ofNewPsam"],
      ["next", "ofKeptPsam"],
    ] as const) {
      const [before, after] = [slow[at], fast[at]];
      console.log(
        `    ${name.padEnd(24)} ${which.padEnd(5)} ${before.ms.toFixed(0).padStart(4)} -> ${after.ms.toFixed(0).padStart(4)} ms, limit ${before.limitMs.toFixed(0)} -> ${after.limitMs.toFixed(0)} ms; with cards powered ${before.wholeMs.toFixed(0)} -> ${after.wholeMs.toFixed(0)} ms, at ${fast.hostBaud} bit/s`,
      );
    }
    sales.push(fast);
  }
  const [pico, ideal] = sales;
  const picoMs = pico!.ofKeptPsam.ms;
  const wholeMs = ideal!.ofKeptPsam.wholeMs;
  return [
    {
      what: `a next sale of PICO_R1_3 with a 250 k card and the fastest host line (${picoMs.toFixed(0)} ms) at most ${PICO_SHARE_MAX} of the ${PICO_BEFORE_MS} ms of 9feee87`,
      met: picoMs <= PICO_SHARE_MAX * PICO_BEFORE_MS,
    },
    {
      what: `a whole next sale on ideal wires (${wholeMs.toFixed(0)} ms) at most ${WHOLE_SHARE_MAX} of the ${WHOLE_BEFORE_MS} ms of 9feee87`,
      met: wholeMs <= WHOLE_SHARE_MAX * WHOLE_BEFORE_MS,
    },
  ];
}

async function salesOn(firmware: string, board: string, options: SimulationOptions = {}) {
  const world = simulate({
    clock: new VirtualClock(NOON_MS),
    firmware,
    cpu: cpuCost(boardModel(board)),
    ...options,
  });
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
  const hostBaud = world.link.baud;
  await reader.close();
  await journal.close();
  await world.close();
  if (line === undefined) throw new Error(`the sale on ${board}: its card has no line`);
  return { ofNewPsam, ofKeptPsam, hostBaud, fewestMs: wireMsOf(FEWEST, world.link, line) };
}
