/**
 * Decimal digits in bytes, two to a byte, the first in the high half (BCD). Dates, times, terminal numbers and
 * passwords stand like this on the cards.
 */

/**
 * Writes `digits.length / 2` bytes.
 * @returns the bytes written, or -1 when something is no decimal digit or one digit has no partner
 */
export function writeBcd(to: Uint8Array, at: number, digits: string): number {
  const count = digits.length >> 1;
  if (count * 2 !== digits.length) return -1;
  for (let i = 0; i < count; i++) {
    const high = digits.charCodeAt(2 * i) - 0x30;
    const low = digits.charCodeAt(2 * i + 1) - 0x30;
    if (high < 0 || high > 9 || low < 0 || low > 9) return -1;
    to[at + i] = (high << 4) | low;
  }
  return count;
}

/** Reads `count` bytes as `2 * count` digits; the empty string when a half byte is no decimal digit. */
export function readBcd(from: Uint8Array, at: number, count: number): string {
  let digits = "";
  for (let i = at; i < at + count; i++) {
    const byte = from[i]!;
    if ((byte & 0x0f) > 9 || byte >> 4 > 9) return "";
    digits += String.fromCharCode(0x30 + (byte >> 4), 0x30 + (byte & 0x0f));
  }
  return digits;
}
