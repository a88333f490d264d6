/** Hexadecimal text, as in standards, traces and the examples of the declarations. */

/** Bytes of "80 54 0100"; spaces are for reading only. @throws RangeError when something else is no pair of digits */
export function parseHex(text: string): Uint8Array {
  const digits = text.replaceAll(/\s/g, "");
  if (!/^([0-9a-f]{2})*$/i.test(digits))
    throw new RangeError("hexadecimal text must be pairs of digits 0-9 A-F");
  const out = new Uint8Array(digits.length / 2);
  for (let i = 0; i < out.length; i++) out[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return out;
}

/** "80540100": upper case. */
export function hexText(bytes: Uint8Array): string {
  return formatHex(bytes).replaceAll(" ", "");
}

/** "80 54 01 00": upper case, a space between bytes. */
export function formatHex(bytes: Uint8Array): string {
  const pairs: string[] = [];
  for (const byte of bytes) pairs.push(byte.toString(16).padStart(2, "0").toUpperCase());
  return pairs.join(" ");
}
