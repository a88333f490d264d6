/** One station at a time writes a file of records: a lock beside it holds the number of its process (wraps node:fs). */
import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";

/**
 * @returns what gives it back
 * @throws RangeError when another process that lives has it
 */
export function takeLock(file: string): () => void {
  const lock = `${file}.lock`;
  for (const isLast of [false, true]) {
    try {
      const descriptor = openSync(lock, "wx", 0o644);
      writeSync(descriptor, String(process.pid));
      closeSync(descriptor);
      return () => rmSync(lock, { force: true });
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw cannot(lock, error);
      const owner = ownerOf(lock);
      if (isLast || owner === undefined || lives(owner)) {
        throw new RangeError(
          `${file} is in use by another duka-flash line${owner === undefined ? "" : ` (process ${owner})`}: ` +
            `end that one; if there is none, remove ${lock}`,
        );
      }
      // The process that made it was killed.
      rmSync(lock, { force: true });
    }
  }
  throw new Error("unreachable");
}

function ownerOf(lock: string): number | undefined {
  try {
    const owner = Number(readFileSync(lock, "utf8"));
    return Number.isInteger(owner) && owner > 0 ? owner : undefined;
  } catch {
    return undefined;
  }
}

function lives(owner: number): boolean {
  try {
    process.kill(owner, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function cannot(lock: string, error: unknown): RangeError {
  const why = error instanceof Error ? error.message : String(error);
  return new RangeError(`${lock} cannot be made: ${why}; choose another place with --records`, {
    cause: error,
  });
}
