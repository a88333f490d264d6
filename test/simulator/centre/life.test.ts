import { DAY_MS } from "@duka/simulator/centre/china-time";
import test from "ava";
import {
  DOCUMENT,
  enrol,
  HOLDER,
  IN_PERSON,
  identity,
  issue,
  NOON_MS,
  openCounter,
  openMedical,
  PHARMACY,
  WINDOW,
  withActiveCard,
} from "./counter.js";

const STRANGER = { kind: "resident-id", number: "330102198505055678" } as const;
const DELEGATE = {
  by: "delegate",
  document: DOCUMENT,
  delegate: { name: "李四", relation: "wife", document: STRANGER },
} as const;
const EMPLOYER = { by: "employer", employer: "Silk Works", list: "L-1", document: DOCUMENT } as const;

const at = (ref: string) => ({ ...WINDOW, ref });

test("a card is issued with the initial password, and its medical function opens when the data is written", (t) => {
  const counter = openCounter();
  enrol(counter);
  const { card, effects } = issue(counter, identity(1), 0);
  t.like(card, { state: "issued", password: "initial", medical: false });
  t.like(effects, [{ kind: "write-insurance-data", insuredRegion: "330181", state: "due" }]);
  const told = counter.ask("reportEffect", { effect: effects[0]!.effect, done: true });
  t.true(told.card.medical);
  t.deepEqual(told.effects, []);
});

test("an issued card is not usable before its activation, and is activated once", (t) => {
  const counter = openCounter();
  enrol(counter);
  const card = identity(1);
  openMedical(counter, issue(counter, card, 0).effects);
  t.is(counter.refusal("eligibility", { institutionId: PHARMACY, card }), "card-not-active");
  const request = { ...at("a"), vouching: DELEGATE, card };
  t.is(counter.ask("activateCard", request).card.socialActivatedAtMs, NOON_MS);
  t.is(counter.refusal("activateCard", { ...request, ref: "b" }), "wrong-state");
  t.is(counter.ask("activateFinancial", { ...request, ref: "c" }).card.financialActivatedAtMs, NOON_MS);
  t.like(counter.ask("eligibility", { institutionId: PHARMACY, card }), {
    password: "initial",
    name: "张三",
  });
});

test("a new card abolishes the old one, whose password is asked if one was set, and gets a password too", (t) => {
  const counter = openCounter();
  const old = withActiveCard(counter, 1);
  const changing = counter.ask("changePassword", { ...at("p"), vouching: IN_PERSON, card: old });
  counter.ask("reportEffect", { effect: changing.effects[0]!.effect, done: true });
  const card = identity(2);
  issue(counter, card, 0);
  const request = { ...at("new"), vouching: IN_PERSON, card };
  t.is(counter.refusal("activateCard", request), "old-card-required");
  const withOld = (password: "verified" | "not-set") => ({
    ...request,
    oldCard: { cardNumber: old.cardNumber, password },
  });
  t.is(counter.refusal("activateCard", withOld("not-set")), "old-password-required");
  const { effects } = counter.ask("activateCard", withOld("verified"));
  t.like(effects, [
    { kind: "block-application", cardNumber: old.cardNumber },
    { kind: "change-password", cardNumber: card.cardNumber },
    { kind: "load", cardNumber: card.cardNumber, amountFen: 500_00 },
  ]);
  const abolished = counter.ask("findCard", { cardNumber: old.cardNumber });
  t.like(abolished.card, { state: "replaced", replacedBy: card.cardNumber, balanceFen: 0 });
  t.is(abolished.holder.accountFen, 700_00);
});

test("passwords: change, reset and unblock in person, and the register follows what the card did", (t) => {
  const counter = openCounter();
  const card = withActiveCard(counter);
  const password = () => counter.ask("findCard", { cardNumber: card.cardNumber }).card.password;
  const act = (operation: "changePassword" | "resetPassword" | "unblockPassword", done: boolean) => {
    const { effects } = counter.ask(operation, { ...at(`${operation} ${done}`), vouching: IN_PERSON, card });
    counter.ask("reportEffect", { effect: effects[0]!.effect, done });
    return password();
  };
  t.is(act("changePassword", false), "initial");
  t.is(act("changePassword", true), "changed");
  t.is(act("unblockPassword", true), "changed");
  t.is(act("resetPassword", true), "initial");
});

for (const operation of ["changePassword", "resetPassword", "unblockPassword"] as const) {
  test(`${operation} is refused to a delegate, to somebody else's document, and to an employer`, (t) => {
    const counter = openCounter();
    const card = withActiveCard(counter);
    const refused = (
      vouching: typeof DELEGATE | typeof EMPLOYER | { by: "holder"; document: typeof STRANGER },
    ) => counter.refusal(operation, { ...at("x"), vouching, card });
    t.is(refused(DELEGATE), "in-person-only");
    t.is(refused(EMPLOYER), "in-person-only");
    t.is(refused({ by: "holder", document: STRANGER }), "not-the-holder");
  });
}

