/** This process and its neighbours on the same machine, as far as owning a sale needs them. */
import { hash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";

export { isUtf8 } from "node:buffer";

export const ownPid = process.pid;

/** Which process one is, and which others of the machine live. */
export type Processes = { readonly ownPid: number; readonly isAlive: (pid: number) => boolean };

/** True when a process of this machine has this id, ours or anyone's, and can still do something. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !hasEnded(pid);
  } catch (error) {
    // EPERM: it lives and belongs to another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

export const MACHINE: Processes = { ownPid, isAlive: isProcessAlive };

/** It keeps its id until its parent has asked how it ended (proc(5): state Z or X); only Linux tells. */
function hasEnded(pid: number): boolean {
  if (process.platform !== "linux") return false;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return /^[ZX]/.test(stat.slice(stat.lastIndexOf(")") + 2));
  } catch {
    // Hidden from other users, or gone just now: the id alone has been asked for.
    return false;
  }
}

/** `byteCount` bytes that no one can guess, in hexadecimal. */
export function randomHex(byteCount: number): string {
  return randomBytes(byteCount).toString("hex");
}

/** SHA-256 of salt and text, in hexadecimal: tells the same text again without keeping it. */
export function saltedHash(salt: string, text: string): string {
  return sha256(`${salt}|${text}`);
}

/** Of the text in UTF-8, in hexadecimal. */
export function sha256(text: string): string {
  return hash("sha256", text);
}
