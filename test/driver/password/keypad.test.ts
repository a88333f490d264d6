import type { PasswordQuestion } from "@duka/driver/password/ask-password";
import type { PasswordTry } from "@duka/driver/password/password-try";
import { recognisePassword } from "@duka/driver/password/recognise";
import test from "ava";
import { contextOf, ModelCard, memoryOf, typing } from "../../support/card/password-model.js";

/** A keypad: the same tries, but nobody outside learns what was typed. */
function keypad(card: ModelCard, ...typed: readonly (string | "cancelled" | "timed out")[]) {
  const questions: PasswordQuestion[] = [];
  const onKeypad = async (question: PasswordQuestion): Promise<PasswordTry> => {
    questions.push(question);
    const word = typed[questions.length - 1] ?? "timed out";
    if (word === "cancelled" || word === "timed out") return { sent: false, why: word };
    return { sent: true, answer: await card.verify(Buffer.from(word, "hex")), isInitial: undefined };
  };
  return { onKeypad, questions };
}

test("on a keypad: the initial password is still recognised first; a typed one counts as changed", async (t) => {
  const initial = new ModelCard("123456");
  const untouched = keypad(initial);
  t.like(await recognisePassword(initial, contextOf(untouched)), { verified: true, by: "initial" });
  t.is(untouched.questions.length, 0);
  const card = new ModelCard("654321");
  const memory = memoryOf();
  const { onKeypad, questions } = keypad(card, "111111", "654321");
  const { ask, questions: atTill } = typing("654321");
  t.deepEqual(await recognisePassword(card, contextOf({ onKeypad, ask, memory })), {
    verified: true,
    by: "typed",
  });
  t.deepEqual(
    questions.map(({ because, triesLeft }) => [because, triesLeft]),
    [
      ["first", 5],
      ["wrong", 4],
    ],
  );
  t.is(atTill.length, 0, "the till does not ask");
  t.deepEqual(memory.now, { state: "changed", triesLeft: undefined });
});

for (const why of ["cancelled", "timed out"] as const) {
  test(`on a keypad: ${why} ends it, after a wrong one too, and says the tries left`, async (t) => {
    const card = new ModelCard("654321");
    const { onKeypad } = keypad(card, "111111", why);
    t.deepEqual(await recognisePassword(card, contextOf({ onKeypad })), {
      verified: false,
      reason: `password entry ${why}`,
      triesLeft: 4,
      statusWord: 0x63c4,
    });
    t.is(card.tries, 2);
  });
}
