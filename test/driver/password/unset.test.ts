/** No password set: VERIFY without data answers 9000, and data are answered like a wrong password (P5 6.14.5). */
import { Password } from "@duka/driver/base/password";
import type { PasswordQuestion } from "@duka/driver/password/ask-password";
import { hangzhou } from "@duka/driver/password/city-profile";
import { recognisePassword } from "@duka/driver/password/recognise";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { contextOf, memoryOf, typing } from "../../support/card/password-model.js";
import { openTestTill } from "../../support/card/till.js";

const CARD = findProfile("hangzhou");
const password = { ...hangzhou.password, answersEmptyVerify: true };
const UNSET = {
  simulated: { password, pin: { reference: null, unset: true } },
  profile: { ...hangzhou, password },
};

/** What a card without a password answers. */
class UnsetCard {
  readonly cardNumber = "1";
  readonly maskedCardNumber = "1";
  readonly isFresh: boolean;
  readonly sent: number[] = [];
  constructor(isFresh: boolean) {
    this.isFresh = isFresh;
  }
  async verify(bcd: Uint8Array) {
    this.sent.push(bcd.length);
    const isEmpty = bcd.length === 0;
    return { sw: isEmpty ? 0x9000 : 0x63c5, triesLeft: isEmpty ? -1 : 5, meaning: "" };
  }
}

for (const state of [undefined, "initial", "changed", "checking", "tried", "refuted"] as const) {
  test(`straight after our own reset 9000 means that none is set, remembered ${state}: verified, nothing is sent, nothing is asked`, async (t) => {
    const card = new UnsetCard(true);
    const { ask, questions } = typing("123456");
    const memory = memoryOf(state && { state, triesLeft: undefined });
    t.like(await recognisePassword(card, contextOf({ ask, memory })), { verified: true, by: "none" });
    t.deepEqual([card.sent, questions.length], [[0], 0]);
  });
}

test("later 9000 may be what somebody else verified: the holder is asked, the initial password never sent", async (t) => {
  const card = new UnsetCard(false);
  t.like(await recognisePassword(card, contextOf()), { verified: false, reason: "password needed" });
  t.deepEqual(card.sent, [0]);
});

test("VERIFY without data is sent where the profile says nothing of it (P5 6.14.5)", async (t) => {
  const card = new UnsetCard(true);
  const { answersEmptyVerify: _, ...rules } = password;
  t.like(await recognisePassword(card, contextOf({ rules })), { verified: true, by: "none" });
  t.deepEqual(card.sent, [0]);
});

test("where the profile says that a card does not answer it, VERIFY without data is not sent", async (t) => {
  const card = new UnsetCard(true);
  const rules = { ...password, answersEmptyVerify: false, tryWhenCounterUnknown: false };
  t.like(await recognisePassword(card, contextOf({ rules })), { verified: false, reason: "password needed" });
  t.deepEqual(card.sent, []);
});

for (const kind of ["purse", "medical"] as const) {
  test(`a card without a password pays from its ${kind} without asking, twice, and loses no try`, async (t) => {
    const till = await openTestTill({
      ...UNSET,
      askPassword: async () => t.fail("the holder was asked") as undefined,
    });
    for (const ref of ["S-1", "S-2"]) {
      t.like(await till.account.debit({ ref, amountFen: 1250, kind }), { outcome: "committed" });
    }
    t.deepEqual(
      till.events
        .filter(({ type }) => type === "password-verified")
        .map((event) => "by" in event && event.by),
      ["none", "none"],
    );
    t.deepEqual(
      till.card.heard.filter((command) => command.startsWith("20")),
      ["20 00 00", "20 00 00"],
    );
  });
}

test("its holder sets a first password: no old one is asked for; from then on the card has one", async (t) => {
  const questions: PasswordQuestion["what"][] = [];
  const till = await openTestTill({
    ...UNSET,
    askPassword: async ({ what }) => {
      questions.push(what);
      return Password.fromDigits("654321");
    },
  });
  t.like(await till.account.changePassword(), { changed: true });
  t.deepEqual(questions, ["new", "again"]);
  t.like(await till.account.debit({ ref: "S-1", amountFen: 1250 }), { outcome: "committed" });
  t.deepEqual(questions, ["new", "again", undefined], "asked for at the sale");
  t.is(CARD.pin.unset, undefined);
});

test("at a window an old card without a password counts as one whose password is not set", async (t) => {
  const till = await openTestTill(UNSET);
  t.like(await till.account.verifyOldCard(), { passwordState: "not-set" });
});
