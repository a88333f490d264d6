/** A locked password stays remembered: no one is asked again, and no try is promised that is not there. */

import { Password } from "@duka/driver/base/password";
import { hangzhou } from "@duka/driver/password/city-profile";
import { recognisePassword } from "@duka/driver/password/recognise";
import test from "ava";
import { contextOf, ModelCard, memoryOf, RULES, typing } from "../../support/card/password-model.js";
import { openTestTill } from "../../support/card/till.js";

const SILENT = { ...RULES, answersEmptyVerify: false, tryWhenCounterUnknown: true };

for (const [how, left, typed] of [
  ["by the last wrong password", 1, ["111111"]],
  ["and so was found when one was typed", 0, ["111111"]],
  ["and so was found when the initial one was sent", 0, []],
] as const) {
  test(`a card that tells no counter was locked ${how}: the next sale asks no one and says that it is locked`, async (t) => {
    const card = new ModelCard("654321", left, false);
    const memory = memoryOf(typed.length === 0 ? undefined : { state: "changed", triesLeft: undefined });
    const first = typing(...typed);
    const rules = SILENT;
    t.like(await recognisePassword(card, contextOf({ rules, memory, ask: first.ask })), {
      verified: false,
      reason: "password locked",
      triesLeft: 0,
    });
    const next = typing("654321");
    const { tries } = card;
    t.like(await recognisePassword(card, contextOf({ rules, memory, ask: next.ask })), {
      reason: "password locked",
      triesLeft: 0,
    });
    t.deepEqual([next.questions.length, card.tries], [0, tries]);
  });
}

test("freed elsewhere, as its holder says: it is asked for again, without a number of tries", async (t) => {
  const memory = memoryOf({ state: "changed", triesLeft: 0 });
  const { ask, questions } = typing("654321");
  const card = new ModelCard("654321", 6, false);
  const verdict = await recognisePassword(card, contextOf({ rules: SILENT, memory, ask, isUnblocked: true }));
  t.like(verdict, { verified: true, by: "typed" });
  t.is(questions[0]?.triesLeft, undefined);
  t.like(memory.now, { state: "changed", triesLeft: undefined });
});

test("reset elsewhere, as the register says: its initial password is tried", async (t) => {
  const memory = memoryOf({ state: "changed", triesLeft: 0 });
  const register = async () => "initial" as const;
  const card = new ModelCard("123456", 6, false);
  t.like(await recognisePassword(card, contextOf({ rules: SILENT, memory, register })), {
    verified: true,
    by: "initial",
  });
});

test("a card that tells its counter is believed, whatever is remembered", async (t) => {
  const memory = memoryOf({ state: "changed", triesLeft: 0 });
  const { ask } = typing("654321");
  t.like(await recognisePassword(new ModelCard("654321", 6), contextOf({ memory, ask })), { verified: true });
});

test("at the till: after the sale that locked it the next one is refused at once; unblocked elsewhere, it is asked for by --password-unblocked", async (t) => {
  const password = { ...hangzhou.password, retryLimit: 3 };
  let asked = 0;
  const till = await openTestTill({
    simulated: { password },
    profile: { ...hangzhou, password },
    askPassword: async () => {
      asked++;
      return Password.fromDigits("111111");
    },
  });
  await till.journal.passwords.remember(await cardKey(till), { state: "changed", triesLeft: undefined });
  const sale = { amountFen: 1250 };
  t.like(await till.account.debit({ ...sale, ref: "S-1" }), {
    outcome: "refused",
    reason: "password locked",
  });
  t.is(asked, 3);
  t.like(await till.account.debit({ ...sale, ref: "S-2" }), {
    outcome: "refused",
    reason: "password locked",
  });
  t.is(asked, 3);
  const again = await till.account.debit({ ...sale, ref: "S-3", passwordUnblocked: true });
  t.like(again, { outcome: "refused", reason: "password locked" });
  t.is(asked, 4, "asked once, and the card says that it is locked still");
});

/** By which the till remembers the card: the end of its ATR. */
async function cardKey(till: Awaited<ReturnType<typeof openTestTill>>): Promise<string> {
  const card = await till.account.card();
  if (!("atr" in card)) throw new Error(card.reason);
  return Buffer.from(card.atr.subarray(-8)).toString("hex").toUpperCase();
}
