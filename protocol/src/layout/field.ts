/**
 * Fields: what the bytes of a command, a response or a record mean. A field is plain data; `layout.ts` reads and writes
 * it. Numbers stand with the high byte first, as everywhere on a card (ISO/IEC 7816-4, 5.1).
 */

declare const valueType: unique symbol;

/** How many bytes a field takes and what they are. `T` is the type of its value in a request or response object. */
export type Field<T> = {
  readonly kind: number;
  /** Bytes; the least number of them where the length varies. */
  readonly size: number;
  /** Never shown in an error, a trace or a log. */
  readonly secret: boolean;
  /** The bytes of a `fixed` field; undefined for every other. */
  readonly fixedBytes: Uint8Array | undefined;
  readonly [valueType]?: T;
};

/** A field that always has the same bytes; it has no name in the value. */
export type FixedField = Field<never> & { readonly fixedBytes: Uint8Array };

/** Names and fields in the order of the bytes. */
export type Layout = { readonly [name: string]: Field<unknown> };

/** The plain object that a layout stands for; `fixed` fields drop out. */
export type Values<L extends Layout> = {
  -readonly [K in keyof L as L[K] extends FixedField ? never : K]: L[K] extends Field<infer T> ? T : never;
};

export const KIND_NUMBER = 0;
export const KIND_BYTES = 1;
export const KIND_DIGITS = 2;
export const KIND_HEX = 3;
export const KIND_FIXED = 4;
export const KIND_TERMINATED = 5;
export const KIND_REST = 6;
export const KIND_EXPECTED_LENGTH = 7;

function field<T>(kind: number, size: number): Field<T> {
  return { kind, size, secret: false, fixedBytes: undefined };
}

/** 0..255, one byte. */
export const u8: Field<number> = field(KIND_NUMBER, 1);
/** 0..65535, two bytes. */
export const u16: Field<number> = field(KIND_NUMBER, 2);
/** 0..16777215, three bytes. */
export const u24: Field<number> = field(KIND_NUMBER, 3);
/** 0..4294967295, four bytes. */
export const u32: Field<number> = field(KIND_NUMBER, 4);
/** An amount of money in fen, 0..4294967295 (42 949 672.95 yuan), four bytes. */
export const amountFen: Field<number> = field(KIND_NUMBER, 4);

/** All bytes that are left; only the last field of a layout may be this. */
export const rest: Field<Uint8Array> = field(KIND_REST, 0);

/** Bytes up to a byte FF, which ends them and is not part of the value. */
export const untilFF: Field<Uint8Array> = field(KIND_TERMINATED, 1);

/** Le of a command whose answer has no fixed length: 1..256. It takes no place among the data. */
export const expectedLength: Field<number> = field(KIND_EXPECTED_LENGTH, 0);

/** Exactly `size` bytes. Reading gives a copy. */
export function bytes(size: number): Field<Uint8Array> {
  return field(KIND_BYTES, size);
}

/** `count` decimal digits as a string such as "20111221", two per byte. @throws RangeError when `count` is odd */
export function digits(count: number): Field<string> {
  if (count % 2 !== 0)
    throw new RangeError(`digits(${count}): two digits make a byte, so the count must be even`);
  return field(KIND_DIGITS, count / 2);
}

/** `size` bytes as `2 * size` hexadecimal digits; reading gives upper case, writing takes either. */
export function hex(size: number): Field<string> {
  return field(KIND_HEX, size);
}

/** A byte, or bytes, that are always the same. */
export function fixed(value: number | Uint8Array): FixedField {
  const fixedBytes = typeof value === "number" ? Uint8Array.of(value) : value.slice();
  return { kind: KIND_FIXED, size: fixedBytes.length, secret: false, fixedBytes };
}

/** The same field, with a value that no error, trace or log may show. */
export function secret<T>(open: Field<T>): Field<T> {
  return { ...open, secret: true };
}
