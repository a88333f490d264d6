/** A whole reader: the machine with the firmware, its card sockets, and the cable to the host. */

import { interpreterBoardOf, type Manifest } from "@duka/protocol/board";
import type { CardChip } from "../chip/chip.js";
import type { CpuCost } from "../espruino/board-model.js";
import { type Machine, startMachine } from "../espruino/machine.js";
import type { PinWire, UartWire, Wiring } from "../espruino/wiring.js";
import { type Cable, createCable } from "../line/cable.js";
import { type CardSocket, createCardSocket } from "../line/card-socket.js";
import type { Chunks } from "../line/host-end.js";
import type { SimulationClock } from "../time/clock.js";
import { seededRandom } from "../time/random.js";
import { createKeypad, type Keypad } from "./keypad.js";
import { createKeypadOperator, type KeypadOperator } from "./keypad-operator.js";
import { createPanel, type Panel, type PanelHardware } from "./panel.js";

/** Apart from everything else that follows from the seed. */
const KEYPAD_STREAM = 0x66696e67;

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
  });
  const sockets = manifest.slots.map(() => createCardSocket(clock));
  const panel = createPanel();
  const keypad = createKeypad(manifest.keypad);
  const operator = createKeypadOperator(clock, keypad, seededRandom(options.seed, KEYPAD_STREAM), name);
  const wiring = wire(manifest, cable, sockets, panel, keypad);
  options.chips.forEach((chip, index) => {
    if (chip !== undefined) slot(index).insert(chip);
  });
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

  function slot(index: number): CardSocket {
    const socket = sockets[index];
    if (socket === undefined) {
      throw new RangeError(`${name}: there is no slot ${index}; the board has ${sockets.length}, from 0`);
    }
    return socket;
  }

  function powerFail(): void {
    cable.boardOff();
    for (const socket of sockets) socket.readerOff();
    keypad.readerOff();
    machine?.stop();
    machine = undefined;
  }

  return {
    cable,
    slot,
    slotCount: sockets.length,
    panel: panel.state,
    keypad: operator,
    powerFail,
    powerUp() {
      if (machine !== undefined) throw new Error(`${name}: the reader has power already`);
      machine = start();
    },
    stop: powerFail,
  };
}

function wire(
  manifest: Manifest,
  cable: Cable,
  sockets: readonly CardSocket[],
  panel: PanelHardware,
  keypad: Keypad,
): Wiring {
  const uarts: { [name: string]: UartWire } = { [manifest.host.uart]: cable.board };
  const pins: { [name: string]: PinWire } = {};
  const { good, bad, beeper } = panel.wires;
  solder([
    [manifest.panel.good, good],
    [manifest.panel.bad, bad],
    [manifest.panel.beeper, beeper],
    ...keypad.rows.map((row, index) => [manifest.keypad.rows[index]!, row] as const),
    ...keypad.columns.map((column, index) => [manifest.keypad.columns[index]!, column] as const),
  ]);
  manifest.slots.forEach((slot, index) => {
    const { uart, tx, vcc, rst, clk, present } = sockets[index]!.wires;
    uarts[slot.uart] = uart;
    solder([
      [slot.tx, tx],
      [slot.vcc, vcc.A],
      [slot.vcc3V, vcc.B],
      [slot.vcc1V8, vcc.C],
      [slot.rst, rst],
      [slot.clk, clk],
      [slot.present, present],
    ]);
  });
  return { uarts, pins, spis: { [manifest.panel.sid]: panel.display } };

  function solder(joints: readonly (readonly [string, PinWire])[]): void {
    for (const [name, wire] of joints) if (name !== "") pins[name] = wire;
  }
}

function throwOn(error: Error): never {
  throw error;
}