test("an effect is reported once: the same again changes nothing, the contrary is refused", (t) => {
  const counter = openCounter();
  const card = withActiveCard(counter);
  const { effects } = counter.ask("changePassword", { ...at("x"), vouching: IN_PERSON, card });
  const { effect } = effects[0]!;
  counter.ask("reportEffect", { effect, done: true });
  t.is(counter.ask("reportEffect", { effect, done: true }).card.password, "changed");
  t.is(counter.refusal("reportEffect", { effect, done: false }), "effect-not-due");
  t.is(counter.refusal("reportEffect", { effect: "nothing", done: true }), "effect-unknown");
});

test("a loss by telephone lasts for the city's days, then the card works again", (t) => {
  const counter = openCounter();
  const card = withActiveCard(counter);
  const request = {
    ...at("tel"),
    holderId: HOLDER,
    cardNumber: card.cardNumber,
    documentNumber: DOCUMENT.number,
  };
  t.is(counter.refusal("reportPreLoss", { ...request, documentNumber: STRANGER.number }), "not-the-holder");
  t.is(counter.ask("reportPreLoss", request).card.state, "pre-lost");
  t.like(counter.ask("blacklist", { limit: 10 }), {
    cards: [{ cardNumber: card.cardNumber, state: "pre-lost" }],
  });
  t.is(counter.refusal("eligibility", { institutionId: PHARMACY, card }), "card-lost");
  counter.clock.ms += 7 * DAY_MS;
  t.deepEqual(counter.ask("blacklist", { limit: 10 }).cards, []);
  t.is(counter.ask("findCard", { cardNumber: card.cardNumber }).card.state, "active");
  t.is(counter.ask("eligibility", { institutionId: PHARMACY, card }).accountFen, 500_00);
});

test("a formal loss stands until the holder shows the card and the document", (t) => {
  const counter = openCounter();
  const card = withActiveCard(counter);
  const { cardNumber } = card;
  t.is(counter.ask("reportLoss", { ...at("l"), vouching: DELEGATE, cardNumber }).card.state, "lost");
  counter.clock.ms += 400 * DAY_MS;
  t.is(counter.refusal("eligibility", { institutionId: PHARMACY, card }), "card-lost");
  t.is(counter.refusal("unreportLoss", { ...at("u"), vouching: DELEGATE, card }), "in-person-only");
  t.like(counter.ask("unreportLoss", { ...at("u"), vouching: IN_PERSON, card }).card, {
    state: "active",
    unusableSinceMs: null,
  });
});

test("a replacement carries the balance over exactly once", (t) => {
  const counter = openCounter();
  const old = withActiveCard(counter);
  counter.ask("reportLoss", { ...at("l"), vouching: IN_PERSON, cardNumber: old.cardNumber });
  const request = {
    ...at("r"),
    vouching: IN_PERSON,
    oldCardNumber: old.cardNumber,
    card: identity(2),
    version: "3.0",
    validUntil: "20361231",
  } as const;
  const first = counter.ask("replaceCard", request);
  t.deepEqual(counter.ask("replaceCard", request), first);
  t.is(counter.refusal("replaceCard", { ...request, ref: "again", card: identity(3) }), "wrong-state");
  t.like(first.card, { state: "issued", balanceFen: 0, replaces: old.cardNumber });
  const { holder, due } = counter.ask("findCard", { cardNumber: identity(2).cardNumber });
  t.is(holder.accountFen, 700_00);
  t.like(due, [{ kind: "write-insurance-data" }, { kind: "load", amountFen: 500_00 }]);
  t.is(counter.refusal("unreportLoss", { ...at("u"), vouching: IN_PERSON, card: old }), "wrong-state");
});

const ENDS = [
  ["moved-away", IN_PERSON, "moved-away", 700_00],
  ["abroad", IN_PERSON, "insured", 700_00],
  ["returned", DELEGATE, "insured", 0],
  [
    "deceased",
    {
      ...DELEGATE,
      delegate: { ...DELEGATE.delegate, document: { kind: "death-certificate", number: "D330100" } },
    },
    "deceased",
    700_00,
  ],
] as const;

for (const [reason, vouching, holderState, paidOutFen] of ENDS) {
  test(`return of the card, ${reason}: cancelled, ${paidOutFen} fen paid out, the person is ${holderState}`, (t) => {
    const counter = openCounter();
    const { cardNumber } = withActiveCard(counter);
    const answer = counter.ask("cancelCard", { ...at("c"), vouching, cardNumber, reason });
    t.like(answer, { holderState, paidOutFen, card: { state: "cancelled", balanceFen: 0 } });
    t.like(answer.effects, [{ kind: "block-card" }]);
    t.is(counter.refusal("cancelCard", { ...at("d"), vouching, cardNumber, reason }), "wrong-state");
  });
}

