/** Bytes that no one can guess, from the runtime's own generator. */
import * as crypto from "node:crypto";

export function randomBytes(count: number): Uint8Array {
  return Uint8Array.from(crypto.randomBytes(count));
}
