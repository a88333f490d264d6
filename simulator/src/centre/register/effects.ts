/** What an act leaves to be done on a card. The window does it and tells; the key server helps only while it is due. */
import type { CardEffect, EffectKind } from "@duka/protocol/centre";
import type { Context } from "../context.js";
import { refuse } from "../refusal.js";

export type Due = {
  readonly cardNumber: string;
  readonly kind: EffectKind;
  readonly insuredRegion?: string;
  readonly amountFen?: number;
};

const MANY = 100;

/** @param act identifies them, with a number for each */
export function leaveDue(
  { store }: Context,
  act: { readonly window: string; readonly ref: string },
  due: readonly Due[],
): CardEffect[] {
  return due.map(({ cardNumber, kind, insuredRegion, amountFen }, index) => {
    const effect: CardEffect = {
      effect: `${act.window}|${index + 1}|${act.ref}`,
      cardNumber,
      kind,
      state: "due",
      insuredRegion: insuredRegion ?? null,
      amountFen: amountFen ?? null,
    };
    putEffect(store, effect);
    return effect;
  });
}

/** @throws CentreRefusal `effect-unknown`, or `effect-not-due` when it is done, or another kind than wanted */
export function dueEffect({ store }: Context, name: string, kinds?: readonly EffectKind[]): CardEffect {
  const effect = store.get("effect", name);
  if (effect === undefined) refuse("effect-unknown", "no act of the register left this to be done");
  if (effect.state !== "due")
    refuse("effect-not-due", `this is ${effect.state} already: ask for the act again`);
  if (kinds !== undefined && !kinds.includes(effect.kind)) {
    refuse(
      "effect-not-due",
      `what is due is ${effect.kind}, and this makes the command for ${kinds.join(" or ")}`,
    );
  }
  return effect;
}

export function putEffect(store: Context["store"], effect: CardEffect): void {
  store.put("effect", effect.effect, effect);
  const key = `${effect.cardNumber}|${effect.effect}`;
  if (effect.state === "due") store.put("dueEffect", key, { effect: effect.effect });
  else store.remove("dueEffect", key);
}

export function dueOn({ store }: Context, cardNumber: string): CardEffect[] {
  return store
    .list("dueEffect", `${cardNumber}|`, MANY)
    .flatMap(({ effect }) => store.get("effect", effect) ?? []);
}

/** The insurance data, which opens the card's medical function. */
export function isDataDue(context: Context, cardNumber: string): boolean {
  return dueOn(context, cardNumber).some(({ kind }) => kind === "write-insurance-data");
}

/** What can no longer be done, because the card is gone. */
export function dropDue(context: Context, cardNumber: string): void {
  for (const effect of dueOn(context, cardNumber)) putEffect(context.store, { ...effect, state: "failed" });
}
