/** Eligibility: a card whose medical function (医保功能) is not open, or whose state bars it, is told what to do. */
import type { CentreRequest } from "@duka/protocol/centre";
import test from "ava";
import {
  type Counter,
  DOCUMENT,
  enrol,
  HOLDER,
  IN_PERSON,
  identity,
  issue,
  openCounter,
  openMedical,
  PHARMACY,
  TERMINAL,
  TODAY,
  WINDOW,
  withActiveCard,
} from "./counter.js";

const CARD = identity(1);
const { cardNumber } = CARD;
const at = (ref: string) => ({ ...WINDOW, ref, vouching: IN_PERSON });

type Made = (counter: Counter) => unknown;

/** Issued without the medical function. */
const notOpened: Made = (counter) => {
  enrol(counter);
  counter.ask("issueCard", {
    ...at("issue"),
    ...{ holderId: HOLDER, card: CARD, version: "3.0", validUntil: "20361231" },
    ...{ openingBalanceFen: 0, medical: false },
  });
  counter.ask("activateCard", { ...at("a"), card: CARD });
};
const dataDue: Made = (counter) => {
  enrol(counter);
  issue(counter, CARD, 0);
  counter.ask("activateCard", { ...at("a"), card: CARD });
};
const afterActive =
  (then: Made): Made =>
  (counter) => {
    withActiveCard(counter);
    then(counter);
  };

const STATES: readonly [what: string, made: Made, code: string, todo: RegExp, purse: boolean][] = [
  ["its medical function is not opened", notOpened, "medical-not-open", /opened at the agency/, true],
  ["its insurance data waits to be written", dataDue, "insurance-data-due", /service point writes it/, true],
  [
    "writing its insurance data failed",
    (counter) => {
      enrol(counter);
      const { effects } = issue(counter, CARD, 0);
      counter.ask("reportEffect", { effect: effects[0]!.effect, done: false });
      counter.ask("activateCard", { ...at("a"), card: CARD });
    },
    "medical-not-open",
    /opened at the agency/,
    true,
  ],
  [
    "it is issued and not activated",
    (counter) => {
      enrol(counter);
      openMedical(counter, issue(counter, CARD, 0).effects);
    },
    "card-not-active",
    /not activated yet: .*service point/,
    false,
  ],
  [
    "its loss was reported by telephone",
    afterActive((counter) => {
      const documentNumber = DOCUMENT.number;
      counter.ask("reportPreLoss", { ...WINDOW, ref: "l", holderId: HOLDER, cardNumber, documentNumber });
    }),
    "card-lost",
    /pre-lost.*withdraws the report/,
    false,
  ],
  [
    "it is lost",
    afterActive((counter) => counter.ask("reportLoss", { ...at("l"), cardNumber })),
    "card-lost",
    /\(lost\).*withdraws the report, or has the card replaced/,
    false,
  ],
  [
    "it is stopped",
    afterActive((counter) => counter.ask("blockCard", { ...WINDOW, ref: "b", cardNumber, reason: "forged" })),
    "card-blocked",
    /\(blocked\).*service point/,
    false,
  ],
  [
    "it is cancelled",
    afterActive((counter) => counter.ask("cancelCard", { ...at("c"), cardNumber, reason: "returned" })),
    "card-cancelled",
    /\(cancelled\).*returned/,
    false,
  ],
];

const PURCHASE: CentreRequest<"purchaseMac1"> = {
  ...{ card: CARD, keyVersion: 1, random: "01020304", cardSequence: 1, terminalId: TERMINAL },
  ...{ amountsFen: [100, 0, 0], transactionType: 0x32, date: TODAY, time: "140000" },
};
const BILL = { institutionId: PHARMACY, ref: "S", card: CARD, totalFen: 1000 } as const;

for (const [what, made, code, todo, purse] of STATES) {
  test(`a card is refused for the medical account when ${what}: before it is asked to pay, with what to do`, (t) => {
    const counter = openCounter();
    made(counter);
    const asked = { institutionId: PHARMACY, card: CARD };
    const answer = counter.centre.answer("eligibility", { ...asked, account: "medical" });
    t.like(answer, { ok: false, body: { code } });
    t.regex(answer.ok ? "" : answer.body.message, todo);
    t.is(counter.refusal("eligibility", asked), code, "medical is what is meant where nothing is said");
    t.is(counter.centre.answer("eligibility", { ...asked, account: "purse" }).ok, purse);
    t.is(counter.refusal("preSettle", { ...BILL, kind: "pharmacy", selfCostFen: 0 }), code);
    t.is(counter.refusal("settle", { ...BILL, payment: { from: "none" }, deferred: false }), code);
    t.is(counter.refusal("purchaseMac1", PURCHASE), code);
  });
}

test("once its insurance data was written the card is eligible; one that replaces it waits for its own", (t) => {
  const counter = openCounter();
  const card = withActiveCard(counter);
  t.true(counter.centre.answer("eligibility", { institutionId: PHARMACY, card }).ok);
  const early = openCounter();
  dataDue(early);
  const fresh = identity(2);
  const facts = { oldCardNumber: cardNumber, card: fresh, version: "3.0", validUntil: "20361231" } as const;
  const { effects } = early.ask("replaceCard", { ...at("r"), ...facts });
  t.like(effects, [{ kind: "write-insurance-data", cardNumber: fresh.cardNumber }]);
  early.ask("activateCard", { ...at("a2"), card: fresh });
  t.is(early.refusal("eligibility", { institutionId: PHARMACY, card: fresh }), "insurance-data-due");
  openMedical(early, effects);
  t.true(early.centre.answer("eligibility", { institutionId: PHARMACY, card: fresh }).ok);
});
