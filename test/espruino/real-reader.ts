/** The LINUX firmware on the real interpreter, between a serial port for a host and the simulator's card sockets. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CardSocket } from "@duka/simulator/line/card-socket";
import { readFirmware } from "@duka/simulator/reader/firmware-files";
import { RealClock } from "@duka/simulator/time/real-clock";
import { createCardEnds } from "./card-ends.js";
import { startInterpreter } from "./interpreter.js";
import { openPty, openPtyPair } from "./ptys.js";

/** The board without pins. */
export const LINUX_FIRMWARE = "LINUX-pos";

export type RealReader = {
  /** Of the serial port at which a host finds the reader. */
  readonly hostPath: string;
  readonly clock: RealClock;
  readonly sockets: readonly CardSocket[];
  /** Presses keys: 0 to 9, # confirms, * corrects, C cancels. */
  press(keys: string): void;
  /** How often the interpreter was started. */
  starts(): number;
  stop(): Promise<void>;
};

/** @param prologue runs before the firmware */
export async function startRealReader(
  interpreter: string,
  prologue = "",
  firmware = LINUX_FIRMWARE,
): Promise<RealReader> {
  const folder = mkdtempSync(join(tmpdir(), "duka-espruino-"));
  const host = await openPtyPair(folder, "host");
  const contacts = await openPty(folder, "contacts");
  const card = await openPty(folder, "card");
  const sam = await openPty(folder, "sam");
  const clock = new RealClock();
  const { sockets, press } = createCardEnds(clock, contacts, [card, sam]);
  const { bundle } = readFirmware(firmware);
  const paths = {
    DUKA_HOST: host.one,
    DUKA_CARD: card.path,
    DUKA_SAM: sam.path,
    DUKA_CONTACTS: contacts.path,
  };
  const globals = Object.entries(paths).map(([name, path]) => `var ${name}=${JSON.stringify(path)};`);
  const program = await startInterpreter(interpreter, folder, `${globals.join("")}\n${prologue}\n${bundle}`);
  return {
    hostPath: host.other,
    clock,
    sockets,
    press,
    starts: program.starts,
    async stop() {
      await program.stop();
      for (const pty of [host, contacts, card, sam]) await pty.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
