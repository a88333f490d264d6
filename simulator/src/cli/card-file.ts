/**
 * Card files as the commands `new`, `show` and `log` handle them: made once, and looked at without a lock (wraps
 * node:fs).
 */
import { closeSync, fsyncSync, openSync, writeFileSync } from "node:fs";
import { OWNER_ONLY } from "@duka/protocol/data/file-mode";
import { readRegularFile } from "@duka/protocol/data/regular-file";
import { type Chips, openChips } from "../card/open-chips.js";
import { DEFAULT_SEED } from "../world/simulated-defaults.js";

/** A card of the largest profile has some 200 KiB. */
const FILE_BYTES_MAX = 16 << 20;

/**
 * What is seen of the cards in a file, recovered as at a power-on; the file stays as it is, and may be in use: it is
 * always whole.
 * @throws Error naming the file and what is wrong with it
 */
export function lookIntoCardFile<T>(path: string, look: (chips: Chips) => T): T {
  let text: string;
  try {
    text = new TextDecoder().decode(readRegularFile(path, FILE_BYTES_MAX));
  } catch (error) {
    throw new Error(`cannot read the card file ${path}: ${messageOf(error)}`, { cause: error });
  }
  try {
    const chips = openChips(undefined, text, DEFAULT_SEED);
    chips.card.reset();
    return look(chips);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Error(`card file ${path}: ${error.message}`, { cause: error });
  }
}

/** @throws Error when there is something of this name already, or it cannot be written */
export function createCardFile(path: string, text: string): void {
  let file: number;
  try {
    file = openSync(path, "wx", OWNER_ONLY);
  } catch (error) {
    const isThere = error instanceof Error && "code" in error && error.code === "EEXIST";
    const why = isThere ? "it exists, and no card is overwritten: choose another name" : messageOf(error);
    throw new Error(`cannot make the card file ${path}: ${why}`, { cause: error });
  }
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } catch (error) {
    throw new Error(`cannot write the card file ${path}: ${messageOf(error)}`, { cause: error });
  } finally {
    closeSync(file);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
