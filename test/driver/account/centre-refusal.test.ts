/** A centre that says no says why in a code of its own; the till passes it on as a reason code, in both languages. */
import { centreRefusal, codeOfCentre } from "@duka/driver/account/centre-refusal";
import { REASONS } from "@duka/driver/base/reason-code";
import { refusalText } from "@duka/driver/explain/refusal-words";
import type { CallCentre } from "@duka/protocol/centre/centre";
import { REFUSAL_STATUS } from "@duka/protocol/centre/centre-error";
import { identityOfProfile } from "@duka/simulator/centre/profile-centre";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { INSTITUTION, VOUCHING } from "../../support/shop/insurance.js";
import { openShop, type Shop } from "../../support/shop/shop.js";

/** What says nothing about a card, a person or a bill: the till's own request was at fault, or a key of the centre. */
const PLAIN = [
  "bad-request",
  "unknown-operation",
  "key-unknown",
  "refund-taken",
  "counter-at-limit",
  "amounts-differ",
  "amount-too-large",
];

test("every code that a centre may answer has a reason code of its own, but for those that only a log needs", (t) => {
  const plain = Object.keys(REFUSAL_STATUS).filter((code) => codeOfCentre({ code }) === "centre-refused");
  t.deepEqual(plain, PLAIN);
  t.is(codeOfCentre({ code: "of-a-newer-centre" }), "centre-refused");
  t.is(codeOfCentre({ code: "constructor" }), "centre-refused");
});

test("the clerk reads it in Chinese with what to do; the centre's own English sentence is for the English line", (t) => {
  const message = "the card stands on the blacklist (lost)";
  for (const code of Object.keys(REFUSAL_STATUS)) {
    const no = centreRefusal({ code, message });
    t.is(no.reason, `the centre: ${message}`);
    const zh = refusalText("duka balance", no, "zh");
    t.true(zh.includes(REASONS[no.code].cause.zh) || no.code === "insufficient-balance", zh);
    t.true(zh.includes(REASONS[no.code].remedy.zh), zh);
    t.false(zh.includes(message), zh);
    t.true(refusalText("duka balance", no, "en").includes(message));
  }
});

const AT = { window: "W-1", operator: "clerk", ref: "X-1" } as const;

type Act = (call: CallCentre, cardNumber: string) => Promise<unknown>;

const ACTS: readonly [what: string, code: string, act: Act][] = [
  [
    "reported lost",
    "card-lost",
    (call, cardNumber) => call("reportLoss", { ...AT, vouching: VOUCHING, cardNumber }),
  ],
  ["blocked", "card-blocked", (call, cardNumber) => call("blockCard", { ...AT, cardNumber, reason: "lent" })],
  [
    "cancelled",
    "card-cancelled",
    (call, cardNumber) => call("cancelCard", { ...AT, vouching: VOUCHING, cardNumber, reason: "returned" }),
  ],
  [
    "of a holder who has designated other institutions",
    "not-designated",
    async (call, cardNumber) => {
      const { holder } = await call("findCard", { cardNumber });
      const institutions = [`${INSTITUTION}9`];
      await call("designate", { ...AT, vouching: VOUCHING, holderId: holder.holderId, institutions });
    },
  ],
];

for (const [what, reasonCode, act] of ACTS) {
  test(`a card that is ${what}: ${reasonCode}, before a password is tried; the ref is free`, async (t) => {
    const shop = await openShop({ insured: true });
    await act(callOf(shop), identityOfProfile(findProfile("hangzhou")).cardNumber);
    const sale = { ref: "M-1", kind: "medical", amountFen: 100 } as const;
    const refused = await shop.account.debit(sale);
    t.like(refused, { outcome: "refused", reasonCode, statusWord: null, triesLeft: null });
    t.deepEqual(await shop.journal.find("M-1"), []);
    await shop.close();
  });
}

function callOf({ insurance }: Shop): CallCentre {
  if (insurance === undefined) throw new Error("this shop has no centre");
  return insurance.centre.call;
}
