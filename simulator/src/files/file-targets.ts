/** Which file, and where in it, P1 and P2 of the file commands mean (ISO/IEC 7816-4, 7.2 and 7.3). */
import { SW_FILE_NOT_FOUND, SW_INCORRECT_P1_P2, SW_NO_CURRENT_EF } from "@duka/protocol/wire/status-word";
import type { FileTree } from "./file-tree.js";
import type { ElementaryFile, RecordFile, TransparentFile } from "./files.js";

/** Command incompatible with file structure. */
const SW_FILE_STRUCTURE = 0x6981;
/** Low bits of P2: P1 is the record's number; its identifier (tag) when they are 0. */
const BY_NUMBER = 0x04;
const BY_IDENTIFIER = 0x00;
/** The one before the current; in a cyclic file the one that is written next (P5 6.13). */
export const PREVIOUS = 0x03;
/** Records from P1 to the last, and from the last to P1 (P5 table 32). */
const ONWARDS = 0x05;
const BACKWARDS = 0x06;
export const SEVERAL: readonly number[] = [ONWARDS, BACKWARDS];

/**
 * P1 P2 of the binary commands: an offset of 15 bits in the selected file, or a short identifier and an offset of 8.
 */
export function transparentTarget(
  tree: FileTree,
  p1: number,
  p2: number,
): { file: TransparentFile; offset: number } | number {
  const bySfi = (p1 & 0x80) !== 0;
  if (bySfi && ((p1 & 0x60) !== 0 || (p1 & 0x1f) === 0)) return SW_INCORRECT_P1_P2;
  const file: ElementaryFile | undefined = bySfi ? tree.selectBySfi(p1 & 0x1f) : tree.currentFile();
  if (file === undefined) return bySfi ? SW_FILE_NOT_FOUND : SW_NO_CURRENT_EF;
  if (file.kind !== "transparent") return SW_FILE_STRUCTURE;
  return { file, offset: bySfi ? p2 : (p1 << 8) | p2 };
}

/**
 * P2 of the record commands: high five bits a short identifier, or 0 for the selected file.
 * @param more what the low three bits may be besides a number's and an identifier's
 */
export function recordFile(tree: FileTree, p2: number, more: readonly number[] = []): RecordFile | number {
  if (![BY_NUMBER, BY_IDENTIFIER, ...more].includes(p2 & 0x07)) return SW_INCORRECT_P1_P2;
  const sfi = p2 >> 3;
  const file = sfi === 0 ? tree.currentFile() : tree.selectBySfi(sfi);
  if (file === undefined) return sfi === 0 ? SW_NO_CURRENT_EF : SW_FILE_NOT_FOUND;
  return file.kind === "transparent" ? SW_FILE_STRUCTURE : file;
}

/** The numbers of the records that P1 and P2 mean, in their order; none when there are none. */
export function recordNumbers(file: RecordFile, p1: number, p2: number): readonly number[] {
  const mode = p2 & 0x07;
  if (mode !== ONWARDS && mode !== BACKWARDS) {
    const number = recordNumber(file, p1, p2);
    return number === 0 ? [] : [number];
  }
  const from = Math.max(p1, 1);
  const numbers = Array.from({ length: Math.max(file.count() - from + 1, 0) }, (_, at) => from + at);
  return mode === ONWARDS ? numbers : numbers.reverse();
}

/** The number of the record that P1 and P2 mean; 0 when there is none. */
export function recordNumber(file: RecordFile, p1: number, p2: number): number {
  if ((p2 & 0x07) === BY_NUMBER) return p1 > file.count() ? 0 : p1;
  for (let number = 1; number <= file.count(); number++) {
    if (file.record(number)[0] === p1) return number;
  }
  return 0;
}
