/**
 * CRC-32 (ISO/IEC 8802-3): tells a whole journal, or a whole state file, from a damaged one. No protection against
 * intent.
 */

const POLYNOMIAL = 0xedb88320;
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? POLYNOMIAL : 0);
  return remainder;
});

/** 0..4294967295, of the bytes from `start` to before `end`; "123456789" in ASCII gives CBF43926. */
export function crc32(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let remainder = 0xffffffff | 0;
  for (let at = start; at < end; at++) {
    remainder = (remainder >>> 8) ^ TABLE[(remainder ^ bytes[at]!) & 0xff]!;
  }
  return (remainder ^ 0xffffffff) >>> 0;
}
