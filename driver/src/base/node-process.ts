/** This process and its neighbours on the same machine, as far as owning a sale needs them. */
import { createHash, randomBytes } from "node:crypto";

export const ownPid = process.pid;

/** True when a process of this machine has this id, ours or anyone's. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
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
  return createHash("sha256").update(text).digest("hex");
}
