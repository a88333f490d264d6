/**
 * Keys in a chip's memory. They are used here and never leave: no command reads them. A state file holds them as the
 * chip's memory does, which is why only test keys belong into a simulated chip.
 */
import { deferredCell } from "../memory/cells.js";
import type { Nvm } from "../memory/nvm.js";

export const KEY_LENGTH = 16;

/** 16 bytes, or what makes them when they are first needed. */
export type KeySource = Uint8Array | (() => Uint8Array);

/** For all cards that hold this key: chips copy it into their memory. */
export function madeOnce(make: () => Uint8Array): () => Uint8Array {
  let made: Uint8Array | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** A key of a card or PSAM, with what INITIALIZE says of it. */
export type KeyEntry = {
  readonly index: number;
  readonly version: number;
  /** 0: 3DES. */
  readonly algorithm: number;
  readonly key: KeySource;
};

export type StoredKey = {
  readonly index: number;
  readonly version: number;
  readonly algorithm: number;
  key(): Uint8Array;
};

/** Sets memory aside; `personalise` writes the keys. */
export function storeKeys(
  memory: Nvm,
  name: string,
  entries: readonly KeyEntry[],
): { readonly keys: readonly StoredKey[]; personalise(): void } {
  const cells = entries.map(({ index, version }) =>
    deferredCell(memory, `${name} ${index} version ${version}`, KEY_LENGTH),
  );
  return {
    keys: entries.map(({ index, version, algorithm }, at) => ({
      index,
      version,
      algorithm,
      key: () => cells[at]!.get(),
    })),
    personalise() {
      for (const [at, { key }] of entries.entries()) cells[at]!.personalise(key);
    },
  };
}
