/** Bytes into values. What comes back shares no memory with what was read. */
import { readBcd } from "../wire/bcd.js";
import { readU16, readU32 } from "../wire/bytes.js";
import type { Layout, Values } from "./field.js";
import * as kind from "./field.js";
import { badBytes, badLength } from "./field-error.js";
import type { CompiledLayout } from "./layout.js";

/** A record of its own. @throws RangeError when its length or a field is wrong */
export function unpackRecord<L extends Layout>(layout: CompiledLayout<L>, record: Uint8Array): Values<L> {
  checkLength(layout, record.length, "the record");
  return readFields(layout, record, record.length, 0);
}

/** @throws RangeError when data of this length cannot be the layout's */
export function checkLength<L extends Layout>(layout: CompiledLayout<L>, length: number, what: string): void {
  if (length === layout.size || (layout.varies && length > layout.size)) return;
  throw badLength(layout, what, length);
}

/**
 * Reads every field from `from`; the data ends before `end`, and `checkLength` has passed.
 * @param le value of an `expectedLength` field
 * @throws RangeError naming the field that the bytes do not fit
 */
export function readFields<L extends Layout>(
  layout: CompiledLayout<L>,
  from: Uint8Array,
  end: number,
  le: number,
): Values<L> {
  checkFixed(layout, from);
  return layout.readObject(readField, layout, from, end, le) as Values<L>;
}

function readField(
  layout: CompiledLayout<Layout>,
  index: number,
  from: Uint8Array,
  end: number,
  le: number,
): unknown {
  const at = layout.offsets[index]!;
  const size = layout.sizes[index]!;
  const fieldKind = layout.kinds[index]!;
  if (fieldKind === kind.KIND_NUMBER) return readNumber(from, at, size);
  if (fieldKind === kind.KIND_BYTES) return copyOf(from, at, at + size);
  if (fieldKind === kind.KIND_DIGITS) return readDigits(layout, index, from);
  if (fieldKind === kind.KIND_HEX) return readHex(from, at, size);
  if (fieldKind === kind.KIND_EXPECTED_LENGTH) return le;
  if (fieldKind === kind.KIND_TERMINATED) return copyOf(from, at, terminatorAt(layout, index, from, end));
  const previous = index - 1;
  if (layout.kinds[previous] !== kind.KIND_TERMINATED) return copyOf(from, at, end);
  return copyOf(from, terminatorAt(layout, previous, from, end) + 1, end);
}

function checkFixed<L extends Layout>(layout: CompiledLayout<L>, from: Uint8Array): void {
  const { fixedAt, fixedBytes } = layout;
  for (let i = 0; i < fixedAt.length; i++) {
    if (from[fixedAt[i]!] === fixedBytes[i]) continue;
    throw new RangeError(`${layout.title}: byte ${fixedAt[i]} is not the fixed one of the declaration`);
  }
}

function readNumber(from: Uint8Array, at: number, size: number): number {
  if (size === 1) return from[at]!;
  if (size === 2) return readU16(from, at);
  if (size === 4) return readU32(from, at);
  return (from[at]! << 16) | readU16(from, at + 1);
}

function readDigits(layout: CompiledLayout<Layout>, index: number, from: Uint8Array): string {
  const size = layout.sizes[index]!;
  const text = readBcd(from, layout.offsets[index]!, size);
  if (text.length !== 2 * size) throw badBytes(layout, index);
  return text;
}

function readHex(from: Uint8Array, at: number, size: number): string {
  let text = "";
  for (let k = at; k < at + size; k++) text += from[k]!.toString(16).padStart(2, "0").toUpperCase();
  return text;
}

function terminatorAt(layout: CompiledLayout<Layout>, index: number, from: Uint8Array, end: number): number {
  const at = from.indexOf(0xff, layout.offsets[index]);
  if (at < 0 || at >= end) throw badBytes(layout, index);
  return at;
}

/** By hand, because `slice` takes twice as long for a few bytes. */
function copyOf(from: Uint8Array, start: number, end: number): Uint8Array {
  const copy = new Uint8Array(end - start);
  for (let k = 0; k < copy.length; k++) copy[k] = from[start + k]!;
  return copy;
}
