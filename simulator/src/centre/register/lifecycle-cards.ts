/** Acts that begin and end a card's life: issue, activation, replacement, return, blocking. */
import type { lifeOperations } from "@duka/protocol/centre/lifecycle";
import type { Handlers } from "@duka/protocol/centre/operation";
import type { Card, CardIdentity } from "@duka/protocol/centre/register";
import type { Desk } from "../context.js";
import { refuse } from "../refusal.js";
import { cardOf, cardsOf, needState, presentedCard, putCard } from "./cards.js";
import type { Due } from "./effects.js";
import { dropDue, leaveDue } from "./effects.js";
import { record } from "./events.js";
import { holderOf, insuredHolder, moveInAccount, putHolder } from "./holders.js";
import { needHolder } from "./vouched.js";

type CardActs = Pick<
  Handlers<typeof lifeOperations>,
  "issueCard" | "activateCard" | "activateFinancial" | "replaceCard" | "cancelCard" | "blockCard"
>;

export function cardActs(desk: Desk): CardActs {
  return {
    issueCard({ holderId, card, version, validUntil, openingBalanceFen, medical, vouching, ...act }) {
      const holder = insuredHolder(desk, holderId);
      needHolder(holder, vouching.document);
      const issued = putCard(
        desk,
        newCard(desk, card, { holderId, version, validUntil, balanceFen: openingBalanceFen }),
      );
      record(desk, { ...act, act: "issueCard", holderId, cardNumber: card.cardNumber, vouching });
      return { card: issued, effects: leaveDue(desk, act, medical ? [insuranceData(issued)] : []) };
    },

    activateCard({ card: presented, oldCard, vouching, ...act }) {
      const card = presentedCard(desk, presented);
      needHolder(insuredHolder(desk, card.holderId), vouching.document);
      needState(card, ["issued"]);
      const old = liveOldCard(desk, card, oldCard);
      const active = putCard(desk, { ...card, state: "active", socialActivatedAtMs: desk.nowMs() });
      record(desk, {
        ...act,
        act: "activateCard",
        holderId: card.holderId,
        cardNumber: card.cardNumber,
        vouching,
      });
      const due = old === undefined ? [] : abolish(desk, old, active);
      return { card: active, effects: leaveDue(desk, act, due) };
    },

    activateFinancial({ card: presented, vouching, ...act }) {
      const card = presentedCard(desk, presented);
      needHolder(insuredHolder(desk, card.holderId), vouching.document);
      needState(card, ["active"]);
      const active = putCard(desk, {
        ...card,
        financialActivatedAtMs: card.financialActivatedAtMs ?? desk.nowMs(),
      });
      record(desk, {
        ...act,
        act: "activateFinancial",
        holderId: card.holderId,
        cardNumber: card.cardNumber,
        vouching,
      });
      return { card: active, effects: [] };
    },

    replaceCard({ oldCardNumber, card: fresh, version, validUntil, vouching, ...act }) {
      const old = cardOf(desk, oldCardNumber);
      const { holderId } = old;
      needHolder(insuredHolder(desk, holderId), vouching.document);
      needState(old, ["lost", "active", "issued"]);
      const card = putCard(desk, {
        ...newCard(desk, fresh, { holderId, version, validUntil, balanceFen: 0 }),
        replaces: old.cardNumber,
      });
      const carriedFen = retire(desk, old, card);
      record(desk, { ...act, act: "replaceCard", holderId, cardNumber: card.cardNumber, vouching });
      const due = [...(old.medical ? [insuranceData(card)] : []), ...load(desk, card, carriedFen)];
      return { card, effects: leaveDue(desk, act, due) };
    },

    cancelCard({ cardNumber, reason, vouching, ...act }) {
      const card = cardOf(desk, cardNumber);
      const holder = holderOf(desk, card.holderId);
      needHolder(holder, vouching.document);
      if (
        reason === "deceased" &&
        (vouching.by !== "delegate" || vouching.delegate.document.kind !== "death-certificate")
      ) {
        refuse("not-the-holder", "after a death a relative comes, with the death certificate");
      }
      needState(card, ["issued", "active", "pre-lost", "lost", "blocked"]);
      needNoOpenLoad(desk, card);
      dropDue(desk, cardNumber);
      moveInAccount(desk, card.holderId, card.balanceFen);
      const cancelled = putCard(desk, {
        ...card,
        state: "cancelled",
        balanceFen: 0,
        unusableSinceMs: card.unusableSinceMs ?? desk.nowMs(),
      });
      const state =
        reason === "deceased" ? "deceased" : reason === "moved-away" ? "moved-away" : holder.state;
      const paidOutFen = reason === "returned" ? 0 : Math.max(0, holderOf(desk, card.holderId).accountFen);
      putHolder(desk, { ...moveInAccount(desk, card.holderId, -paidOutFen), state });
      record(desk, { ...act, act: `cancelCard, ${reason}`, holderId: card.holderId, cardNumber, vouching });
      const effects = leaveDue(desk, act, [{ cardNumber, kind: "block-card" }]);
      return { card: cancelled, effects, holderState: state, paidOutFen };
    },

    blockCard({ cardNumber, reason, ...act }) {
      const card = cardOf(desk, cardNumber);
      needState(card, ["issued", "active", "pre-lost", "lost"]);
      dropDue(desk, cardNumber);
      const blocked = putCard(desk, {
        ...card,
        state: "blocked",
        stateBeforeLoss: null,
        preLostUntilMs: null,
        unusableSinceMs: card.unusableSinceMs ?? desk.nowMs(),
      });
      record(desk, {
        ...act,
        act: `blockCard, ${reason}`,
        holderId: card.holderId,
        cardNumber,
        vouching: "system",
      });
      return { card: blocked, effects: leaveDue(desk, act, [{ cardNumber, kind: "block-card" }]) };
    },
  };
}

