/**
 * Blocks of T=1 (ISO/IEC 7816-3, clause 11): NAD PCB LEN, at most 254 bytes of information, EDC. Layout and arithmetic
 * only: who answers what is said by the driver's side and, written apart, by the simulated card's.
 */
import { xorOf } from "./bytes.js";

/** Offsets in the prologue field (11.3.2). */
export const NAD_AT = 0;
export const PCB_AT = 1;
export const LEN_AT = 2;
export const PROLOGUE_LENGTH = 3;
/** Longest information field; LEN = 255 is reserved for future use (11.3.2.3). */
export const INF_MAX = 254;
/** IFSC and IFSD until an ATR or S(IFS) says otherwise (11.4.2). */
export const IFS_DEFAULT = 32;

/** Kinds of blocks by the high bits of PCB (11.3.2.2). */
export const KIND_I = 0;
export const KIND_R = 1;
export const KIND_S = 2;
/** A PCB that no block has. */
export const KIND_NONE = 3;

/** I-block: send-sequence number N(S), and the more-data bit M. */
export const PCB_I_SEQUENCE = 0x40;
export const PCB_I_MORE = 0x20;
/** R-block: N(R), and what was wrong with the block before. */
export const PCB_R = 0x80;
export const PCB_R_SEQUENCE = 0x10;
export const R_OK = 0;
export const R_EDC_ERROR = 1;
export const R_OTHER_ERROR = 2;
/** S-blocks; a response is its request with bit 6 set. */
export const S_RESYNCH = 0xc0;
export const S_IFS = 0xc1;
export const S_ABORT = 0xc2;
export const S_WTX = 0xc3;
export const S_RESPONSE = 0x20;

/** The kind of a block by its PCB: KIND_I, KIND_R, KIND_S, or KIND_NONE when the PCB is reserved. */
export function kindOf(pcb: number): number {
  if ((pcb & 0x80) === 0) return (pcb & 0x1f) === 0 ? KIND_I : KIND_NONE;
  if ((pcb & 0x40) === 0) return (pcb & 0x2c) === 0 && (pcb & 3) < 3 ? KIND_R : KIND_NONE;
  return (pcb & 0x1c) === 0 ? KIND_S : KIND_NONE;
}

/** N(S) of an I-block. */
export function sendSequenceOf(pcb: number): number {
  return (pcb >> 6) & 1;
}

/** N(R) of an R-block. */
export function receiveSequenceOf(pcb: number): number {
  return (pcb >> 4) & 1;
}

/**
 * The 16-bit frame check sequence of ISO/IEC 13239, before it is complemented: x^16 + x^12 + x^5 + 1, low bit first,
 * begun with FFFF.
 */
export function crcOf(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0x8408 : crc >> 1;
  }
  return crc;
}

/**
 * How the epilogue is computed (11.3.4): the exclusive or of all bytes; or the CRC as ISO/IEC 13239 has it,
 * complemented and low byte first; or the CRC plain and high byte first, as stock PC/SC drivers and cards made for them
 * have it.
 */
export const EDC_LRC = 0;
export const EDC_CRC = 1;
export const EDC_CRC_PLAIN = 2;

export function edcLengthOf(edc: number): number {
  return edc === EDC_LRC ? 1 : 2;
}

/** Writes the EDC behind the `length` bytes that it covers. @returns the length of the whole block */
export function putEdc(block: Uint8Array, length: number, edc: number): number {
  const covered = block.subarray(0, length);
  if (edc === EDC_LRC) {
    block[length] = xorOf(covered);
    return length + 1;
  }
  const crc = crcOf(covered);
  block[length] = edc === EDC_CRC ? ~crc : crc >> 8;
  block[length + 1] = edc === EDC_CRC ? ~crc >> 8 : crc;
  return length + 2;
}

/** True when the last bytes of a whole block are its EDC. */
export function isEdcRight(block: Uint8Array, edc: number): boolean {
  const length = block.length - edcLengthOf(edc);
  if (length < PROLOGUE_LENGTH) return false;
  if (edc === EDC_LRC) return xorOf(block) === 0;
  const crc = crcOf(block.subarray(0, length));
  const found = (block[length]! << 8) | block[length + 1]!;
  return found === (edc === EDC_CRC ? ((~crc & 0xff) << 8) | ((~crc >> 8) & 0xff) : crc);
}
