/** Acts that begin and end a card's life: issue, activation, replacement, return, blocking. */
import type { Card, CardIdentity, Handlers, lifecycleOperations } from "@duka/protocol/centre";
import type { Context } from "../context.js";
import { refuse } from "../refusal.js";
import { closeApplication } from "./applications.js";
import { cardOf, cardsOf, needState, presentedCard, putCard } from "./cards.js";
import type { Due } from "./effects.js";
import { dropDue, isDataDue, leaveDue } from "./effects.js";
import { record } from "./events.js";
import { holderOf, insuredHolder, moveInAccount, putHolder } from "./holders.js";
import { needHolder } from "./vouched.js";

type CardActs = Pick<
  Handlers<typeof lifecycleOperations>,
  "issueCard" | "activateCard" | "activateFinancial" | "replaceCard" | "cancelCard" | "blockCard"
>;

export function cardActs(context: Context): CardActs {
  return {
    issueCard({ holderId, card, version, validUntil, openingBalanceFen, medical, vouching, ...act }) {
      const holder = insuredHolder(context, holderId);
      needHolder(holder, vouching.document);
      const issued = putCard(
        context,
        newCard(context, card, { holderId, version, validUntil, balanceFen: openingBalanceFen }),
      );
      closeApplication(context, holderId);
      record(context, { ...act, act: "issueCard", holderId, cardNumber: card.cardNumber, vouching });
      return { card: issued, effects: leaveDue(context, act, medical ? [insuranceData(issued)] : []) };
    },

    activateCard({ card: presented, oldCard, vouching, ...act }) {
      const card = presentedCard(context, presented);
      needHolder(insuredHolder(context, card.holderId), vouching.document);
      needState(card, ["issued"]);
      const old = liveOldCard(context, card, oldCard);
      const active = putCard(context, { ...card, state: "active", socialActivatedAtMs: context.nowMs() });
      record(context, {
        ...act,
        act: "activateCard",
        holderId: card.holderId,
        cardNumber: card.cardNumber,
        vouching,
      });
      const due = old === undefined ? [] : abolish(context, old, active);
      return { card: active, effects: leaveDue(context, act, due) };
    },

    activateFinancial({ card: presented, vouching, ...act }) {
      const card = presentedCard(context, presented);
      needHolder(insuredHolder(context, card.holderId), vouching.document);
      needState(card, ["active"]);
      const active = putCard(context, {
        ...card,
        financialActivatedAtMs: card.financialActivatedAtMs ?? context.nowMs(),
      });
      record(context, {
        ...act,
        act: "activateFinancial",
        holderId: card.holderId,
        cardNumber: card.cardNumber,
        vouching,
      });
      return { card: active, effects: [] };
    },

    replaceCard({ oldCardNumber, card: fresh, version, validUntil, vouching, ...act }) {
      const old = cardOf(context, oldCardNumber);
      const { holderId } = old;
      needHolder(insuredHolder(context, holderId), vouching.document);
      needState(old, ["lost", "active", "issued"]);
      const card = putCard(context, {
        ...newCard(context, fresh, { holderId, version, validUntil, balanceFen: 0 }),
        replaces: old.cardNumber,
      });
      const isMedical = old.medical || isDataDue(context, oldCardNumber);
      const carriedFen = retire(context, old, card);
      record(context, { ...act, act: "replaceCard", holderId, cardNumber: card.cardNumber, vouching });
      const due = [...(isMedical ? [insuranceData(card)] : []), ...load(context, card, carriedFen)];
      return { card, effects: leaveDue(context, act, due) };
    },

    cancelCard({ cardNumber, reason, vouching, ...act }) {
      const card = cardOf(context, cardNumber);
      const holder = holderOf(context, card.holderId);
      needHolder(holder, vouching.document);
      if (
        reason === "deceased" &&
        (vouching.by !== "delegate" || vouching.delegate.document.kind !== "death-certificate")
      ) {
        refuse("not-the-holder", "after a death a relative comes, with the death certificate");
      }
      needState(card, ["issued", "active", "pre-lost", "lost", "blocked"]);
      needNoOpenLoad(context, card);
      dropDue(context, cardNumber);
      moveInAccount(context, card.holderId, card.balanceFen);
      const cancelled = putCard(context, {
        ...card,
        state: "cancelled",
        balanceFen: 0,
        unusableSinceMs: card.unusableSinceMs ?? context.nowMs(),
      });
      const state =
        reason === "deceased" ? "deceased" : reason === "moved-away" ? "moved-away" : holder.state;
      const paidOutFen = reason === "returned" ? 0 : Math.max(0, holderOf(context, card.holderId).accountFen);
      putHolder(context, { ...moveInAccount(context, card.holderId, -paidOutFen), state });
      if (state !== "insured") closeApplication(context, card.holderId);
      record(context, {
        ...act,
        act: `cancelCard, ${reason}`,
        holderId: card.holderId,
        cardNumber,
        vouching,
      });
      const effects = leaveDue(context, act, [{ cardNumber, kind: "block-card" }]);
      return { card: cancelled, effects, holderState: state, paidOutFen };
    },

    blockCard({ cardNumber, reason, ...act }) {
      const card = cardOf(context, cardNumber);
      needState(card, ["issued", "active", "pre-lost", "lost"]);
      dropDue(context, cardNumber);
      const blocked = putCard(context, {
        ...card,
        state: "blocked",
        stateBeforeLoss: null,
        preLostUntilMs: null,
        unusableSinceMs: card.unusableSinceMs ?? context.nowMs(),
      });
      record(context, {
        ...act,
        act: `blockCard, ${reason}`,
        holderId: card.holderId,
        cardNumber,
        vouching: "system",
      });
      return { card: blocked, effects: leaveDue(context, act, [{ cardNumber, kind: "block-card" }]) };
    },
  };
}

