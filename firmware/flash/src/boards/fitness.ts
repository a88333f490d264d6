/** Whether a board can be a reader at all, and what a firmware needs of it. */
import { BuildError } from "../base/build-error.js";
import { smallestFirmware } from "../base/smallest-firmware.js";
import { INTERPRETER_BOARDS, type InterpreterBoard, interpreterBoard } from "./interpreter-boards.js";

/** ISO/IEC 7816-3, 5.2.3: the clock of a card is at least 1 MHz. */
const CARD_CLOCK_MIN_HZ = 1_000_000;
/** A host line and one card. */
const UARTS_MIN = 2;
/**
 * Bare interpreter, and what a bundle in flash takes for each of its bytes: measured on the interpreter built for
 * Linux.
 */
const BASE_VARIABLES = 60;
const BYTES_PER_VARIABLE = 9;
/** Of its variables a board keeps this part free for the exchange with a card. */
const VARIABLES_IN_USE_MAX = 0.8;
/**
 * Of the flash, beside each image: its marks, the boot loader and what guards its replacement, the files of the unit.
 */
const BESIDE_IMAGE_BYTES = 1400;
/** The image before is kept where two of this size have room: more than a whole firmware takes today. */
const SECOND_IMAGE_BYTES = 20_000;
/** For interpreters that no one has measured: what fits this one. */
const SMALLEST_SUPPORTED = "ESPRUINOBOARD";

/** An estimate of the interpreter variables in use when the firmware has started. */
export function estimatedVariables(bundleBytes: number): number {
  return BASE_VARIABLES + Math.ceil(bundleBytes / BYTES_PER_VARIABLE);
}

/**
 * How large a bundle may be on a board: what its variables hold with a fifth of them free, and what its flash holds,
 * twice where the image before stays. The measured numbers are in `interpreter-boards.ts`.
 * @param name of the interpreter's board; one that is not known counts as the smallest that is supported
 */
export function bundleLimitBytes(name: string): number {
  const board = interpreterBoard(name) ?? interpreterBoard(SMALLEST_SUPPORTED)!;
  // 0: as many as the machine's memory holds.
  const byVariables =
    board.variables > 0
      ? (Math.floor(board.variables * VARIABLES_IN_USE_MAX) - BASE_VARIABLES) * BYTES_PER_VARIABLE
      : Number.POSITIVE_INFINITY;
  const half = Math.floor(board.storageBytes / 2) - BESIDE_IMAGE_BYTES;
  const byFlash = half >= SECOND_IMAGE_BYTES ? half : board.storageBytes - BESIDE_IMAGE_BYTES;
  return Math.min(byVariables, byFlash);
}

/** Why this board cannot be a reader; empty where it can. */
function unfitness(board: InterpreterBoard): string[] {
  const reasons: string[] = [];
  if (board.cardClockMaxHz < CARD_CLOCK_MIN_HZ) {
    reasons.push(
      `its timers give a card clock of at most ${board.cardClockMaxHz} Hz, and a card needs ${CARD_CLOCK_MIN_HZ} Hz at least`,
    );
  }
  if (board.stopBits < 2) {
    reasons.push(
      "its UART has one stop bit only, and a card's character needs two (ISO/IEC 7816-3, 7.2: 12 etu)",
    );
  }
  if (!board.oddParity) {
    reasons.push("its UART has no odd parity, which cards of the inverse convention use");
  }
  if (board.uarts < UARTS_MIN) {
    reasons.push(`it has ${board.uarts} UART, and a reader needs one for the host and one for each card`);
  }
  // A board without room for the smallest one needs no further look.
  const { bytes, without } = smallestFirmware();
  reasons.push(...memoryFaults(board, bytes, `, without ${without.join(", ")},`));
  return reasons;
}

/**
 * What of a board's memory is too little for a bundle of this size.
 * @param which firmware has that size, behind its name: ", without t1,"
 */
export function memoryFaults(board: InterpreterBoard, bundleBytes: number, which = ""): string[] {
  const reasons: string[] = [];
  const needed = estimatedVariables(bundleBytes);
  // 0: as many as the machine's memory holds.
  if (board.variables > 0 && needed > board.variables * VARIABLES_IN_USE_MAX) {
    reasons.push(
      `too little memory: ${board.variables} interpreter variables, of which a firmware of ${bundleBytes} bytes${which} takes about ${needed}`,
    );
  }
  if (bundleBytes > board.storageBytes) {
    reasons.push(
      `too little flash: ${board.storageBytes} bytes for saved code, and the firmware${which} has ${bundleBytes}`,
    );
  }
  return reasons;
}

/**
 * @param tables names of the boards that have a table in the firmware
 * @throws BuildError for a board that the interpreter knows and Duka cannot be built for, with the reason
 */
export function refuseUnfit(name: string, tables: readonly string[]): void {
  const board = interpreterBoard(name);
  if (board === undefined || tables.includes(name)) return;
  const reasons = unfitness(board);
  if (reasons.length > 0) throw new BuildError(`${name} cannot be a reader: ${reasons.join("; ")}`);
  throw new BuildError(
    `${name} could be a reader, but no one has said which pin goes where: wiring not verified. Write its table ` +
      `beside those of ${tables.join(", ")} in firmware/src/boards`,
  );
}

/** Names of the boards that have no table, each with why. */
export function boardsWithoutTable(tables: readonly string[]): { name: string; reasons: string[] }[] {
  return INTERPRETER_BOARDS.filter((board) => !tables.includes(board.name)).map((board) => {
    const reasons = unfitness(board);
    return {
      name: board.name,
      reasons: reasons.length > 0 ? reasons : ["wiring not verified: no table yet"],
    };
  });
}
