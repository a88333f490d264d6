/** What the machine must know of a board beyond its wiring: sizes from the interpreter's board files, and speed. */

/** Time that the interpreter is busy with one event, and with each byte that the event brings. */
export type CpuCost = { readonly eventMs: number; readonly byteMs: number };

export type BoardModel = {
  readonly name: string;
  /** The input queue that all ports and watches share. */
  readonly queueBytes: number;
  /** Interpreter variables. */
  readonly variables: number;
  /** Clock of the timers that make the card clock; 0: any frequency is exact. */
  readonly timerClockHz: number;
  /** How many times slower than `REFERENCE_CPU`: a guess, but for the PC itself. */
  readonly cpuScale: number;
  /** Flash for saved code. */
  readonly storageBytes: number;
  /** The interpreter is built with SHA-256. */
  readonly sha256: boolean;
};

/**
 * The firmware on the interpreter built for a PC. Measured with the code in RAM were 0.65 ms for a status frame of 13
 * bytes, 0.8 and 0.6 ms for the two events of a short exchange, 0.16 ms for 32 data bytes from a card; since then these
 * cost 0.61, 0.58, 0.58 and 0.48 of the instructions, counted by `npm run test:espruino` before and after: 0.40, 0.46,
 * 0.35 and 0.08 ms. This line lies through them, 0.58 times as high as the one through the times measured.
 */
export const REFERENCE_CPU: CpuCost = { eventMs: 0.175, byteMs: 0.009 };

/** An interpreter that takes no time. */
export const FREE_CPU: CpuCost = { eventMs: 0, byteMs: 0 };

/**
 * Scales: the interpreter's documentation gives 4000 turns a second of a loop with two calls on the 72 MHz board, which
 * takes 10.7 microseconds a turn on the reference; the others by clock and core. Guesses, not measured on the boards.
 * An emulated Cortex-M4 at the 62.5 million instructions a second that 84 MHz were taken for needed 9 to 32 times the
 * reference's time for the operations counted here (16 ms for a status, 39 ms for 5 bytes to 4, 89 ms for 5 to 256,
 * 115 ms for 261), so that the 20 of PICO_R1_3 is within what it can be, and no more than that.
 */
const BOARD_MODELS: { readonly [name: string]: BoardModel | undefined } = {
  PICO_R1_3: {
    name: "PICO_R1_3",
    queueBytes: 1024,
    variables: 5100,
    timerClockHz: 84_000_000,
    cpuScale: 20,
    storageBytes: 49_152,
    sha256: true,
  },
  STM32F4DISCOVERY: {
    name: "STM32F4DISCOVERY",
    queueBytes: 1024,
    variables: 5450,
    timerClockHz: 168_000_000,
    cpuScale: 12,
    storageBytes: 131_072,
    sha256: false,
  },
  ESPRUINOBOARD: {
    name: "ESPRUINOBOARD",
    queueBytes: 512,
    variables: 2756,
    timerClockHz: 72_000_000,
    cpuScale: 25,
    storageBytes: 20_480,
    sha256: false,
  },
  LINUX: {
    name: "LINUX",
    queueBytes: 1024,
    variables: 5000,
    timerClockHz: 0,
    cpuScale: 1,
    storageBytes: 262_144,
    sha256: true,
  },
};

/** @throws RangeError naming the boards that are known */
export function boardModel(name: string): BoardModel {
  const model = BOARD_MODELS[name];
  if (model === undefined) {
    throw new RangeError(`no board ${name}: the machine knows ${boardModelNames().join(", ")}`);
  }
  return model;
}

/** Names of all of them. */
export function boardModelNames(): readonly string[] {
  return Object.keys(BOARD_MODELS);
}

/** The cost of an event on this board. */
export function cpuCost(model: BoardModel): CpuCost {
  return {
    eventMs: REFERENCE_CPU.eventMs * model.cpuScale,
    byteMs: REFERENCE_CPU.byteMs * model.cpuScale,
  };
}
