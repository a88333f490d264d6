/** Values into bytes. One loop over a compiled layout; every value is checked before anyone sees the bytes. */
import { writeBcd } from "../wire/bcd.js";
import { writeU32 } from "../wire/bytes.js";
import type { Layout, Values } from "./field.js";
import * as kind from "./field.js";
import { badValue } from "./field-error.js";
import type { CompiledLayout } from "./layout.js";

type AnyValues = { readonly [name: string]: unknown };

/**
 * A record of its own: all fields, one after the other. @throws RangeError naming the field whose value does not fit
 */
export function packRecord<L extends Layout>(layout: CompiledLayout<L>, values: Values<L>): Uint8Array {
  const out = new Uint8Array(packedSize(layout, values));
  writeFields(layout, values, out, out.length);
  return out;
}

/** Bytes of the data that these values make. @throws RangeError when one of varying length is no byte string */
export function packedSize<L extends Layout>(layout: CompiledLayout<L>, values: Values<L>): number {
  if (!layout.varies) return layout.size;
  let size = layout.size;
  for (let i = 0; i < layout.kinds.length; i++) {
    const fieldKind = layout.kinds[i]!;
    if (fieldKind !== kind.KIND_REST && fieldKind !== kind.KIND_TERMINATED) continue;
    const value = (values as AnyValues)[layout.names[i]!];
    if (!(value instanceof Uint8Array)) throw badValue(layout, i, value);
    size += value.length;
  }
  return size;
}

/**
 * Writes every field into `out`, whose data ends before `end`.
 * @throws RangeError naming the field whose value does not fit
 */
export function writeFields<L extends Layout>(
  layout: CompiledLayout<L>,
  values: Values<L>,
  out: Uint8Array,
  end: number,
): void {
  const { fixedAt, fixedBytes } = layout;
  for (let i = 0; i < fixedAt.length; i++) out[fixedAt[i]!] = fixedBytes[i]!;
  layout.writeObject(writeField, layout, values as AnyValues, out, end);
}

function writeField(
  layout: CompiledLayout<Layout>,
  index: number,
  value: unknown,
  out: Uint8Array,
  end: number,
): void {
  const at = layout.offsets[index]!;
  const size = layout.sizes[index]!;
  const fieldKind = layout.kinds[index]!;
  let fits = false;
  if (typeof value === "number") {
    if (fieldKind === kind.KIND_NUMBER) fits = writeNumber(out, at, size, value);
    else if (fieldKind === kind.KIND_EXPECTED_LENGTH) fits = writeExpectedLength(out, value);
  } else if (typeof value === "string") {
    if (value.length !== 2 * size) fits = false;
    else if (fieldKind === kind.KIND_DIGITS) fits = writeBcd(out, at, value) === size;
    else if (fieldKind === kind.KIND_HEX) fits = writeHex(out, at, size, value);
  } else if (value instanceof Uint8Array) {
    fits = writeBytes(out, at, end, fieldKind, size, value);
  }
  if (!fits) throw badValue(layout, index, value);
}

function writeBytes(
  out: Uint8Array,
  at: number,
  end: number,
  fieldKind: number,
  size: number,
  value: Uint8Array,
): boolean {
  if (fieldKind === kind.KIND_BYTES) {
    if (value.length !== size) return false;
    copyInto(out, at, value);
    return true;
  }
  if (fieldKind === kind.KIND_REST) {
    copyInto(out, end - value.length, value);
    return true;
  }
  if (fieldKind !== kind.KIND_TERMINATED || value.includes(0xff)) return false;
  copyInto(out, at, value);
  out[at + value.length] = 0xff;
  return true;
}

/** By hand, because `set` takes longer for a few bytes. */
function copyInto(out: Uint8Array, at: number, value: Uint8Array): void {
  for (let k = 0; k < value.length; k++) out[at + k] = value[k]!;
}

/** Only an integer from 0 to 4294967295 is equal to itself after `>>> 0`. */
function writeNumber(out: Uint8Array, at: number, size: number, value: number): boolean {
  if (value >>> 0 !== value) return false;
  if (size === 4) {
    writeU32(out, at, value);
    return true;
  }
  if (value >>> (8 * size) !== 0) return false;
  for (let k = 0; k < size; k++) out[at + k] = value >>> (8 * (size - 1 - k));
  return true;
}

function writeHex(out: Uint8Array, at: number, size: number, value: string): boolean {
  if (!/^[0-9a-f]*$/i.test(value)) return false;
  for (let k = 0; k < size; k++) out[at + k] = Number.parseInt(value.slice(2 * k, 2 * k + 2), 16);
  return true;
}

/** Le is the last byte of a short command; 256 is written as 00. */
function writeExpectedLength(out: Uint8Array, value: number): boolean {
  if (!(value >= 1 && value <= 256) || Math.floor(value) !== value) return false;
  out[out.length - 1] = value;
  return true;
}
