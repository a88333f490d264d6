/** Acts about passwords. The register knows only whether one is the initial one or changed; the card does the rest. */
import type {
  Card,
  CardEffect,
  CheckedOf,
  EffectKind,
  Handlers,
  lifecycleOperations,
  ResponseOf,
} from "@duka/protocol/centre";
import type { Context } from "../context.js";
import { refuse } from "../refusal.js";
import { cardOf, needState, presentedCard, putCard } from "./cards.js";
import { dueEffect, dueOn, leaveDue, putEffect } from "./effects.js";
import { record } from "./events.js";
import { insuredHolder } from "./holders.js";
import { needInPerson } from "./vouched.js";

type Act = (
  request: CheckedOf<typeof lifecycleOperations.changePassword>,
) => ResponseOf<typeof lifecycleOperations.changePassword>;

type PasswordActs = Pick<
  Handlers<typeof lifecycleOperations>,
  "changePassword" | "resetPassword" | "unblockPassword" | "reportEffect"
>;

export function passwordActs(context: Context): PasswordActs {
  const leaving =
    (act: string, kind: EffectKind): Act =>
    ({ card: presented, vouching, ...at }) => {
      const card = presentedCard(context, presented);
      needInPerson(insuredHolder(context, card.holderId), vouching);
      needState(card, ["active"]);
      record(context, { ...at, act, holderId: card.holderId, cardNumber: card.cardNumber, vouching });
      return { card, effects: leaveDue(context, at, [{ cardNumber: card.cardNumber, kind }]) };
    };
  return {
    changePassword: leaving("changePassword", "change-password"),
    resetPassword: leaving("resetPassword", "reset-password"),
    unblockPassword: leaving("unblockPassword", "unblock-password"),
    reportEffect({ effect: name, done }) {
      const state = done ? "done" : "failed";
      const effect = reported(context, name, state) ?? dueEffect(context, name);
      const card = cardOf(context, effect.cardNumber);
      putEffect(context.store, { ...effect, state });
      const told = done && effect.state === "due" ? putCard(context, afterEffect(card, effect.kind)) : card;
      return { card: told, effects: dueOn(context, card.cardNumber) };
    },
  };
}

/** Told twice, and the same. */
function reported({ store }: Context, name: string, state: CardEffect["state"]): CardEffect | undefined {
  const effect = store.get("effect", name);
  if (effect === undefined) refuse("effect-unknown", "no act of the register left this to be done");
  return effect.state === state ? effect : undefined;
}

function afterEffect(card: Card, kind: EffectKind): Card {
  switch (kind) {
    case "write-insurance-data":
      return { ...card, medical: true };
    case "change-password":
      return { ...card, password: "changed" };
    case "reset-password":
      return { ...card, password: "initial" };
    default:
      return card;
  }
}
