/** What is soldered to a board: card sockets, lights, beeper, display and keypad, by the board's table. */
import type { Board } from "@duka/protocol/board";
import type { CardChip } from "../chip/chip.js";
import type { PinWire, UartWire, Wiring } from "../espruino/wiring.js";
import { type CardSocket, createCardSocket } from "../line/card-socket.js";
import type { SimulationClock } from "../time/clock.js";
import { seededRandom } from "../time/random.js";
import { createKeypad, type Keypad } from "./keypad.js";
import { createKeypadOperator, type KeypadOperator } from "./keypad-operator.js";
import { createPanel, type Panel, type PanelHardware } from "./panel.js";

/** Apart from everything else that follows from the seed. */
const KEYPAD_STREAM = 0x66696e67;

type SolderedParts = Pick<Board, "slots" | "panel" | "keypad">;

type BoardHardwareOptions = {
  readonly clock: SimulationClock;
  readonly wiring: SolderedParts;
  /** Chip by slot; none where undefined. */
  readonly chips: readonly (CardChip | undefined)[];
  /** How the keys are pressed follows from it. */
  readonly seed: number;
  /** For messages. */
  readonly name: string;
};

type BoardHardware = {
  /** All but the host line. */
  readonly wiring: Wiring;
  /** @throws RangeError when the board has no such socket */
  slot(index: number): CardSocket;
  readonly slotCount: number;
  readonly panel: Panel;
  readonly keypad: KeypadOperator;
  /** The supply is gone, for the cards too. */
  powerOff(): void;
};

export function createBoardHardware(options: BoardHardwareOptions): BoardHardware {
  const { clock, wiring, name } = options;
  const sockets = wiring.slots.map(() => createCardSocket(clock));
  const panel = createPanel();
  const keypad = createKeypad(wiring.keypad);
  const operator = createKeypadOperator(clock, keypad, seededRandom(options.seed, KEYPAD_STREAM), name);
  const slot = (index: number): CardSocket => {
    const socket = sockets[index];
    if (socket === undefined) {
      throw new RangeError(`${name}: there is no slot ${index}; the board has ${sockets.length}, from 0`);
    }
    return socket;
  };
  options.chips.forEach((chip, index) => {
    if (chip !== undefined) slot(index).insert(chip);
  });
  return {
    wiring: solder(wiring, sockets, panel, keypad),
    slot,
    slotCount: sockets.length,
    panel: panel.state,
    keypad: operator,
    powerOff() {
      for (const socket of sockets) socket.readerOff();
      keypad.readerOff();
    },
  };
}

function solder(
  parts: SolderedParts,
  sockets: readonly CardSocket[],
  panel: PanelHardware,
  keypad: Keypad,
): Wiring {
  const uarts: { [name: string]: UartWire } = {};
  const pins: { [name: string]: PinWire } = {};
  const join = (joints: readonly (readonly [string, PinWire])[]): void => {
    for (const [name, wire] of joints) if (name !== "") pins[name] = wire;
  };
  const { good, bad, beeper } = panel.wires;
  join([
    [parts.panel.good, good],
    [parts.panel.bad, bad],
    [parts.panel.beeper, beeper],
    ...keypad.rows.map((row, index) => [parts.keypad.rows[index]!, row] as const),
    ...keypad.columns.map((column, index) => [parts.keypad.columns[index]!, column] as const),
  ]);
  parts.slots.forEach((slot, index) => {
    const { uart, tx, vcc, rst, clk, present } = sockets[index]!.wires;
    uarts[slot.uart] = uart;
    join([
      [slot.tx, tx],
      [slot.vcc, vcc.A],
      [slot.vcc3V, vcc.B],
      [slot.vcc1V8, vcc.C],
      [slot.rst, rst],
      [slot.clk, clk],
      [slot.present, present],
    ]);
  });
  return { uarts, pins, spis: { [parts.panel.sid]: panel.display } };
}
