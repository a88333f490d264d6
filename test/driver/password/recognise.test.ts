import type { PasswordRules } from "@duka/driver/password/city-profile";
import { recognisePassword } from "@duka/driver/password/recognise";
import test from "ava";
import { contextOf, ModelCard, memoryOf, RULES, typing } from "../../support/card/password-model.js";

test("the initial password is recognised and nobody is asked", async (t) => {
  const card = new ModelCard("123456");
  const { ask, questions } = typing();
  const memory = memoryOf();
  t.deepEqual(await recognisePassword(card, contextOf({ ask, memory })), { verified: true, by: "initial" });
  t.is(questions.length, 0);
  t.deepEqual(memory.all, ["checking", "initial"], "the try is remembered before it is sent");
});

test("a changed password: one try, then it is asked for, with the tries left, and remembered", async (t) => {
  const card = new ModelCard("654321");
  const { ask, questions } = typing("654321");
  const memory = memoryOf();
  t.deepEqual(await recognisePassword(card, contextOf({ ask, memory })), { verified: true, by: "typed" });
  t.is(card.tries, 2);
  t.is(questions[0]?.triesLeft, 5);
  t.is(memory.now?.state, "changed");
  const again = typing("654321");
  await recognisePassword(card, contextOf({ ask: again.ask, memory }));
  t.is(card.tries, 3, "no second try of the initial one");
});

test("a counter that is not at its maximum means ask, do not try", async (t) => {
  const card = new ModelCard("123456", 5);
  const { ask } = typing(undefined);
  t.like(await recognisePassword(card, contextOf({ ask })), {
    verified: false,
    reason: "password needed",
    triesLeft: 5,
  });
  t.is(card.tries, 0);
});

test("an unknown counter: tried only where the city allows it, and once until a right password was entered", async (t) => {
  const careful = new ModelCard("654321", 6, false);
  await recognisePassword(careful, contextOf());
  t.is(careful.tries, 0);
  const rules = { ...RULES, tryWhenCounterUnknown: true };
  const memory = memoryOf();
  for (let visit = 0; visit < 5; visit++) await recognisePassword(careful, contextOf({ rules, memory }));
  t.is(careful.tries, 1);
});

test("a try whose answer never came is not made again", async (t) => {
  const card = new ModelCard("123456", 6, false);
  const rules = { ...RULES, tryWhenCounterUnknown: true };
  await recognisePassword(
    card,
    contextOf({ rules, memory: memoryOf({ state: "tried", triesLeft: undefined }) }),
  );
  t.is(card.tries, 0);
});

test("never the last try", async (t) => {
  const rules = { ...RULES, retryLimit: 1 };
  const card = new ModelCard("654321", 1);
  t.like(await recognisePassword(card, contextOf({ rules })), { verified: false, reason: "password needed" });
  const silent = new ModelCard("654321", 1, false);
  await recognisePassword(silent, contextOf({ rules: { ...rules, tryWhenCounterUnknown: true } }));
  t.is(card.tries + silent.tries, 0);
});

test("no series of visits without anyone who types ever locks a card", async (t) => {
  for (const tells of [true, false]) {
    for (let triesLeft = 1; triesLeft <= 6; triesLeft++) {
      const card = new ModelCard("654321", triesLeft, tells);
      const rules = { ...RULES, tryWhenCounterUnknown: triesLeft === 6 };
      const memory = memoryOf();
      for (let visit = 0; visit < 20; visit++) await recognisePassword(card, contextOf({ rules, memory }));
      t.true(card.triesLeft >= 1);
    }
  }
});

test("the centre's register comes first: changed is not tried, initial overrules what the till remembers", async (t) => {
  const changed = new ModelCard("123456");
  await recognisePassword(changed, contextOf({ register: async () => "changed" }));
  t.is(changed.tries, 0);
  const reset = new ModelCard("123456");
  const memory = memoryOf({ state: "changed", triesLeft: undefined });
  const verdict = await recognisePassword(reset, contextOf({ memory, register: async () => "initial" }));
  t.like(verdict, { verified: true, by: "initial" });
  t.is(memory.now?.state, "initial");
});

test("the initial password typed by hand makes the till forget that it was changed", async (t) => {
  const memory = memoryOf({ state: "changed", triesLeft: undefined });
  const { ask } = typing("123456");
  const card = new ModelCard("123456");
  t.like(await recognisePassword(card, contextOf({ ask, memory })), { verified: true, by: "initial" });
  t.is(memory.now?.state, "initial");
});

