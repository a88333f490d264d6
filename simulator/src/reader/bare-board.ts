/** A bare board with card sockets, lights, display and keypad soldered to it: flashed, it is a reader. */
import { type Board, interpreterBoardOf } from "@duka/protocol/board";
import type { CardChip } from "../chip/chip.js";
import { boardModel } from "../espruino/board-model.js";
import { createSimulatedBoard, type SimulatedBoard } from "../espruino-console/simulated-board.js";
import type { SimulationClock } from "../time/clock.js";
import { createBoardHardware } from "./board-hardware.js";
import type { SimulatedReader } from "./simulated-reader.js";

type BareBoardOptions = {
  readonly clock: SimulationClock;
  /** What is soldered to what; its interpreter is the one of another board where `interpreterBoard` says so. */
  readonly table: BoardTable;
  /** Of the interpreter: "2v29". */
  readonly version: string;
  readonly serialNumber: string;
  readonly chips: readonly (CardChip | undefined)[];
  readonly seed: number;
  /** Speed of the host line; the table's own unless given. */
  readonly hostBaud?: number | undefined;
  readonly onPowerOff?: () => void;
};

export type BoardTable = Pick<Board, "slots" | "panel" | "keypad" | "host"> & {
  /** The board's own name. */
  readonly board: string;
  readonly interpreterBoard?: string | undefined;
};

export type BareBoard = SimulatedBoard & Pick<SimulatedReader, "slot" | "keypad">;

/** @throws RangeError for a board that the machine does not know, or whose ports are files */
export function createBareBoard(options: BareBoardOptions): BareBoard {
  const { clock, table, seed } = options;
  if (table.slots.some(({ path }) => path !== "")) {
    throw new RangeError(
      `${table.board}: its ports are files of the machine, and no board can be simulated there`,
    );
  }
  const { name, storageBytes, sha256 } = boardModel(interpreterBoardOf(table));
  const { wiring, slot, keypad, powerOff } = createBoardHardware({
    clock,
    wiring: table,
    chips: options.chips,
    seed,
    name: table.board,
  });
  const board = createSimulatedBoard({
    clock,
    board: name,
    version: options.version,
    storageBytes,
    sha256,
    serialNumber: options.serialNumber,
    hostUart: table.host.uart,
    baud: options.hostBaud ?? table.host.baud,
    speeds: options.hostBaud === undefined ? "of-board" : "one",
    wiring,
    onPowerOff() {
      powerOff();
      options.onPowerOff?.();
    },
  });
  return { ...board, slot, keypad };
}
