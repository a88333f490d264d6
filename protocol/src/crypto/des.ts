/**
 * DES and two-key triple DES, the ciphers of the PBOC cards. Keys are 8 or 16 bytes and used as they are: the parity
 * bits are neither checked nor set, because derived keys have none. Single DES is triple DES with both halves equal,
 * which needs nothing that OpenSSL has retired.
 */
import { createCipheriv, createDecipheriv } from "node:crypto";

/** Bytes of a block, and of a single-length key. */
export const BLOCK = 8;
/** Bytes of a double-length key. */
export const DOUBLE_KEY = 16;

const ZERO_BLOCK = new Uint8Array(BLOCK);

/**
 * Encrypts one block of 8 bytes, or several one by one (ECB), with a 16-byte key. @throws RangeError on another length
 */
export function tripleDes(key16: Uint8Array, blocks: Uint8Array): Uint8Array {
  checkKey(key16, DOUBLE_KEY);
  checkBlocks(blocks);
  const cipher = createCipheriv("des-ede", key16, null).setAutoPadding(false);
  return new Uint8Array(cipher.update(blocks));
}

/** The inverse of `tripleDes`. @throws RangeError on a wrong length */
export function tripleDesDecrypt(key16: Uint8Array, blocks: Uint8Array): Uint8Array {
  checkKey(key16, DOUBLE_KEY);
  checkBlocks(blocks);
  const decipher = createDecipheriv("des-ede", key16, null).setAutoPadding(false);
  return new Uint8Array(decipher.update(blocks));
}

/** Encrypts blocks with single DES (ECB). @throws RangeError on a wrong length */
export function des(key8: Uint8Array, blocks: Uint8Array): Uint8Array {
  return tripleDes(doubled(key8), blocks);
}

/** The inverse of `des`. @throws RangeError on a wrong length */
export function desDecrypt(key8: Uint8Array, blocks: Uint8Array): Uint8Array {
  return tripleDesDecrypt(doubled(key8), blocks);
}

/** The last block of single DES in CBC mode. @throws RangeError on a wrong length */
export function desCbcLast(key8: Uint8Array, blocks: Uint8Array, iv: Uint8Array = ZERO_BLOCK): Uint8Array {
  checkBlocks(blocks);
  if (iv.length !== BLOCK) throw new RangeError(`an initial value has ${BLOCK} bytes, got ${iv.length}`);
  const cipher = createCipheriv("des-ede-cbc", doubled(key8), iv).setAutoPadding(false);
  return new Uint8Array(cipher.update(blocks)).subarray(blocks.length - BLOCK);
}

/** Exclusive or of two byte strings of the same length. */
export function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((byte, i) => byte ^ b[i]!);
}

function doubled(key8: Uint8Array): Uint8Array {
  checkKey(key8, BLOCK);
  const key16 = new Uint8Array(DOUBLE_KEY);
  key16.set(key8);
  key16.set(key8, BLOCK);
  return key16;
}

function checkKey(key: Uint8Array, length: number): void {
  if (key.length !== length) throw new RangeError(`the key must have ${length} bytes, got ${key.length}`);
}

function checkBlocks(blocks: Uint8Array): void {
  if (blocks.length > 0 && blocks.length % BLOCK === 0) return;
  throw new RangeError(`the data must be one or more blocks of ${BLOCK} bytes, got ${blocks.length} bytes`);
}
