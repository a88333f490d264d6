/**
 * A whole sale at three card speeds over T=0 and T=1, per board with the time that its interpreter takes: against what
 * the wires need.
 */
import { openAccount, openJournal } from "@duka/driver";
import { deadlineAfter } from "@duka/driver/base/deadline";
import { startReader } from "@duka/driver/reader/reader";
import { type SimulationOptions, simulate } from "@duka/simulator";
import { boardModel, cpuCost } from "@duka/simulator/espruino/board-model";

const BOARDS = ["LINUX", "PICO_R1_3", "STM32F4DISCOVERY", "ESPRUINOBOARD"] as const;
/** TA1 of about 9600, 62.5 k and 250 k bits per second. */
const SPEEDS = [
  ["9600", undefined],
  ["62.5 k", 0x94],
  ["250 k", 0x96],
] as const;
/** With the shortest guard time, which most cards of either protocol ask for. */
const CARD: SimulationOptions = { guardTime: 255, ifsc: 254 };

export async function measureCardSpeeds(): Promise<void> {
  console.log(
    "\na sale by card speed and protocol: wire time in ms, and how many times the limit of the wires",
  );
  const head = SPEEDS.flatMap(([name]) => [`T=0 ${name}`, `T=1 ${name}`]);
  console.log(
    `  ${"board (times slower than the reference, guessed)".padEnd(44)}${head.map(column).join("")}`,
  );
  for (const board of BOARDS) {
    const { cpuScale } = boardModel(board);
    const cells: string[] = [];
    for (const [, ta1] of SPEEDS) {
      for (const protocol of ["T=0", "T=1"] as const) cells.push(await sale(board, protocol, ta1));
    }
    console.log(`  ${`${board} (${cpuScale})`.padEnd(44)}${cells.map(column).join("")}`);
  }
}

/** Ready for a line: "412 1.04". */
async function sale(board: string, protocol: "T=0" | "T=1", ta1: number | undefined): Promise<string> {
  // The Linux bundle has no pins to solder a card to: the reference is its interpreter behind a Pico's pins.
  const firmware = `${board === "LINUX" ? "PICO_R1_3" : board}-pos`;
  const cpu = cpuCost(boardModel(board));
  const world = simulate({ ...CARD, firmware, cpu, protocol, ...(ta1 === undefined ? {} : { ta1 }) });
  const reader = await startReader({
    address: "sim:",
    link: world.link,
    clock: world.clock,
    simulated: true,
    deadline: deadlineAfter(world.clock, 8000),
    release: () => world.close(),
  });
  const journal = await openJournal(":memory:", reader.clock);
  const account = openAccount({ reader, journal });
  const { outcome, reason } = await account.debit({ ref: "BENCH-1", amountFen: 1 });
  const { ms, ratio } = reader.meter.reading();
  await journal.close();
  await reader.close();
  return outcome === "committed" ? `${ms.toFixed(0)} ${ratio.toFixed(2)}` : `${outcome}: ${reason}`;
}

function column(text: string): string {
  return text.padStart(14);
}
