/**
 * Elementary files in a chip's memory (ISO/IEC 7816-4, 5.3.3): transparent, linear and cyclic. Their sizes are given
 * when the memory is planned; what they hold lies in the memory. Writing needs a transaction around it.
 */
import { bytesCell, numberCell } from "./cells.js";
import type { Nvm } from "./nvm.js";

/**
 * Who may: anybody, after the PIN, after an external authentication with a key of this name, no command at all (the chip
 * itself still may), or what several of these conditions say together.
 */
export type Access =
  | "free"
  | "pin"
  | "never"
  | { readonly key: string }
  | { readonly all: readonly Access[] }
  | { readonly any: readonly Access[] };

export type FileHeader = {
  readonly fileId: number;
  /** Short identifier 1..30; 0 for none. */
  readonly sfi: number;
  readonly read: Access;
  readonly update: Access;
  /** Name of the key under which the commands with a MAC may write the file, or read it; without one they may not. */
  readonly protectKey?: string;
  /** Where it stands, when the same identifier stands in several directories. */
  readonly place?: string;
};

export type TransparentFile = FileHeader & {
  readonly kind: "transparent";
  readonly size: number;
  /** A copy; the range must lie within the file. */
  bytes(offset: number, length: number): Uint8Array;
  write(offset: number, bytes: Uint8Array): void;
};

/** Records are numbered from 1; in a cyclic file 1 is the newest. */
export type RecordFile = FileHeader & {
  readonly kind: "linear" | "cyclic";
  /** How many records have been written. */
  count(): number;
  /** A copy; `number` is 1..count. */
  record(number: number): Uint8Array;
  /** @throws RangeError when a linear file is full, or the length is not the record's */
  append(record: Uint8Array): void;
  /** Is there room for one more of this length? */
  takes(length: number): boolean;
  /** The number is 1..count and the length that of the record there. */
  replace(number: number, record: Uint8Array): void;
};

export type ElementaryFile = TransparentFile | RecordFile;

export function transparentFile(memory: Nvm, header: FileHeader, size: number): TransparentFile {
  const at = memory.reserve(nameOf(header), size);
  return {
    ...header,
    kind: "transparent",
    size,
    bytes: (offset, length) => memory.read(at + offset, length).slice(),
    write: (offset, bytes) => memory.write(at + offset, bytes),
  };
}

/** @param lengths of the records, one after the other: all equal for linear fixed, any for linear variable */
export function linearFile(memory: Nvm, header: FileHeader, lengths: readonly number[]): RecordFile {
  const name = nameOf(header);
  const written = numberCell(memory, `${name} count`, 1);
  const records = lengths.map((length, index) => bytesCell(memory, `${name} record ${index + 1}`, length));
  memory.expect(`${name} has more records than fit`, () => written.get() <= lengths.length);
  return {
    ...header,
    kind: "linear",
    count: () => written.get(),
    record: (number) => records[number - 1]!.get(),
    append(record) {
      const free = records[written.get()];
      if (free === undefined) throw new RangeError(`${name} has room for ${records.length} records`);
      free.set(record);
      written.set(written.get() + 1);
    },
    takes: (length) => lengths[written.get()] === length,
    replace: (number, record) => records[number - 1]!.set(record),
  };
}

/** @param capacity records that are kept; the oldest gives way to a new one */
export function cyclicFile(
  memory: Nvm,
  header: FileHeader,
  recordLength: number,
  capacity: number,
): RecordFile {
  const name = nameOf(header);
  const written = numberCell(memory, `${name} count`, 1);
  const next = numberCell(memory, `${name} next`, 1);
  const records = Array.from({ length: capacity }, (_, index) =>
    bytesCell(memory, `${name} record ${index + 1}`, recordLength),
  );
  memory.expect(`${name} is no ring of records`, () => written.get() <= capacity && next.get() < capacity);
  return {
    ...header,
    kind: "cyclic",
    count: () => written.get(),
    record: (number) => records[(next.get() - number + capacity) % capacity]!.get(),
    append(record) {
      records[next.get()]!.set(record);
      next.set((next.get() + 1) % capacity);
      written.set(Math.min(written.get() + 1, capacity));
    },
    takes: (length) => length === recordLength,
    replace: (number, record) => records[(next.get() - number + capacity) % capacity]!.set(record),
  };
}

function nameOf({ fileId, place }: FileHeader): string {
  return place === undefined ? `EF ${fileId}` : `${place} EF ${fileId}`;
}
