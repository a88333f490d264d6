/** Loss reports (挂失): by telephone for some days, formally at a window, and taken back when the card is found. */
import type { Handlers, lifecycleOperations } from "@duka/protocol/centre";
import { DAY_MS } from "../china-time.js";
import type { Context } from "../context.js";
import { refuse } from "../refusal.js";
import { cardOf, found, needState, presentedCard, putCard } from "./cards.js";
import { leaveDue } from "./effects.js";
import { record } from "./events.js";
import { holderOf } from "./holders.js";
import { needHolder, needInPerson } from "./vouched.js";

type LossActs = Pick<Handlers<typeof lifecycleOperations>, "reportPreLoss" | "reportLoss" | "unreportLoss">;

export function lossActs(context: Context): LossActs {
  return {
    reportPreLoss({ holderId, cardNumber, documentNumber, ...act }) {
      const card = cardOf(context, cardNumber);
      if (card.holderId !== holderId || holderOf(context, holderId).document.number !== documentNumber) {
        refuse("not-the-holder", "person, ID document and card do not belong together");
      }
      needState(card, ["issued", "active"]);
      const preLost = putCard(context, {
        ...card,
        state: "pre-lost",
        stateBeforeLoss: card.state,
        unusableSinceMs: context.nowMs(),
        preLostUntilMs: context.nowMs() + context.rules.preLossDays * DAY_MS,
      });
      record(context, { ...act, act: "reportPreLoss", holderId, cardNumber, vouching: "phone" });
      return { card: preLost, effects: [] };
    },

    reportLoss({ cardNumber, vouching, ...act }) {
      const card = cardOf(context, cardNumber);
      needHolder(holderOf(context, card.holderId), vouching.document);
      needState(card, ["issued", "active", "pre-lost"]);
      const lost = putCard(context, {
        ...card,
        state: "lost",
        stateBeforeLoss: card.stateBeforeLoss ?? card.state,
        unusableSinceMs: card.unusableSinceMs ?? context.nowMs(),
        preLostUntilMs: null,
      });
      record(context, { ...act, act: "reportLoss", holderId: card.holderId, cardNumber, vouching });
      return { card: lost, effects: [] };
    },

    unreportLoss({ card: presented, vouching, ...act }) {
      const card = presentedCard(context, presented);
      needInPerson(holderOf(context, card.holderId), vouching);
      needState(card, ["pre-lost", "lost"]);
      const back = putCard(context, found(card));
      record(context, {
        ...act,
        act: "unreportLoss",
        holderId: card.holderId,
        cardNumber: card.cardNumber,
        vouching,
      });
      return { card: back, effects: leaveDue(context, act, []) };
    },
  };
}
