/** What is locked on a card, and how many wrong tries each key and each MAC still has: never the keys themselves. */
import type { ApplicationLock } from "../access/application-lock.js";
import { LOCKED_FOR_EVER, UNLOCKED } from "../access/application-lock.js";
import type { Attempts } from "../access/attempts.js";
import type { Chips } from "../card/open-chips.js";

type LockState = "open" | "locked" | "locked for ever";

/** `left` of `max` wrong ones in a row. */
export type Tries = { readonly name: string; readonly left: number; readonly max: number };

export type LockContents = {
  readonly card: LockState;
  readonly applications: readonly {
    /** Identifier of its directory: "3F01", "DF04". */
    readonly id: string;
    readonly state: LockState;
    /** Of APPLICATION UNBLOCK. */
    readonly unlockTries: Tries;
    readonly keys: readonly Tries[];
  }[];
  /** Wrong MACs of terminals and of the centre, in the purse and in the medical account. */
  readonly macs: readonly Tries[];
};

export function locksOf({ card: { inside } }: Chips): LockContents {
  const { cardLock, applications, purse, medical } = inside;
  return {
    card: cardLock.get() === UNLOCKED ? "open" : "locked for ever",
    applications: applications.map(({ directory, lock, keys }) => ({
      id: directory.fileId.toString(16).toUpperCase(),
      state: stateOf(lock),
      unlockTries: triesOf("unblock", lock.unlockAttempts),
      keys: keys.all.map(({ name, attempts }) => triesOf(name, attempts)),
    })),
    macs: [
      triesOf("MAC1", purse.purchaseAttempts),
      triesOf("MAC2", purse.loadAttempts),
      ...(medical === undefined
        ? []
        : [triesOf("medical MAC1", medical.purchaseAttempts), triesOf("medical MAC2", medical.loadAttempts)]),
    ],
  };
}

/** "card open; 3F01 open, DF04 locked". */
export function locksText({ card, applications }: LockContents): string {
  return [`card ${card}`, ...applications.map(({ id, state }) => `${id} ${state}`)].join(", ");
}

/** Those of which some are spent; "all left" when there are none. */
export function triesText({ applications, macs }: LockContents): string {
  const all = [
    ...applications.flatMap(({ id, keys, unlockTries }) =>
      [...keys, unlockTries].map((tries) => ({ ...tries, name: `${id} ${tries.name}` })),
    ),
    ...macs,
  ];
  const spent = all.filter(({ left, max }) => left < max);
  return spent.length === 0
    ? "all left"
    : spent.map(({ name, left, max }) => `${name} ${left} of ${max}`).join(", ");
}

function stateOf(lock: ApplicationLock): LockState {
  const state = lock.state();
  if (state === UNLOCKED) return "open";
  return state === LOCKED_FOR_EVER ? "locked for ever" : "locked";
}

export function triesOf(name: string, attempts: Attempts): Tries {
  return { name, left: attempts.left(), max: attempts.limit };
}
