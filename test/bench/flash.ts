/** Flashing a board: 18 kB at 115200 baud through the package `espruino`, against what the wire alone takes. */
import { realClock } from "@duka/driver/base/real-clock";
import { BUNDLE_FOLDER } from "@duka/flash/base/package-folders";
import { readFirmwareFolder } from "@duka/flash/build/firmware-folder";
import { sha256Hex } from "@duka/flash/build/unit";
import { createBoardConsole } from "@duka/flash/flasher/board-console";
import { hashOf } from "@duka/flash/flasher/board-storage";
import { compactionOf } from "@duka/flash/flasher/compaction";
import { connectBy } from "@duka/flash/flasher/connect";
import { openBoardWire } from "@duka/flash/flasher/espruino-package";
import { writeFile } from "@duka/flash/flasher/write-file";
import { createSimulatedBoard } from "@duka/simulator/espruino-console/simulated-board";
import { serveTcp } from "@duka/simulator/reader/serve-tcp";
import { RealClock } from "@duka/simulator/time/real-clock";
import { PICO } from "../flash/flasher/rig.js";
import type { Goal } from "./report.js";

const BAUD = 115_200;
const BITS_PER_BYTE = 11;
const BUNDLE_BYTES = 18_000;
const RATIO_MAX = 1.5;
/** The interpreter's own tool waits so long before it asks anything of a new connection. */
const CONSOLE_MS = 250;

/** Written and read back by hash; the restart is the board's. */
export async function measureFlash(): Promise<Goal> {
  const clock = new RealClock();
  const board = createSimulatedBoard({ ...PICO, clock, baud: BAUD });
  const service = await serveTcp({ host: "127.0.0.1", port: 0 }, board.cable, clock, () => undefined);
  const bundle = bundleOf(BUNDLE_BYTES);
  const link = await connectBy(realClock)(`tcp://127.0.0.1:${service.address.port}`, 5000);
  const console_ = createBoardConsole(await openBoardWire(link), realClock);
  await console_.environment();
  const began = performance.now();
  const compaction = compactionOf(undefined, (compact) => compact());
  await writeFile(console_, "duka.a", bundle, compaction);
  const hash = await hashOf(console_, "duka.a", true, () => undefined);
  const ms = performance.now() - began;
  await console_.close();
  board.powerFail();
  await service.close();
  if (hash !== sha256Hex(bundle)) throw new Error("the flash holds another text");
  const wireMs = (1000 * BUNDLE_BYTES * BITS_PER_BYTE) / BAUD;
  const limitMs = RATIO_MAX * wireMs + CONSOLE_MS;
  console.log(`\nflashing ${BUNDLE_BYTES} bytes at ${BAUD} baud, read back by hash`);
  console.log(
    `  ${ms.toFixed(0)} ms; the bytes alone take ${wireMs.toFixed(0)} ms: ${(ms / wireMs).toFixed(2)} times (limit ${limitMs.toFixed(0)} ms)`,
  );
  return { what: "flash an 18 kB bundle", met: ms <= limitMs };
}

/** A real bundle, repeated up to the size: its quotes and line ends are what escapes cost. */
function bundleOf(bytes: number): string {
  const { bundle } = readFirmwareFolder(BUNDLE_FOLDER, { board: "PICO_R1_3", persona: "pos" });
  return bundle.repeat(Math.ceil(bytes / bundle.length)).slice(0, bytes);
}
