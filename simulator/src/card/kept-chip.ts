/** Chips whose memory is saved as they go: a process may die at any moment, and what a card has answered is true. */
import type { CardChip } from "../chip/chip.js";
import type { Chips } from "./open-chips.js";

/**
 * What wraps each of the chips, so that a changed memory is told before the answer leaves the card.
 * @param saved the state that they were made from
 * @param tell gets the new state; without it nothing is kept
 */
export function keeper(
  chips: Chips,
  saved: string | undefined,
  tell: ((state: string) => void) | undefined,
): (chip: CardChip) => CardChip {
  if (tell === undefined) return (chip) => chip;
  let known = saved;
  const check = () => {
    const state = chips.serialize();
    if (state === known) return;
    tell(state);
    known = state;
  };
  check();
  return (chip) => ({
    ...chip,
    reset() {
      const atr = chip.reset();
      check();
      return atr;
    },
    execute(apdu) {
      const response = chip.execute(apdu);
      check();
      return response;
    },
  });
}
