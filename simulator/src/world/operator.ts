/**
 * An operator at a reader that stands behind a port: cards go in and out by a word, from a keyboard, a script or a
 * signal.
 */
import type { CardChip } from "../chip/chip.js";
import type { SimulatedReader } from "../reader/simulated-reader.js";
import { OPERATOR_WORDS } from "./simulated-defaults.js";
import { checkKeys } from "./simulated-spec.js";

export type Operator = {
  /**
   * Carries out one line.
   * @returns what was done, in words
   * @throws RangeError when the line is not understood or cannot be done now
   */
  obey(line: string): string;
};

/** A reader, or a board that may become one. */
type Operated = Pick<SimulatedReader, "slot" | "keypad" | "powerFail" | "powerUp">;

/** What moves cards; each throws a RangeError when it cannot be done now. */
export type Hands = {
  takeOut(slot: number): void;
  putIn(slot: number): void;
  swap(slot: number): void;
};

export function createOperator(reader: Operated, hands: Hands): Operator {
  return {
    obey(line) {
      const keys = /^keys (.+)$/.exec(line.trim());
      if (keys !== null) return type(checkKeys(keys[1]!));
      const match = /^(out|in|swap|restart)(?: ([0-9]))?$/.exec(line.trim());
      if (match === null)
        throw new RangeError(`"${line.trim().slice(0, 40)}" is not understood: ${OPERATOR_WORDS}`);
      const slot = Number(match[2] ?? 0);
      switch (match[1]) {
        case "out":
          hands.takeOut(slot);
          return `slot ${slot}: card out`;
        case "in":
          hands.putIn(slot);
          return `slot ${slot}: card in`;
        case "swap":
          hands.swap(slot);
          return `slot ${slot}: card swapped`;
        default:
          reader.powerFail();
          reader.powerUp();
          return "the reader was restarted";
      }
    },
  };

  /** How many, and not which: what is said here ends up in logs. */
  function type(keys: string): string {
    reader.keypad.press(keys);
    return `${reader.keypad.waiting} keys are typed when the reader asks`;
  }
}

/** @param spare the card that `swap` puts in next, by slot */
export function handsAt(
  reader: Pick<Operated, "slot">,
  spare: (slot: number) => CardChip | undefined,
): Hands {
  /** What was taken out and lies beside the reader. */
  const beside = new Map<number, CardChip>();
  return {
    takeOut(slot) {
      const chip = reader.slot(slot).remove();
      if (chip === undefined) throw new RangeError(`slot ${slot} is empty`);
      beside.set(slot, chip);
    },
    putIn(slot) {
      const chip = beside.get(slot) ?? spare(slot);
      if (chip === undefined) throw new RangeError(`there is no card to put into slot ${slot}`);
      if (reader.slot(slot).chip !== undefined) throw new RangeError(`slot ${slot} has a card already`);
      beside.delete(slot);
      reader.slot(slot).insert(chip);
    },
    swap(slot) {
      const other = beside.get(slot) ?? spare(slot);
      if (other === undefined) throw new RangeError(`there is no other card for slot ${slot}`);
      beside.delete(slot);
      const former = reader.slot(slot).swap(other);
      if (former !== undefined) beside.set(slot, former);
    },
  };
}
