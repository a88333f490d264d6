/**
 * Another card in slot 0, and pcscd's knowing about it. A card that has no power cannot be swapped behind its back: it
 * goes out first.
 */
import { type Rig, SLOT_0 } from "./rig.js";
import type { Context, Smartcard } from "./smartcard.js";
import { until } from "./until.js";

/** Two polls, and the answer to reset of the new card. */
const SEEN_MS = 5000;

/** @param words for reader-bench: "card transfer protocol=1" */
export async function changeCard(rig: Rig, smartcard: Smartcard, context: Context, words: string) {
  const isPresent = () => {
    const state = context.listReaders().find(({ name }) => name === SLOT_0)?.state ?? 0;
    return (state & smartcard.SCARD_STATE_PRESENT) !== 0;
  };
  const seen = (what: string, wanted: boolean) =>
    until(
      `pcscd to see ${what}`,
      SEEN_MS,
      () => (isPresent() === wanted ? true : undefined),
      () => rig.pcscd.log(),
    );
  await rig.hand("out");
  await seen("that the card is gone", false);
  await rig.hand(words);
  await seen(`"${words}"`, true);
}
