/** The flasher and a simulated board in virtual time, with nothing between them but the cable. */
import type { BuiltFirmware } from "@duka/flash/build/firmware-folder";
import type { BoardWire } from "@duka/flash/flasher/espruino-package";
import { flash } from "@duka/flash/flasher/flash";
import type { FlashOptions, FlashResult } from "@duka/flash/flasher/flashing";
import { type UpdateOptions, update } from "@duka/flash/flasher/update";
import type { Clock, Link } from "@duka/protocol/transport";
import {
  createSimulatedBoard,
  type SimulatedBoard,
  type SimulatedBoardOptions,
} from "@duka/simulator/espruino-console/simulated-board";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import { PICO, SECRET, UNIT } from "./rig.js";

export type VirtualRig = {
  readonly board: SimulatedBoard;
  /** The flasher's view of the time. */
  readonly clock: Clock;
  /** Virtual milliseconds. */
  nowMs(): number;
  /** Switches the board on when it was off, and lets it start. */
  settle(): Promise<void>;
  /** A new plug in the board's line. */
  connect(): Promise<Link>;
  flash(firmware: BuiltFirmware, options?: Partial<FlashOptions>): Promise<FlashResult>;
  update(firmware: BuiltFirmware, options?: Partial<UpdateOptions>): Promise<FlashResult>;
};

export function virtualRig(options: Partial<SimulatedBoardOptions> = {}): VirtualRig {
  const clock = new VirtualClock();
  return virtualRigOf(
    createSimulatedBoard({ ...PICO, baud: 115_200, clock, lineLimitMs: Infinity, ...options }),
    clock,
  );
}

/** The same around a board that the test has made. */
export function virtualRigOf(board: SimulatedBoard, clock: VirtualClock): VirtualRig {
  const { driver } = clock;
  const connect = async (): Promise<Link> => {
    board.cable.unplug();
    return board.cable.plug();
  };
  return {
    board,
    clock: driver,
    connect,
    nowMs: () => clock.nowMs(),
    async settle() {
      if (board.isOff()) board.powerUp();
      await new Promise<void>((resolve) => driver.after(1000, resolve));
    },
    flash: (firmware, more = {}) =>
      flash({
        firmware,
        consoleAddress: "tcp://board:1",
        readerAddress: "tcp://board:1",
        unit: UNIT,
        secret: SECRET,
        replace: false,
        allowOlder: false,
        clock: driver,
        connect,
        openWire: async (link) => textWire(link),
        progress: () => undefined,
        ...more,
      }),
    update: (firmware, more = {}) =>
      update({
        firmware,
        readerAddress: "tcp://board:1",
        secret: SECRET,
        mayCompact: async () => false,
        clock: driver,
        connect,
        openWire: async (link) => textWire(link),
        progress: () => undefined,
        ...more,
      }),
  };
}

/** A wire without the package: its question for the environment in one line. */
function textWire(link: Link): BoardWire {
  const listeners = new Set<(text: string) => void>();
  const closed = new Set<(reason?: Error) => void>();
  let loss: { readonly reason: Error | undefined } | undefined;
  link.listen({
    data(bytes) {
      const text = String.fromCharCode(...bytes);
      for (const listener of [...listeners]) listener(text);
    },
    closed(reason) {
      loss = { reason };
      for (const listener of closed) listener(reason);
    },
    bytesNeeded: () => 1,
  });
  const write = (text: string): void => link.write(Uint8Array.from(text, (one) => one.charCodeAt(0)));
  return {
    name: link.name,
    write,
    onText(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onClosed(listener) {
      closed.add(listener);
      if (loss !== undefined) listener(loss.reason);
    },
    environment: () =>
      new Promise((resolve) => {
        let heard = "";
        const listener = (text: string): void => {
          heard += text;
          const found = /< << (.*) >> >/.exec(heard)?.[1];
          if (found === undefined) return;
          listeners.delete(listener);
          resolve(found);
        };
        listeners.add(listener);
        write('\x03\n\x10print("<","<<",JSON.stringify(process.env),">>",">")\n');
      }),
    close: () => link.close(),
  };
}