test("after a death the holder does not come", (t) => {
  const counter = openCounter();
  const { cardNumber } = withActiveCard(counter);
  const request = { ...at("c"), vouching: IN_PERSON, cardNumber, reason: "deceased" } as const;
  t.is(counter.refusal("cancelCard", request), "not-the-holder");
});

test("a lent, a forged and an altered card are refused", (t) => {
  const counter = openCounter();
  const card = withActiveCard(counter);
  const refused = (presented: typeof card, documentNumber?: string) =>
    counter.refusal("eligibility", {
      institutionId: PHARMACY,
      card: presented,
      ...(documentNumber === undefined ? {} : { documentNumber }),
    });
  t.is(refused(card, STRANGER.number), "not-the-holder");
  t.is(refused(identity(99)), "card-unknown");
  t.is(refused({ ...card, factor: "8603001122339999" }), "card-altered");
  t.is(refused({ ...card, region: "330100" }), "card-altered");
  counter.ask("blockCard", { ...at("b"), cardNumber: card.cardNumber, reason: "lent" });
  t.is(refused(card), "card-blocked");
});

test("designated institutions: others are refused, none named means any", (t) => {
  const counter = openCounter();
  const card = withActiveCard(counter);
  const asked = (institutionId: string) => ({ institutionId, card });
  counter.ask("designate", {
    ...at("d"),
    vouching: EMPLOYER,
    holderId: HOLDER,
    institutions: ["H-1", "H-1", "H-2"],
  });
  t.is(counter.refusal("eligibility", asked("H-3")), "not-designated");
  t.is(counter.ask("eligibility", asked("H-2")).holderId, HOLDER);
  counter.ask("designate", { ...at("e"), vouching: IN_PERSON, holderId: HOLDER, institutions: [] });
  t.is(counter.ask("eligibility", asked("H-3")).holderId, HOLDER);
});

test("the diary names who vouched, with masked documents and nothing of a password", (t) => {
  const counter = openCounter();
  const card = identity(1);
  enrol(counter);
  counter.ask("issueCard", {
    ...at("i"),
    vouching: EMPLOYER,
    holderId: HOLDER,
    card,
    version: "2.0",
    validUntil: "20361231",
    openingBalanceFen: 0,
    medical: false,
  });
  counter.ask("activateCard", { ...at("a"), vouching: DELEGATE, card });
  const { events } = counter.ask("events", { holderId: HOLDER, after: 0, limit: 10 });
  t.like(events[1], {
    act: "issueCard",
    by: "employer",
    employer: "Silk Works, list L-1",
    operator: "0042 Wang",
  });
  t.like(events[2], {
    act: "activateCard",
    by: "delegate",
    document: "resident-id 330***********1234",
    delegate: "李四 (wife), resident-id 330***********5678",
  });
  t.like(counter.ask("events", { holderId: HOLDER, after: 2, limit: 10 }).events, [{ number: 3 }]);
  t.false(JSON.stringify(events).includes(DOCUMENT.number.slice(3, 14)));
});

test("an act is repeatable under its reference, and the reference stands for nothing else", (t) => {
  const counter = openCounter();
  enrol(counter);
  const request = { ...at("x"), holderId: HOLDER, amountFen: 100 };
  const first = counter.ask("allot", request);
  t.deepEqual(counter.ask("allot", request), first);
  t.is(first.holder.accountFen, 100);
  t.is(counter.refusal("allot", { ...request, amountFen: 101 }), "reference-in-use");
  const other = { ...at("x"), vouching: IN_PERSON, holderId: HOLDER, institutions: [] };
  t.is(counter.refusal("designate", other), "reference-in-use");
  t.is(counter.ask("allot", { ...request, window: "CENTRE-2" }).holder.accountFen, 200);
});

test("a refusal binds no reference", (t) => {
  const counter = openCounter();
  const request = { ...at("x"), holderId: HOLDER, amountFen: 100 };
  t.is(counter.refusal("allot", request), "holder-unknown");
  enrol(counter);
  t.is(counter.ask("allot", request).holder.accountFen, 100);
});

test("who is no longer insured, or never was, gets nothing", (t) => {
  const counter = openCounter();
  const { cardNumber } = withActiveCard(counter);
  counter.ask("cancelCard", { ...at("c"), vouching: IN_PERSON, cardNumber, reason: "moved-away" });
  t.is(counter.refusal("allot", { ...at("x"), holderId: HOLDER, amountFen: 1 }), "wrong-state");
  t.is(counter.refusal("events", { holderId: "NOBODY", after: 0, limit: 1 }), "holder-unknown");
  t.is(counter.refusal("findCard", { cardNumber: "NONE" }), "card-unknown");
});
