/**
 * Where holder notes lie (wraps node:fs). A folder that others can write to would let them put links there, through
 * which a note overwrites a file of ours; so only a folder of this user alone is taken.
 */
import { lstatSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Env, isFixed } from "../base/user-folder.js";

const GROUP_AND_OTHERS = 0o077;
/** Where TMPDIR or TEMP says nothing that can be used. */
const TEMPORARY = process.platform === "win32" ? "C:\\Windows\\Temp" : "/tmp";

/**
 * The user's own run-time folder (XDG Base Directory Specification), which is gone after a log-out; else one of the
 * user's in the folder for temporary files. Whoever starts from another folder finds the same one: a relative path is
 * passed over.
 */
export function notesFolder(env: Env = process.env, temporary = tmpdir()): string {
  const runtime = env.XDG_RUNTIME_DIR ?? "";
  if (isFixed(runtime) && isOwn(runtime)) return join(runtime, "duka-readers");
  const name = `duka-readers-${process.getuid?.() ?? "user"}`;
  return join(isFixed(temporary) ? temporary : TEMPORARY, name);
}

/** Makes the folder where it is missing. @returns false when it is no folder, or not this user's alone */
export function prepareFolder(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  return isOwn(folder);
}

/**
 * A folder, no link to one, of this user, closed to all others. Windows keeps temporary files apart for each user by
 * itself.
 */
export function isOwn(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory() !== true) return false;
  if (process.getuid === undefined) return true;
  return found.uid === process.getuid() && (found.mode & GROUP_AND_OTHERS) === 0;
}
