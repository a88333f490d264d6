/** The building blocks of what stands under a MAC: the fields one after the other, numbers with the high byte first. */
import { writeBcd } from "../wire/bcd.js";

/** Bytes of a data string, each part at the end of what stands already. */
export type MacData = { readonly bytes: Uint8Array; filled: number };

/** @param size of the whole, in bytes */
export function macData(size: number): MacData {
  return { bytes: new Uint8Array(size), filled: 0 };
}

/** An integer of 1 to 4 bytes. @throws RangeError naming it when it does not fit */
export function number(data: MacData, name: string, size: number, value: number): void {
  if (value >>> 0 !== value || (size < 4 && value >>> (8 * size) !== 0)) {
    throw new RangeError(`${name} must be an integer from 0 to ${256 ** size - 1}, got ${value}`);
  }
  for (let k = size - 1; k >= 0; k--) data.bytes[data.filled++] = value >>> (8 * k);
}

/** Decimal digits, two per byte. @throws RangeError naming them when they are not `count` digits */
export function decimal(data: MacData, name: string, count: number, digits: string): void {
  if (digits.length !== count || writeBcd(data.bytes, data.filled, digits) < 0) {
    throw new RangeError(`${name} must be a string of ${count} decimal digits`);
  }
  data.filled += count / 2;
}
