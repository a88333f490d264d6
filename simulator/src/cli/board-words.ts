/** What the words of `duka-sim board` mean: which board it is, what stands in its flash, and what goes wrong. */
import { boardFile } from "@duka/protocol/board";
import { readData } from "@duka/protocol/data/read-data";
import { readRegularFile } from "@duka/protocol/data/regular-file";
import { boardModelNames } from "../espruino/board-model.js";
import { garbledEcho, lostInput } from "../espruino-console/console-faults.js";
import type { PowerCut, Torn } from "../espruino-console/flash-storage.js";
import type { BareBoard, BoardTable } from "../reader/bare-board.js";
import { readFirmware } from "../reader/firmware-files.js";
import { seededRandom } from "../time/random.js";
import { parseShare } from "./reader-words.js";

export type FaultWords = {
  readonly cutPowerAt?: string;
  readonly torn: string;
  readonly lose?: string;
  readonly garble?: string;
  readonly free?: string;
};

type BoardFaults = {
  readonly cut: PowerCut | undefined;
  readonly loseShare: number;
  readonly garbleShare: number;
  readonly freeBytes: number | undefined;
};

/** Many times the longest table. */
const FILE_BYTES_MAX = 1 << 20;
const TORN: readonly string[] = ["none", "half", "all"] satisfies readonly Torn[];
const VERSION = /^\d{1,3}v\d{1,4}(?:\.\d{1,6})?$/;
/** Apart from each other, so that one fault does not change what the other one does. */
const LOSE_STREAM = 0x6c6f7365;
const GARBLE_STREAM = 0x67617262;
const FILLER = "other";
const FILE_HEADER_BYTES = 32;

/**
 * @param word a shipped board, or a file of one's own (`./my-board.json`)
 * @throws RangeError for one that there is not, or a file that is no board's
 */
export function boardOf(word: string): BoardTable {
  if (word.endsWith(".json")) {
    const { name, ...table } = readData(boardFile, parseFile(word), word);
    return { ...table, board: name };
  }
  if (!boardModelNames().includes(word)) {
    throw new RangeError(
      `unknown board "${word}": expected one of ${boardModelNames().join(", ")}, or a file of your own (./my-board.json)`,
    );
  }
  return readFirmware(`${word}-pos`).manifest;
}

function parseFile(file: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(readRegularFile(file, FILE_BYTES_MAX)));
  } catch (cause) {
    throw new RangeError(`${file} cannot be read: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}

/** @throws RangeError when it is none of an interpreter */
export function parseVersion(text: string): string {
  if (VERSION.test(text)) return text;
  throw new RangeError(`--interpreter must be a version of Espruino, such as 2v29, not "${text}"`);
}

/** @throws RangeError naming the option that is wrong */
export function parseFaults(words: FaultWords): BoardFaults {
  const atStep = parseCount("--cut-power-at", words.cutPowerAt, 1);
  if (!TORN.includes(words.torn)) {
    throw new RangeError(`--torn must be one of ${TORN.join(", ")}, not "${words.torn}"`);
  }
  return {
    cut: atStep === undefined ? undefined : { atStep, torn: words.torn as Torn },
    loseShare: parseShare("--lose", "lines", words.lose),
    garbleShare: parseShare("--garble", "bytes", words.garble),
    freeBytes: parseCount("--free", words.free, 0),
  };
}

/** @throws RangeError when the flash holds too much already to have less room */
export function makeFaulty(
  board: BareBoard,
  { cut, loseShare, garbleShare, freeBytes }: BoardFaults,
  seed: number,
): void {
  if (freeBytes !== undefined) fill(board, freeBytes);
  board.storage.cutPowerAt(cut);
  if (loseShare > 0) board.mishear(lostInput(loseShare, seededRandom(seed, LOSE_STREAM)));
  if (garbleShare > 0) {
    const isConsole = (): boolean => board.running() === undefined;
    board.cable.onByte(garbledEcho(garbleShare, seededRandom(seed, GARBLE_STREAM), isConsole));
  }
}

/** A file of someone else takes the room. */
function fill(board: BareBoard, freeBytes: number): void {
  board.storage.erase(FILLER);
  if (board.storage.getStats().trashBytes! > 0) board.storage.compact();
  const size = (board.storage.getFree() - freeBytes - FILE_HEADER_BYTES) & ~3;
  if (size <= 0) {
    throw new RangeError(
      `--free ${freeBytes}: the flash has ${board.storage.getFree()} bytes free, and not more`,
    );
  }
  board.storage.write(FILLER, "x".repeat(size));
}

function parseCount(option: string, text: string | undefined, min: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,7}$/.test(text) && Number(text) >= min) return Number(text);
  throw new RangeError(`${option} must be a whole number from ${min} on, not "${text}"`);
}
