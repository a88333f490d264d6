/**
 * A counter of attempts that is spent before a secret is compared, and durably: cutting the power at the right moment
 * gains no one a free guess.
 */
import { numberCell } from "../memory/cells.js";
import type { Nvm } from "../memory/nvm.js";

export type Attempts = {
  readonly limit: number;
  left(): number;
  /** Makes one attempt fewer durable. Only while some are left. */
  spend(): void;
  /** All attempts again; within a transaction, or while personalising. */
  restore(): void;
};

/** @param limit 1..255 */
export function attempts(memory: Nvm, name: string, limit: number): Attempts {
  const left = numberCell(memory, name, 1);
  return {
    limit,
    // A memory from elsewhere may hold anything.
    left: () => Math.min(left.get(), limit),
    spend() {
      memory.transaction(() => left.set(Math.min(left.get(), limit) - 1));
    },
    restore() {
      left.set(limit);
    },
  };
}

/** Equal bytes? Takes the same time wherever they differ. */
export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  let difference = one.length ^ other.length;
  for (let i = 0; i < one.length; i++) difference |= one[i]! ^ (other[i] ?? 0);
  return difference === 0;
}
