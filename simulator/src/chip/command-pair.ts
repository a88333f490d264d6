/**
 * What one command leaves for the very next one, in the same power session: an opened transaction, a challenge. Any
 * other command in between, even an unknown one, and it is gone (JR/T 0025: the second command of a pair directly
 * follows its INITIALIZE).
 */
import type { Volatile } from "./chip.js";

export type CommandPair<T> = Volatile & {
  /** Leaves something for the next command. */
  leave(value: T): void;
  /** What the command before this one left. */
  left(): T | undefined;
};

export function commandPair<T>(): CommandPair<T> {
  let present: T | undefined;
  let next: T | undefined;
  return {
    powerOn() {
      present = undefined;
      next = undefined;
    },
    nextCommand() {
      present = next;
      next = undefined;
    },
    leave(value) {
      next = value;
    },
    left: () => present,
  };
}
