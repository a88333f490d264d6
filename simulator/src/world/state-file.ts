/**
 * The file that keeps the memory of card and PSAM between runs (wraps node:fs). A card is in one reader at
 * a time: so a lock file with the process number stands beside it while it is in use. Writing is atomic and
 * on the disk when it returns.
 */
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { OWNER_ONLY } from "@duka/protocol/data/file-mode";
import { readRegularFile } from "@duka/protocol/data/regular-file";

/** A lock may be given up or taken over while we look at it; so often we look again. */
const LOCK_TRIES = 5;

/** A card of the largest profile has some 200 KiB. */
const FILE_BYTES_MAX = 16 << 20;

/** Somebody else holds the file. */
export class CardInUseError extends Error {
  override readonly name = "CardInUseError";
  /** By which it is known where this class cannot be imported. */
  readonly code = "card-in-use";
}

type StateFile = {
  /** What was in the file when it was opened; undefined when there was no file. */
  readonly text: string | undefined;
  /** Replaces the whole content. */
  write(text: string): void;
  /** Lets the file go, for the next reader. Calling it again does nothing. */
  close(): void;
};

const CARD_IN_USE = "the card is in another reader";

/**
 * @param inUse what is said where somebody else holds the file
 * @throws CardInUseError when a living process holds the file
 * @throws Error naming the file when it or its folder cannot be read or written
 */
export function openStateFile(path: string, inUse: string = CARD_IN_USE): StateFile {
  const lockPath = `${path}.lock`;
  try {
    lock(path, lockPath, inUse);
  } catch (error) {
    if (error instanceof CardInUseError) throw error;
    throw new Error(`cannot use the state file ${path}: ${messageOf(error)}`, { cause: error });
  }
  let isOpen = true;
  const close = () => {
    if (isOpen) unlinkIfThere(lockPath);
    isOpen = false;
  };
  try {
    return { text: readIfThere(path), write: (text) => writeAtomically(path, text), close };
  } catch (error) {
    close();
    throw new Error(`cannot read the state file ${path}: ${messageOf(error)}`, { cause: error });
  }
}

function lock(path: string, lockPath: string, inUse: string): void {
  for (let attempt = 0; attempt < LOCK_TRIES; attempt++) {
    if (createExclusively(lockPath, `${process.pid}\n`)) return;
    const holder = readIfThere(lockPath);
    if (holder === undefined) continue;
    const pid = Number.parseInt(holder, 10);
    // A lock just made may still be empty: then it belongs to someone alive.
    if (!(pid > 0) || isAlive(pid)) {
      const who = pid > 0 ? `process ${pid}` : "another process";
      throw new CardInUseError(
        `${inUse} (${who} holds ${path}); if no such program runs, delete ${lockPath}`,
      );
    }
    takeAway(lockPath, holder);
  }
  throw new CardInUseError(`${inUse} (${lockPath} comes and goes); try again`);
}

/**
 * Removes a dead process's lock, unless another process has replaced it meanwhile: then that one is put back.
 */
function takeAway(lockPath: string, holder: string): void {
  const aside = `${lockPath}.${process.pid}`;
  try {
    renameSync(lockPath, aside);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  try {
    if (readIfThere(aside) !== holder) linkSync(aside, lockPath);
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  } finally {
    unlinkIfThere(aside);
  }
}

function createExclusively(path: string, text: string): boolean {
  let file: number;
  try {
    file = openSync(path, "wx", OWNER_ONLY);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
  try {
    writeFileSync(file, text);
  } finally {
    closeSync(file);
  }
  return true;
}

function writeAtomically(path: string, text: string): void {
  const temporary = `${path}.new`;
  // One that a killed process has left, or something else of this name, which is not written through.
  rmSync(temporary, { force: true });
  const file = openSync(temporary, "wx", OWNER_ONLY);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  syncFolder(dirname(path));
}

/** The rename itself is durable once the folder is; Windows cannot do this and does not need it. */
function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return new TextDecoder().decode(readRegularFile(path, FILE_BYTES_MAX));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

function unlinkIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
