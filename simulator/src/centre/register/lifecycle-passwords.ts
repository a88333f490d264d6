/** Acts about passwords. The register knows only whether one is the initial one or changed; the card does the rest. */
import type { lifeOperations } from "@duka/protocol/centre/lifecycle";
import type { CheckedOf, Handlers, ResponseOf } from "@duka/protocol/centre/operation";
import type { Card, CardEffect, EffectKind } from "@duka/protocol/centre/register";
import type { Desk } from "../context.js";
import { refuse } from "../refusal.js";
import { cardOf, needState, presentedCard, putCard } from "./cards.js";
import { dueEffect, dueOn, leaveDue, putEffect } from "./effects.js";
import { record } from "./events.js";
import { insuredHolder } from "./holders.js";
import { needInPerson } from "./vouched.js";

type Act = (
  request: CheckedOf<typeof lifeOperations.changePassword>,
) => ResponseOf<typeof lifeOperations.changePassword>;

type PasswordActs = Pick<
  Handlers<typeof lifeOperations>,
  "changePassword" | "resetPassword" | "unblockPassword" | "reportEffect"
>;

export function passwordActs(desk: Desk): PasswordActs {
  const leaving =
    (act: string, kind: EffectKind): Act =>
    ({ card: presented, vouching, ...at }) => {
      const card = presentedCard(desk, presented);
      needInPerson(insuredHolder(desk, card.holderId), vouching);
      needState(card, ["active"]);
      record(desk, { ...at, act, holderId: card.holderId, cardNumber: card.cardNumber, vouching });
      return { card, effects: leaveDue(desk, at, [{ cardNumber: card.cardNumber, kind }]) };
    };
  return {
    changePassword: leaving("changePassword", "change-password"),
    resetPassword: leaving("resetPassword", "reset-password"),
    unblockPassword: leaving("unblockPassword", "unblock-password"),
    reportEffect({ effect: name, done }) {
      const state = done ? "done" : "failed";
      const effect = reported(desk, name, state) ?? dueEffect(desk, name);
      const card = cardOf(desk, effect.cardNumber);
      putEffect(desk.store, { ...effect, state });
      const told = done && effect.state === "due" ? putCard(desk, afterEffect(card, effect.kind)) : card;
      return { card: told, effects: dueOn(desk, card.cardNumber) };
    },
  };
}

/** Told twice, and the same. */
function reported({ store }: Desk, name: string, state: CardEffect["state"]): CardEffect | undefined {
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
