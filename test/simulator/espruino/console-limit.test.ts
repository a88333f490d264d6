/** A line on the console of a simulated board that computes for ever is stopped, and the board goes on. */
import { createSimulatedBoard } from "@duka/simulator/espruino-console/simulated-board";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import test from "ava";
import { PICO } from "../../flash/flasher/rig.js";

test("a line that computes for ever is stopped at its limit and told, and the next ones are answered", async (t) => {
  const clock = new VirtualClock();
  const board = createSimulatedBoard({ ...PICO, clock, lineLimitMs: 20 });
  board.cable.unplug();
  const link = board.cable.plug();
  link.listen({ data: () => undefined, closed: () => undefined, bytesNeeded: () => 1 });
  // Several: the limit is real time, and a machine at work elsewhere may take it all from one short line.
  link.write(Buffer.from(`while(true);\n${"6*7\n".repeat(20)}`));
  await new Promise<void>((resolve) => clock.driver.after(1000, resolve));
  t.regex(board.said(), /Uncaught .*timed out after 20ms[\s\S]*=42/);
});
