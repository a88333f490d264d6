/** Which card is meant: by its number, or the one that a person has, since a lost card tells no number. */

import { type CardState, cardNumber } from "@duka/protocol/centre";
import { rangeError } from "@duka/protocol/data/bilingual";
import { readData } from "@duka/protocol/data/read-data";
import type { RegisterDesk } from "../../../account/window/register-desk.js";
import { maskCardNumber } from "../../../card/card-number.js";
import { isRefusal, type Refusal, refusal } from "../../../card/refusal.js";

type Meant = {
  /** Name of the option with the number: "--card". */
  readonly option: string;
  readonly number: string | undefined;
  readonly holder: string | undefined;
};

/**
 * @param states tried one after the other: the first of them that one card of the person has decides
 * @throws RangeError when nothing says which card
 */
export async function meantCard(
  desk: RegisterDesk,
  { option, number, holder }: Meant,
  states: readonly CardState[],
): Promise<string | Refusal> {
  if (number !== undefined) return readData(cardNumber, number, option);
  if (holder === undefined)
    throw rangeError(
      `which card? Name it with ${option}, or its person with --holder`,
      `请用 ${option} 指定卡，或用 --holder 指定持卡人`,
    );
  const found = await desk.holder(holder);
  if (isRefusal(found)) return found;
  for (const state of states) {
    const [card, ...others] = found.cards.filter((one) => one.state === state);
    if (card === undefined) continue;
    if (others.length === 0) return card.cardNumber;
    const numbers = [card, ...others].map((one) => maskCardNumber(one.cardNumber)).join(", ");
    return refusal(
      "invalid-request",
      `the person has ${others.length + 1} cards that are ${state} (${numbers}): name one with ${option}; duka holder show --full-numbers tells the numbers`,
    );
  }
  return refusal("invalid-request", `the person has no card that is ${states.join(" or ")}`);
}
