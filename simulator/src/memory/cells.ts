/** Named places in a chip's memory: numbers and byte strings. Setting one needs a transaction around it. */
import type { Nvm } from "./nvm.js";

export type NumberCell = {
  get(): number;
  set(value: number): void;
};

type BytesCell = {
  /** A copy. */
  get(): Uint8Array;
  set(bytes: Uint8Array): void;
};

/** An unsigned number of `size` bytes, 1..4, high byte first. */
export function numberCell(memory: Nvm, name: string, size: number): NumberCell {
  const at = memory.reserve(name, size);
  return {
    get: () => memory.readNumber(at, size),
    set: (value) => memory.writeNumber(at, size, value),
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

/** Bytes that the factory may leave to be computed when they are first read. */
export type DeferredCell = {
  /** A copy. */
  get(): Uint8Array;
  /** While personalising; the bytes, or what makes them. */
  personalise(content: Uint8Array | (() => Uint8Array)): void;
};

export function deferredCell(memory: Nvm, name: string, length: number): DeferredCell {
  const at = memory.reserve(name, length);
  return {
    get() {
      memory.settle(at);
      return memory.read(at, length).slice();
    },
    personalise(content) {
      if (typeof content === "function") memory.defer(at, content);
      else memory.write(at, content);
    },
  };
}
