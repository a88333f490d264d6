/**
 * Elementary files in a chip's memory (ISO/IEC 7816-4, 5.3.3): transparent, linear and cyclic. Their sizes are given
 * when the memory is planned; what they hold lies in the memory. Writing needs a transaction around it.
 */
import { numberCell } from "../memory/cells.js";
import type { Nvm } from "../memory/nvm.js";

/**
 * Who may: anyone, after the PIN, after an external authentication with a key of this name, no command at all (the
 * chip itself still may), or what several of these conditions say together.
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
  const file: Omit<TransparentFile, keyof FileHeader> = {
    kind: "transparent",
    size,
    bytes: (offset, length) => memory.read(at + offset, length).slice(),
    write: (offset, bytes) => memory.write(at + offset, bytes),
  };
  return withHeader(file, header);
}

/** @param lengths of the records, one after the other: all equal for linear fixed, any for linear variable */
export function linearFile(memory: Nvm, header: FileHeader, lengths: readonly number[]): RecordFile {
  const name = nameOf(header);
  const written = numberCell(memory, `${name} count`, 1);
  const starts = startsOf(lengths);
  const at = memory.reserve(`${name} records ${lengths.join()}`, starts.at(-1)!);
  memory.expect(`${name} has more records than fit`, () => written.get() <= lengths.length);
  const write = (index: number, record: Uint8Array): void => {
    needLength(name, record, lengths[index]!);
    memory.write(at + starts[index]!, record);
  };
  const file: Omit<RecordFile, keyof FileHeader> = {
    kind: "linear",
    count: () => written.get(),
    record: (number) => memory.read(at + starts[number - 1]!, lengths[number - 1]!).slice(),
    append(record) {
      const index = written.get();
      if (index >= lengths.length) throw new RangeError(`${name} has room for ${lengths.length} records`);
      write(index, record);
      written.set(index + 1);
    },
    takes: (length) => lengths[written.get()] === length,
    replace: (number, record) => write(number - 1, record),
  };
  return withHeader(file, header);
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
  const at = memory.reserve(`${name} records of ${recordLength}`, capacity * recordLength);
  memory.expect(`${name} is no ring of records`, () => written.get() <= capacity && next.get() < capacity);
  const placeOf = (number: number): number =>
    at + ((next.get() - number + capacity) % capacity) * recordLength;
  const write = (place: number, record: Uint8Array): void => {
    needLength(name, record, recordLength);
    memory.write(place, record);
  };
  const file: Omit<RecordFile, keyof FileHeader> = {
    kind: "cyclic",
    count: () => written.get(),
    record: (number) => memory.read(placeOf(number), recordLength).slice(),
    append(record) {
      write(placeOf(0), record);
      next.set((next.get() + 1) % capacity);
      written.set(Math.min(written.get() + 1, capacity));
    },
    takes: (length) => length === recordLength,
    replace: (number, record) => write(placeOf(number), record),
  };
  return withHeader(file, header);
}

/** Headers differ in what they have: spread first, each would give its file a shape of its own. */
function withHeader<T extends object>(file: T, header: FileHeader): T & FileHeader {
  return Object.assign(file, header);
}

/** Where each record begins, and after the last where they end. */
function startsOf(lengths: readonly number[]): readonly number[] {
  const starts = [0];
  for (const length of lengths) starts.push(starts.at(-1)! + length);
  return starts;
}

function needLength(name: string, record: Uint8Array, length: number): void {
  if (record.length !== length)
    throw new RangeError(`${name}: a record there has ${length} bytes, not ${record.length}`);
}

function nameOf({ fileId, place }: FileHeader): string {
  return place === undefined ? `EF ${fileId}` : `${place} EF ${fileId}`;
}
