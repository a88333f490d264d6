/**
 * The keys of one application that are used by identifier or by name: for authentication, for MACs of commands, for
 * setting passwords. Each has its own counter of attempts, which is spent before anything is compared.
 */

import type { NumberCell } from "../memory/cells.js";
import { deferredCell, numberCell } from "../memory/cells.js";
import type { Nvm } from "../memory/nvm.js";
import type { Attempts } from "./attempts.js";
import { attempts } from "./attempts.js";
import type { KeySource } from "./key-store.js";
import { KEY_LENGTH } from "./key-store.js";

export type RingEntry = {
  /** As the standards call it: "RKSSSE". */
  readonly name: string;
  /** Identifier for EXTERNAL and INTERNAL AUTHENTICATE; -1 when no command names it. */
  readonly id: number;
  /** INTERNAL AUTHENTICATE may use it; EXTERNAL AUTHENTICATE then may not: an answer would be someone's proof. */
  readonly isInternal: boolean;
  readonly key: KeySource;
};

type RingKey = {
  readonly name: string;
  readonly id: number;
  readonly isInternal: boolean;
  readonly attempts: Attempts;
  /** How often INTERNAL AUTHENTICATE has answered with it, where the card counts that. */
  readonly uses: NumberCell;
  /** 16 bytes. */
  key(): Uint8Array;
};

const NEVER_USED: NumberCell = { get: () => 0, set: () => undefined };

export type KeyRing = {
  readonly all: readonly RingKey[];
  byId(id: number): RingKey | undefined;
  named(name: string): RingKey | undefined;
  personalise(): void;
};

/** @param limit wrong authentications and MACs in a row until a key is locked */
export function keyRing(memory: Nvm, place: string, entries: readonly RingEntry[], limit: number): KeyRing {
  const cells = entries.map(({ name }) => deferredCell(memory, `${place} ${name}`, KEY_LENGTH));
  const keys: readonly RingKey[] = entries.map(({ name, id, isInternal }, at) => ({
    name,
    id,
    isInternal,
    attempts: attempts(memory, `${place} ${name} attempts`, limit),
    uses: isInternal ? numberCell(memory, `${place} ${name} uses`, 2) : NEVER_USED,
    key: () => cells[at]!.get(),
  }));
  return {
    all: keys,
    byId: (id) => keys.find((key) => key.id === id),
    named: (name) => keys.find((key) => key.name === name),
    personalise() {
      for (const [at, { key }] of entries.entries()) {
        cells[at]!.personalise(key);
        keys[at]!.attempts.restore();
      }
    },
  };
}
