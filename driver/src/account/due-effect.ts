/** What an act of the register has left to be done on a card by this call, unless it was done by an earlier one. */
import type { CardEffect, EffectKind } from "@duka/protocol/centre";
import { isRefusal, type Refusal, refusal } from "../card/refusal.js";
import type { Centre } from "../centre/centre.js";
import { asked } from "./ask-centre.js";

/**
 * An act that is asked again under its ref answers what it had answered first: whether it is due still, the card's list
 * says. One that a card has refused stays due, and may be tried again.
 * @returns undefined when it was done
 * @throws CentreError
 */
export async function dueEffect(
  centre: Centre,
  cardNumber: string,
  left: readonly CardEffect[],
  kind: EffectKind,
): Promise<CardEffect | Refusal | undefined> {
  const effect = left.find((one) => one.kind === kind);
  if (effect === undefined) return refusal("nothing-due", `the centre has no ${kind} due on this card`);
  const found = await asked(centre, "findCard", { cardNumber });
  if (isRefusal(found)) return found;
  if (found.due.some((one) => one.effect === effect.effect)) return effect;
  // Told again, what is done is done; what can no longer be done is refused.
  const told = await asked(centre, "reportEffect", { effect: effect.effect, done: true });
  return isRefusal(told) ? told : undefined;
}

/** Also those of earlier acts that the card had refused. @throws CentreError */
export async function reportDone(centre: Centre, { effect, kind }: CardEffect): Promise<void> {
  const { effects } = await centre.call("reportEffect", { effect, done: true });
  for (const other of effects.filter((one) => one.kind === kind))
    await centre.call("reportEffect", { effect: other.effect, done: true });
}
