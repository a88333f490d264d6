/** The flasher and a simulated board with a pseudo-terminal between them, as a serial port is opened. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { realClock } from "@duka/driver/base/real-clock";
import { connectBy } from "@duka/flash/flasher/connect";
import { flash } from "@duka/flash/flasher/flash";
import { createSimulatedBoard } from "@duka/simulator/espruino-console/simulated-board";
import { servePty } from "@duka/simulator/reader/serve-pty";
import { RealClock } from "@duka/simulator/time/real-clock";
import test from "ava";
import { buildFor, PICO, SECRET, UNIT } from "../flash/flasher/rig.js";

test("a bare board on a pseudo-terminal becomes a reader, and is flashed again through its secret", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "duka-pty-"));
  const clock = new RealClock();
  const board = createSimulatedBoard({ ...PICO, clock });
  const service = await servePty(join(folder, "board"), board.cable, clock);
  t.teardown(async () => {
    board.powerFail();
    await service.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const address = `serial:${service.link}`;
  const firmware = await buildFor();
  for (const [unit, image] of [
    [{ ...UNIT, serialNumber: "D26-000001" }, "a"],
    [{}, "b"],
  ] as const) {
    const result = await flash({
      firmware,
      unit,
      consoleAddress: address,
      readerAddress: address,
      secret: SECRET,
      replace: false,
      allowOlder: false,
      clock: realClock,
      connect: connectBy(realClock),
      progress: () => undefined,
    });
    t.is(result.image, image);
    t.is(result.selfTest.serialNumber, "D26-000001");
  }
  t.is(board.running(), "b");
});
