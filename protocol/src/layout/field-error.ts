/** What is said about a field that does not fit. The value of a `secret` field, and any byte string, is never shown. */
import type { Layout } from "./field.js";
import * as kind from "./field.js";
import type { CompiledLayout } from "./layout.js";

/** The caller gave a value that the field cannot hold. */
export function badValue<L extends Layout>(
  layout: CompiledLayout<L>,
  index: number,
  value: unknown,
): RangeError {
  const field = layout.fields[index]!;
  const got = field.secret ? "" : `, got ${shown(value)}`;
  return new RangeError(
    `${layout.title}: ${layout.names[index]} must be ${expected(field.kind, field.size)}${got}`,
  );
}

/** The bytes received cannot be the field's. */
export function badBytes<L extends Layout>(layout: CompiledLayout<L>, index: number): RangeError {
  const field = layout.fields[index]!;
  return new RangeError(
    `${layout.title}: the bytes of ${layout.names[index]} are not ${expected(field.kind, field.size)}`,
  );
}

/** The bytes received are too few or too many. */
export function badLength<L extends Layout>(
  layout: CompiledLayout<L>,
  what: string,
  got: number,
): RangeError {
  const least = layout.varies ? "at least " : "";
  return new RangeError(`${layout.title}: ${what} must be ${least}${layout.size} bytes long, got ${got}`);
}

function expected(fieldKind: number, size: number): string {
  if (fieldKind === kind.KIND_NUMBER) return `an integer from 0 to ${256 ** size - 1}`;
  if (fieldKind === kind.KIND_BYTES) return `${size} bytes`;
  if (fieldKind === kind.KIND_DIGITS) return `a string of ${2 * size} decimal digits`;
  if (fieldKind === kind.KIND_HEX) return `a string of ${2 * size} hexadecimal digits`;
  if (fieldKind === kind.KIND_TERMINATED) return "bytes without FF, with an FF after them";
  if (fieldKind === kind.KIND_EXPECTED_LENGTH) return "an integer from 1 to 256";
  return "a Uint8Array";
}

function shown(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value === "string") return JSON.stringify(value.slice(0, 40));
  return typeof value === "number" || value === undefined ? String(value) : `a value of type ${typeof value}`;
}
