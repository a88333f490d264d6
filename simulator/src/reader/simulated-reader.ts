/** A whole reader: the machine with the firmware, its card sockets, and the cable to the host. */

import { interpreterBoardOf, type Manifest } from "@duka/protocol/board";
import type { CardChip } from "../chip/chip.js";
import type { CpuCost } from "../espruino/board-model.js";
import { type Machine, startMachine } from "../espruino/machine.js";
import { type Cable, createCable } from "../line/cable.js";
import type { CardSocket } from "../line/card-socket.js";
import type { Chunks, HostSpeeds } from "../line/host-end.js";
import type { SimulationClock } from "../time/clock.js";
import { createBoardHardware } from "./board-hardware.js";
import type { KeypadOperator } from "./keypad-operator.js";
import type { Panel } from "./panel.js";

type SimulatedReaderOptions = {
  readonly clock: SimulationClock;
  /** The firmware's text, and what it is soldered to. */
  readonly bundle: string;
  readonly manifest: Manifest;
  /** For messages. */
  readonly name: string;
  /** Chip by slot; none where undefined. */
  readonly chips: readonly (CardChip | undefined)[];
  /** Begins with "SIM-", by which a driver tells simulated readers from real ones. */
  readonly serialNumber: string;
  /** How the keys are pressed follows from it. */
  readonly seed: number;
  /** What the interpreter's work costs in time. */
  readonly cpu: CpuCost;
  readonly chunks?: Chunks;
  /** Speed of the host line; the firmware's own unless given. */
  readonly hostBaud?: number;
  /** What a change of that speed does: nothing unless given. */
  readonly hostSpeeds?: HostSpeeds;
  /** Told what the firmware threw and did not catch. Without it such an error is thrown on. */
  readonly onCrash?: (error: Error) => void;
};

export type SimulatedReader = {
  readonly cable: Cable;
  /** @throws RangeError when the board has no such socket */
  slot(index: number): CardSocket;
  readonly slotCount: number;
  /** Lights, beeper and display, as a card-holder finds them. */
  readonly panel: Panel;
  /** Who types on the keypad. */
  readonly keypad: KeypadOperator;
  /** The supply fails: the firmware stops in the middle of anything, every card loses its power. */
  powerFail(): void;
  /** The supply is back: the firmware starts from the beginning. */
  powerUp(): void;
  /** Ends the machine and takes power from the cards. */
  stop(): void;
};

export function startSimulatedReader(options: SimulatedReaderOptions): SimulatedReader {
  const { clock, manifest, name } = options;
  const { baud, stopBits } = manifest.host;
  const cable = createCable({
    clock,
    name,
    baud: options.hostBaud ?? baud,
    bitsPerByte: 1 + 8 + stopBits,
    ...(options.chunks === undefined ? {} : { chunks: options.chunks }),
    ...(options.hostSpeeds === undefined ? {} : { speeds: options.hostSpeeds }),
  });
  const hardware = createBoardHardware({
    clock,
    wiring: manifest,
    chips: options.chips,
    seed: options.seed,
    name,
  });
  const { slot, slotCount, panel, keypad } = hardware;
  const wiring = {
    ...hardware.wiring,
    uarts: { [manifest.host.uart]: cable.board, ...hardware.wiring.uarts },
  };
  const storage = new Map<string, string>();
  let machine: Machine | undefined = start();

  function start(): Machine {
    return startMachine({
      bundle: options.bundle,
      board: interpreterBoardOf(manifest),
      clock,
      wiring,
      serialNumber: options.serialNumber,
      cpu: options.cpu,
      storage,
      onCrash: options.onCrash ?? throwOn,
    });
  }

  function powerFail(): void {
    cable.boardOff();
    hardware.powerOff();
    machine?.stop();
    machine = undefined;
  }

  return {
    cable,
    slot,
    slotCount,
    panel,
    keypad,
    powerFail,
    powerUp() {
      if (machine !== undefined) throw new Error(`${name}: the reader has power already`);
      machine = start();
    },
    stop: powerFail,
  };
}

function throwOn(error: Error): never {
  throw error;
}
