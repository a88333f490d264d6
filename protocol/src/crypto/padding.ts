/** Padding of ISO/IEC 9797-1, method 2, which PBOC uses under its MACs. Blocks have 8 bytes (DES) or 16 (SM4). */
import { BLOCK } from "./des.js";

/** The data, 80, and zeros up to a multiple of the block; always something is added, a whole block if need be. */
export function pad80(data: Uint8Array, block: number = BLOCK): Uint8Array {
  const padded = new Uint8Array((Math.floor(data.length / block) + 1) * block);
  padded.set(data);
  padded[data.length] = 0x80;
  return padded;
}

/** Padding of an enciphered field: as `pad80`, but nothing is added to what is a multiple of the block already. */
export function pad80IfNeeded(data: Uint8Array, block: number = BLOCK): Uint8Array {
  return data.length > 0 && data.length % block === 0 ? data.slice() : pad80(data, block);
}