test("a wrong password is asked for again, at most as often as the city says", async (t) => {
  const card = new ModelCard("654321", 6);
  const { ask, questions } = typing("111111", "222222", "333333", "444444");
  const verdict = await recognisePassword(
    card,
    contextOf({ ask, memory: memoryOf({ state: "changed", triesLeft: 6 }) }),
  );
  t.like(verdict, { verified: false, reason: "wrong password", triesLeft: 3 });
  t.deepEqual(
    questions.map(({ triesLeft, because }) => [triesLeft, because]),
    [
      [6, "first"],
      [5, "wrong"],
      [4, "wrong"],
    ],
  );
});

test("a password of another length is not sent: the card would count it", async (t) => {
  const card = new ModelCard("654321", 6);
  const { ask, questions } = typing("65432", "654321");
  const memory = memoryOf({ state: "changed", triesLeft: undefined });
  t.like(await recognisePassword(card, contextOf({ ask, memory })), { verified: true });
  t.is(card.tries, 1);
  t.is(questions[1]?.because, "wrong-length");
});

test("of another length as often as the city asks: that is the reason; given up after one, it is that none was typed", async (t) => {
  for (const [typed, reason] of [
    [["111111", "65432", "6543210"], "password has a wrong length"],
    [["65432", "65432"], "password needed"],
    [["111111", "65432"], "password needed"],
  ] as const) {
    const { ask } = typing(...typed);
    const rules = { ...RULES, asksMax: 3 };
    const memory = memoryOf({ state: "changed", triesLeft: undefined });
    const verdict = await recognisePassword(new ModelCard("654321", 6), contextOf({ ask, rules, memory }));
    t.like(verdict, { verified: false, reason });
  }
});

test("locked before, locked by this try, refused for another reason", async (t) => {
  const { ask } = typing("111111", "654321");
  t.like(await recognisePassword(new ModelCard("654321", 0), contextOf({ ask })), {
    reason: "password locked",
  });
  t.like(await recognisePassword(new ModelCard("654321", 1), contextOf({ ask })), {
    reason: "password locked",
  });
  for (const sw of [0x6700, 0x6d00, 0x6e00, 0x6985]) {
    const odd = {
      ...new ModelCard("1"),
      cardNumber: "1",
      maskedCardNumber: "1",
      verify: async () => ({ sw, triesLeft: -1, meaning: "" }),
    };
    const typed = typing("654321");
    const verdict = await recognisePassword(odd, contextOf({ ask: typed.ask }));
    t.like(
      verdict,
      { verified: false, reason: "password refused", statusWord: sw },
      "only 9000 means verified",
    );
  }
});

test("where the initial password may not pay, it does not, typed or recognised", async (t) => {
  const rules = { ...RULES, initialMayPay: false };
  t.like(await recognisePassword(new ModelCard("123456"), contextOf({ rules })), {
    reason: "initial password may not pay",
  });
  const { ask } = typing("123456");
  const memory = memoryOf({ state: "changed", triesLeft: undefined });
  const verdict = await recognisePassword(new ModelCard("123456"), contextOf({ rules, ask, memory }));
  t.like(verdict, { reason: "initial password may not pay" });
});

const UNCOUNTED: PasswordRules = { ...RULES, answersEmptyVerify: false, tryWhenCounterUnknown: true };

test("the register's word that a card has its initial password costs one try when it is wrong, not one at every sale", async (t) => {
  const card = new ModelCard("654321", 6, false);
  const memory = memoryOf();
  for (let sale = 1; sale <= 3; sale++) {
    const { ask } = typing("654321");
    const context = contextOf({ rules: UNCOUNTED, ask, memory, register: async () => "initial" });
    t.like(await recognisePassword(card, context), { verified: true, by: "typed" });
    t.is(card.tries, 1 + sale, "one more for each typed one");
  }
});

test("the register's word never spends a try of a counter that is below its maximum", async (t) => {
  const card = new ModelCard("654321", 1, false);
  const memory = memoryOf({ state: "changed", triesLeft: 1 });
  const context = contextOf({ rules: UNCOUNTED, memory, register: async () => "initial" });
  t.like(await recognisePassword(card, context), {
    verified: false,
    reason: "password needed",
    triesLeft: 1,
  });
  t.is(card.tries, 0);
});

test("wrong passwords on a card that only the register knew are remembered: the initial one is not tried when it falls silent", async (t) => {
  const card = new ModelCard("654321", 3, false);
  const memory = memoryOf();
  const { ask } = typing("111111", "222222");
  await recognisePassword(
    card,
    contextOf({ rules: UNCOUNTED, ask, memory, register: async () => "changed" }),
  );
  t.is(card.triesLeft, 1);
  t.like(await recognisePassword(card, contextOf({ rules: UNCOUNTED, memory })), {
    reason: "password needed",
  });
  t.is(card.triesLeft, 1);
});