type NewCard = Pick<Card, "holderId" | "version" | "validUntil" | "balanceFen">;

/** @throws CentreRefusal `card-known` */
function newCard({ store, rules }: Context, identity: CardIdentity, facts: NewCard): Card {
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
  context: Context,
  card: Card,
  shown: { readonly cardNumber: string; readonly password: "verified" | "not-set" } | undefined,
): Card | undefined {
  const live = cardsOf(context, card.holderId).filter(
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

function abolish(context: Context, old: Card, card: Card): Due[] {
  const carriedFen = retire(context, old, card);
  const password: Due[] =
    old.password === "changed" ? [{ cardNumber: card.cardNumber, kind: "change-password" }] : [];
  return [
    { cardNumber: old.cardNumber, kind: "block-application" },
    ...password,
    ...load(context, card, carriedFen),
  ];
}

/** Ends a card in favour of another, and takes its balance, once: a replaced card has none any more. */
function retire(context: Context, old: Card, by: Card): number {
  needNoOpenLoad(context, old);
  dropDue(context, old.cardNumber);
  moveInAccount(context, old.holderId, old.balanceFen);
  putCard(context, {
    ...old,
    state: "replaced",
    replacedBy: by.cardNumber,
    balanceFen: 0,
    unusableSinceMs: old.unusableSinceMs ?? context.nowMs(),
  });
  return Math.max(0, old.balanceFen);
}

function load({ rules }: Context, { cardNumber }: Card, amountFen: number): Due[] {
  return rules.account === "card" && amountFen > 0 ? [{ cardNumber, kind: "load", amountFen }] : [];
}

/** @throws CentreRefusal `load-open`: where that money is must be known before the card ends */
function needNoOpenLoad({ store }: Context, { cardNumber }: Card): void {
  if (store.get("openLoad", cardNumber) === undefined) return;
  refuse("load-open", "what became of this card's last load was not reported yet: report that first");
}
