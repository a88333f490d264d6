/** Loss reports (挂失): by telephone for some days, formally at a window, and taken back when the card is found. */
import type { lifeOperations } from "@duka/protocol/centre/lifecycle";
import type { Handlers } from "@duka/protocol/centre/operation";
import { DAY_MS } from "../china-time.js";
import type { Desk } from "../context.js";
import { refuse } from "../refusal.js";
import { cardOf, found, needState, presentedCard, putCard } from "./cards.js";
import { leaveDue } from "./effects.js";
import { record } from "./events.js";
import { holderOf } from "./holders.js";
import { needHolder, needInPerson } from "./vouched.js";

type LossActs = Pick<Handlers<typeof lifeOperations>, "reportPreLoss" | "reportLoss" | "unreportLoss">;

export function lossActs(desk: Desk): LossActs {
  return {
    reportPreLoss({ holderId, cardNumber, documentNumber, ...act }) {
      const card = cardOf(desk, cardNumber);
      if (card.holderId !== holderId || holderOf(desk, holderId).document.number !== documentNumber) {
        refuse("not-the-holder", "person, ID document and card do not belong together");
      }
      needState(card, ["issued", "active"]);
      const preLost = putCard(desk, {
        ...card,
        state: "pre-lost",
        stateBeforeLoss: card.state,
        unusableSinceMs: desk.nowMs(),
        preLostUntilMs: desk.nowMs() + desk.rules.preLossDays * DAY_MS,
      });
      record(desk, { ...act, act: "reportPreLoss", holderId, cardNumber, vouching: "phone" });
      return { card: preLost, effects: [] };
    },

    reportLoss({ cardNumber, vouching, ...act }) {
      const card = cardOf(desk, cardNumber);
      needHolder(holderOf(desk, card.holderId), vouching.document);
      needState(card, ["issued", "active", "pre-lost"]);
      const lost = putCard(desk, {
        ...card,
        state: "lost",
        stateBeforeLoss: card.stateBeforeLoss ?? card.state,
        unusableSinceMs: card.unusableSinceMs ?? desk.nowMs(),
        preLostUntilMs: null,
      });
      record(desk, { ...act, act: "reportLoss", holderId: card.holderId, cardNumber, vouching });
      return { card: lost, effects: [] };
    },

    unreportLoss({ card: presented, vouching, ...act }) {
      const card = presentedCard(desk, presented);
      needInPerson(holderOf(desk, card.holderId), vouching);
      needState(card, ["pre-lost", "lost"]);
      const back = putCard(desk, found(card));
      record(desk, {
        ...act,
        act: "unreportLoss",
        holderId: card.holderId,
        cardNumber: card.cardNumber,
        vouching,
      });
      return { card: back, effects: leaveDue(desk, act, []) };
    },
  };
}
