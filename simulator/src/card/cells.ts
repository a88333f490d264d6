/** Named places in a chip's memory: numbers and byte strings. Setting one needs a transaction around it. */
import type { Nvm } from "./nvm.js";

export type NumberCell = {
  get(): number;
  set(value: number): void;
};

export type BytesCell = {
  /** A copy. */
  get(): Uint8Array;
  set(bytes: Uint8Array): void;
};

/** An unsigned number of `size` bytes, 1..4, high byte first. */
export function numberCell(memory: Nvm, name: string, size: number): NumberCell {
  const at = memory.reserve(name, size);
  return {
    get() {
      let value = 0;
      for (const byte of memory.read(at, size)) value = (value << 8) | byte;
      return value >>> 0;
    },
    set(value) {
      const bytes = new Uint8Array(size);
      let left = value;
      for (let i = size - 1; i >= 0; i--) {
        bytes[i] = left;
        left >>>= 8;
      }
      memory.write(at, bytes);
    },
  };
}

/** Exactly `length` bytes. */
export function bytesCell(memory: Nvm, name: string, length: number): BytesCell {
  const at = memory.reserve(name, length);
  return {
    get: () => memory.read(at, length).slice(),
    set(bytes) {
      if (bytes.length !== length) throw new RangeError(`${name} takes ${length} bytes, not ${bytes.length}`);
      memory.write(at, bytes);
    },
  };
}
