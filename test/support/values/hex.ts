/** Bytes as people write them: "00 A4 04 00". */
export function bytes(text: string): Uint8Array {
  const digits = text.replace(/\s/g, "");
  if (!/^([0-9A-Fa-f]{2})*$/.test(digits)) throw new RangeError(`no hexadecimal bytes: ${text}`);
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** A copy with one byte changed. */
export function withByte(from: Uint8Array, at: number, value: number): Uint8Array {
  const copy = from.slice();
  copy[at] = value;
  return copy;
}

export function hex(from: Uint8Array): string {
  return Array.from(from, (byte) => byte.toString(16).padStart(2, "0").toUpperCase()).join(" ");
}
