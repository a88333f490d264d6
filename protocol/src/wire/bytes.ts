/**
 * Integers in byte strings. CCID counts from the low byte, cards from the high byte, so both orders are here.
 * Every function works on the caller's buffer and allocates nothing.
 */

/** Reads 2 bytes, high byte first. */
export function readU16(from: Uint8Array, at: number): number {
  return (from[at]! << 8) | from[at + 1]!;
}

/** Reads 4 bytes, high byte first, as 0..4294967295. */
export function readU32(from: Uint8Array, at: number): number {
  return ((from[at]! << 24) | (from[at + 1]! << 16) | (from[at + 2]! << 8) | from[at + 3]!) >>> 0;
}

/** Writes 2 bytes, high byte first. */
export function writeU16(to: Uint8Array, at: number, value: number): void {
  to[at] = value >> 8;
  to[at + 1] = value;
}

/** Writes 4 bytes, high byte first. */
export function writeU32(to: Uint8Array, at: number, value: number): void {
  to[at] = value >>> 24;
  to[at + 1] = value >> 16;
  to[at + 2] = value >> 8;
  to[at + 3] = value;
}

/** Reads 4 bytes, low byte first, as 0..4294967295 (CCID dwLength). */
export function readU32LittleEndian(from: Uint8Array, at: number): number {
  return (from[at]! | (from[at + 1]! << 8) | (from[at + 2]! << 16) | (from[at + 3]! << 24)) >>> 0;
}

/** Writes 4 bytes, low byte first (CCID dwLength). */
export function writeU32LittleEndian(to: Uint8Array, at: number, value: number): void {
  to[at] = value;
  to[at + 1] = value >> 8;
  to[at + 2] = value >> 16;
  to[at + 3] = value >>> 24;
}

/** Exclusive or of all bytes: the LRC of the serial frame, the TCK of an ATR, the EDC of T=1. */
export function xorOf(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum ^= byte;
  return sum;
}

/**
 * The same of many, four at a time.
 * @param words view of the buffer of `bytes` from its beginning, where `bytes` begins too
 */
export function xorOfWords(words: Int32Array, bytes: Uint8Array, length: number): number {
  let sum = 0;
  for (const word of words.subarray(0, length >> 2)) sum ^= word;
  sum ^= sum >> 16;
  sum ^= sum >> 8;
  for (const byte of bytes.subarray(length & ~3, length)) sum ^= byte;
  return sum & 255;
}
