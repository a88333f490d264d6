/** What the machine must know of a board beyond its wiring: sizes from the interpreter's board files, and speed. */

/** Time that the interpreter is busy with an event, by what comes of it. */
export type CpuCost = {
  /** Each event, whatever it is: a piece of a frame, of an echo or of a card's answer, a timer. */
  readonly eventMs: number;
  /** For each byte that it brings. */
  readonly byteMs: number;
  /** More before one from the host has a byte out to a card: a command was complete. 0 unless given. */
  readonly commandMs?: number;
  /** More before any has a byte out to the host: a command is answered. */
  readonly answerMs?: number;
  /** More after a byte to a card is out, when the interpreter is still busy with the same event. */
  readonly sentMs?: number;
  /** How long before the end of an event that does nothing it first looks at the clock. */
  readonly lookMs?: number;
};

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
 * Millions of instructions that the firmware costs the interpreter built for a PC, by the differences that
 * `npm run test:espruino` counts, prints, and holds these to:
 *
 *     event    a byte of a command more that comes as an event of its own, or one of a card's answer: the dearer
 *     byte     16 bytes more in an answer: once from the card, once to the host
 *     answer   GetSlotStatus but for its event and bytes
 *     sent     what is counted when the interpreter stops behind the event of a command, but not when it stops where
 *              the command is written to the card
 *     look     from the first look at the clock to the second, in the event of a procedure byte: between hearing it and
 *              finding out whether the line may be turned round, which is before anything is written
 *     command  an exchange of 5 bytes to 4, but for its two events, its bytes, `sent`, and `answer`
 *
 * The lines of JavaScript that stand there for host and card are in it, about 0.08 for each event: it is not less.
 */
export const MEGA_INSTRUCTIONS = {
  event: 0.56,
  byte: 0.007,
  command: 1.8,
  answer: 1.95,
  sent: 0.44,
  look: 0.4,
};

/**
 * Measured with the code in RAM were 0.65 ms for a status and 1.4 ms for an exchange of 5 bytes to 4, at 4.11 and 9.15
 * million instructions.
 */
const MS_OF_MEGA_INSTRUCTION = 0.156;

/** The firmware on the interpreter built for a PC. */
export const REFERENCE_CPU: Required<CpuCost> = scaled(1);

/** An interpreter that takes no time. */
export const FREE_CPU: CpuCost = { eventMs: 0, byteMs: 0 };

/**
 * Scales: the interpreter's documentation gives 4000 turns a second of a loop with two calls on the 72 MHz board, which
 * takes 10.7 microseconds a turn on the reference; the others by clock and core. Guesses, not measured on the boards.
 * An emulated Cortex-M4 needed about a quarter of the PC's instructions for the same (0.25 for a status, 0.26 for 5
 * bytes to 4, 0.26 for 5 to 256, 0.40 for 261): the 20 of PICO_R1_3 stands for 80 million instructions a second of its
 * 84 MHz. At 62.5 million, which flash waits may leave, it would be 26.
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

/** What an event costs on this board. */
export function cpuCost(model: BoardModel): Required<CpuCost> {
  return scaled(model.cpuScale);
}

function scaled(scale: number): Required<CpuCost> {
  const ms = MS_OF_MEGA_INSTRUCTION * scale;
  return {
    eventMs: ms * MEGA_INSTRUCTIONS.event,
    byteMs: ms * MEGA_INSTRUCTIONS.byte,
    commandMs: ms * MEGA_INSTRUCTIONS.command,
    answerMs: ms * MEGA_INSTRUCTIONS.answer,
    sentMs: ms * MEGA_INSTRUCTIONS.sent,
    lookMs: ms * MEGA_INSTRUCTIONS.look,
  };
}
