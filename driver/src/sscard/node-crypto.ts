/** Unpredictable bytes and hashes, from node:crypto. */
import { createHash, randomBytes } from "node:crypto";

export function randomBytesOf(length: number): Uint8Array {
  return new Uint8Array(randomBytes(length));
}

/** 64 hexadecimal digits. */
export function sha256Of(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