type NewCard = Pick<Card, "holderId" | "version" | "validUntil" | "balanceFen">;

/** @throws CentreRefusal `card-known` */
function newCard({ store, rules }: Desk, identity: CardIdentity, facts: NewCard): Card {
  if (store.get("card", identity.cardNumber) !== undefined) {
    refuse("card-known", "a card of this number was issued already");
  }
  return {
    ...identity,
    ...facts,
    state: "issued",
    password: rules.passwordAtIssue,
    medical: false,
    socialActivatedAtMs: null,
    financialActivatedAtMs: null,
    unusableSinceMs: null,
    preLostUntilMs: null,
    stateBeforeLoss: null,
    replaces: null,
    replacedBy: null,
  };
}

function insuranceData({ cardNumber, region }: Card): Due {
  return { cardNumber, kind: "write-insurance-data", insuredRegion: region };
}

/** The holder's other live card, which ends with the activation of the new one. */
function liveOldCard(
  desk: Desk,
  card: Card,
  shown: { readonly cardNumber: string; readonly password: "verified" | "not-set" } | undefined,
): Card | undefined {
  const live = cardsOf(desk, card.holderId).filter(
    ({ cardNumber, state }) => state === "active" && cardNumber !== card.cardNumber,
  );
  const old = live.find(({ cardNumber }) => cardNumber === shown?.cardNumber);
  if (live.length === 0 && shown === undefined) return undefined;
  if (old === undefined) {
    refuse(
      "old-card-required",
      "the old card has to be shown and named, or reported as lost and replaced first",
    );
  }
  if (old.password === "changed" && shown?.password !== "verified") {
    refuse("old-password-required", "the old card has a password: it has to be entered once");
  }
  return old;
}

function abolish(desk: Desk, old: Card, card: Card): Due[] {
  const carriedFen = retire(desk, old, card);
  const password: Due[] =
    old.password === "changed" ? [{ cardNumber: card.cardNumber, kind: "change-password" }] : [];
  return [
    { cardNumber: old.cardNumber, kind: "block-application" },
    ...password,
    ...load(desk, card, carriedFen),
  ];
}

/** Ends a card in favour of another, and takes its balance, once: a replaced card has none any more. */
function retire(desk: Desk, old: Card, by: Card): number {
  needNoOpenLoad(desk, old);
  dropDue(desk, old.cardNumber);
  moveInAccount(desk, old.holderId, old.balanceFen);
  putCard(desk, {
    ...old,
    state: "replaced",
    replacedBy: by.cardNumber,
    balanceFen: 0,
    unusableSinceMs: old.unusableSinceMs ?? desk.nowMs(),
  });
  return Math.max(0, old.balanceFen);
}

function load({ rules }: Desk, { cardNumber }: Card, amountFen: number): Due[] {
  return rules.account === "card" && amountFen > 0 ? [{ cardNumber, kind: "load", amountFen }] : [];
}

/** @throws CentreRefusal `load-open`: where that money is must be known before the card ends */
function needNoOpenLoad({ store }: Desk, { cardNumber }: Card): void {
  if (store.get("openLoad", cardNumber) === undefined) return;
  refuse("load-open", "what became of this card's last load was not reported yet: report that first");
}
