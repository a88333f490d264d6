/** An operator at the keypad: presses keys the way people do, and only while the reader asks for some. */
import { live } from "@duka/protocol/data/live";
import type { SimulationClock } from "../time/clock.js";
import type { Random } from "../time/random.js";
import type { Keypad } from "./keypad.js";

export type KeypadOperator = {
  /**
   * Types these keys, 0 to 9, # (confirm), * (correct) and C (cancel), as soon as the reader looks at its keypad: now,
   * or at the next entry. Several entries may be given one after the other, each with its # or C. When an entry ends
   * early, what is left of it is forgotten; what another call gave is not.
   * @throws RangeError when the keypad has no such key
   */
  press(keys: string): void;
  /** How many keys are still to be pressed. */
  readonly waiting: number;
};

/** Without a look at the keys for so long the reader is not asking; less than any key takes. */
const ASKING_MS = 140;
/** To read the display and move the hand there. */
const REACTION_MS = [400, 700] as const;
const HOLD_MS = [90, 140] as const;
const GAP_MS = [110, 180] as const;
/** Contacts of a key close and open a few times in its first milliseconds. */
const BOUNCES_MAX = 4;
const BOUNCE_MS = [0.2, 1.2] as const;

const ENDS_ENTRY = /[#C]/;

/** @param name of the reader, for messages */
export function createKeypadOperator(
  clock: SimulationClock,
  keypad: Keypad,
  random: Random,
  name: string,
): KeypadOperator {
  /** Of the call whose keys are being pressed, and of those after it. */
  let rest = "";
  let later: readonly string[] = [];
  let isBusy = false;
  /** Some keys of an entry were pressed, and not the one that ends it. */
  let isInside = false;
  let strobeMs = Number.NEGATIVE_INFINITY;
  keypad.onStrobe(() => {
    strobeMs = clock.nowMs();
    begin();
  });

  return live<KeypadOperator, "waiting">(
    {
      press(keys) {
        const strange = [...keys].find((key) => !keypad.keys.includes(key) || key === " ");
        if (strange !== undefined) throw new RangeError(`${name}: ${unknownKey(strange)}`);
        later = [...later, keys];
      },
    },
    { waiting: () => waiting() },
  );

  function waiting(): number {
    return later.reduce((sum, keys) => sum + keys.length, rest.length);
  }

  function begin(): void {
    if (isBusy || waiting() === 0) return;
    isBusy = true;
    clock.after(between(REACTION_MS), next);
  }

  function next(): void {
    if (clock.nowMs() - strobeMs > ASKING_MS) {
      const end = rest.search(ENDS_ENTRY);
      if (isInside) rest = end < 0 ? "" : rest.slice(end + 1);
      isInside = false;
    } else if (waiting() > 0) {
      pressFirst();
      return;
    }
    isBusy = false;
  }

  function pressFirst(): void {
    while (rest === "") {
      rest = later[0]!;
      later = later.slice(1);
    }
    const key = rest[0]!;
    rest = rest.slice(1);
    isInside = !ENDS_ENTRY.test(key);
    bounce(key, true, () =>
      clock.after(between(HOLD_MS), () =>
        // After the last key of an entry a person looks at the display again.
        bounce(key, false, () => clock.after(between(isInside ? GAP_MS : REACTION_MS), next)),
      ),
    );
  }

  function bounce(key: string, isClosed: boolean, then: () => void): void {
    const step = (left: number): void => {
      keypad.setContact(key, left % 2 === 0 ? isClosed : !isClosed);
      if (left === 0) then();
      else clock.after(between(BOUNCE_MS), () => step(left - 1));
    };
    step(2 * random.below(BOUNCES_MAX));
  }

  function between([from, to]: readonly [number, number]): number {
    return from + (random.below(1000) / 1000) * (to - from);
  }

  function unknownKey(key: string): string {
    if (keypad.keys === "") return "this board has no keypad; PICO_R1_3 has one";
    return `there is no key "${key}" on its keypad; there are ${[...keypad.keys].join(" ")}`;
  }
}
