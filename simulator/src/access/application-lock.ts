/** Lock of an application in the memory: for a time, or for ever (JR/T 0025). */

import { numberCell } from "../memory/cells.js";
import type { Nvm } from "../memory/nvm.js";
import type { Attempts } from "./attempts.js";
import { attempts } from "./attempts.js";

export const UNLOCKED = 0;
export const LOCKED_FOR_A_TIME = 1;
export const LOCKED_FOR_EVER = 2;

const UNLOCK_ATTEMPTS = 3;

export type ApplicationLock = {
  state(): number;
  /** Within a transaction. */
  set(state: number): void;
  /** Wrong MACs of APPLICATION UNBLOCK; with the last one an application that is locked stays so for ever. */
  readonly unlockAttempts: Attempts;
  personalise(): void;
};

export function applicationLock(memory: Nvm, place: string): ApplicationLock {
  const unlockAttempts = attempts(memory, `${place} unlock attempts`, UNLOCK_ATTEMPTS);
  const state = numberCell(memory, `${place} lock`, 1);
  return {
    state() {
      const now = state.get();
      return now === LOCKED_FOR_A_TIME && unlockAttempts.left() === 0 ? LOCKED_FOR_EVER : now;
    },
    set: (now) => state.set(now),
    unlockAttempts,
    personalise: () => unlockAttempts.restore(),
  };
}
