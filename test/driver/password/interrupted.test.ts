/**
 * A check of the initial password that was interrupted: what the card has is unknown, not "changed". The card is asked
 * where it tells without a try, else the holder is asked once and told why; what came of it costs two tries at most,
 * and never the last one.
 */
import { ReaderError } from "@duka/driver";
import type { PasswordRules } from "@duka/driver/password/city-profile";
import type { PasswordMemory, RememberedPassword } from "@duka/driver/password/password-memory";
import { recognisePassword } from "@duka/driver/password/recognise";
import test from "ava";
import { contextOf, ModelCard, memoryOf, RULES, typing } from "../../support/card/password-model.js";

const SILENT: PasswordRules = { ...RULES, answersEmptyVerify: false, tryWhenCounterUnknown: true };
const ONCE: RememberedPassword = { state: "checking", triesLeft: undefined };
const TWICE: RememberedPassword = { state: "tried", triesLeft: undefined };

/** What is on the disk is what was synced last; the rest goes with the power. */
function diskOf(remembered?: RememberedPassword) {
  let disk = remembered;
  let now = remembered;
  const memory: PasswordMemory = {
    recall: async () => now,
    async remember(_card, what, durability) {
      now = what;
      if (durability === "durable") disk = what;
    },
    async forget() {
      now = undefined;
    },
  };
  const cut = () => {
    now = disk;
  };
  return { memory, cut };
}

/** The answer to a VERIFY with data is lost, though the card has counted it. */
class PulledCard extends ModelCard {
  override async verify(bcd: Uint8Array) {
    const answer = await super.verify(bcd);
    if (bcd.length > 0) throw new Error("the card was pulled");
    return answer;
  }
}

test("a changed password, the power cut while VERIFY is under way, again and again: two tries are lost at most", async (t) => {
  const { memory, cut } = diskOf();
  const card = new PulledCard("654321", RULES.retryLimit, false);
  for (let round = 0; round < 8; round++) {
    await recognisePassword(card, contextOf({ rules: SILENT, memory })).catch(() => undefined);
    cut();
  }
  t.is(card.triesLeft, RULES.retryLimit - 2);
});

test("a changed password, the power cut while the holder is asked, again and again: one try is lost", async (t) => {
  const { memory, cut } = diskOf();
  const card = new ModelCard("654321", RULES.retryLimit, false);
  const ask = async () => {
    throw new Error("the power was cut");
  };
  for (let round = 0; round < 8; round++) {
    await t.throwsAsync(recognisePassword(card, contextOf({ rules: SILENT, memory, ask })));
    cut();
  }
  t.is(card.triesLeft, RULES.retryLimit - 1);
});

test("the note is on the disk before the try leaves, where the card does not tell its counter", async (t) => {
  const { memory, cut } = diskOf();
  const card = new ModelCard("654321", RULES.retryLimit, false);
  const verify = card.verify.bind(card);
  card.verify = async (bcd) => {
    cut();
    t.deepEqual(await memory.recall(card.cardNumber), ONCE);
    return verify(bcd);
  };
  await recognisePassword(card, contextOf({ rules: SILENT, memory }));
  t.is(card.tries, 1);
});

test("a card that tells its counter: at its maximum the initial password is recognised again, below it the holder is asked", async (t) => {
  const initial = new ModelCard("123456");
  t.like(await recognisePassword(initial, contextOf({ memory: memoryOf(ONCE) })), {
    verified: true,
    by: "initial",
  });
  const changed = new ModelCard("654321", RULES.retryLimit - 1);
  const { ask, questions } = typing("654321");
  t.like(await recognisePassword(changed, contextOf({ memory: memoryOf(ONCE), ask })), {
    verified: true,
    by: "typed",
  });
  t.is(changed.tries, 1);
  t.like(questions[0], { because: "interrupted", triesLeft: RULES.retryLimit - 1 });
});

test("a card that tells nothing: the holder is asked once, told why, and never again after the right one", async (t) => {
  const card = new ModelCard("123456", RULES.retryLimit, false);
  const memory = memoryOf(ONCE);
  const first = typing("123456");
  t.like(await recognisePassword(card, contextOf({ rules: SILENT, memory, ask: first.ask })), {
    verified: true,
  });
  t.is(first.questions[0]?.because, "interrupted");
  const second = typing();
  t.like(await recognisePassword(card, contextOf({ rules: SILENT, memory, ask: second.ask })), {
    by: "initial",
  });
  t.is(second.questions.length, 0);
});

test("a holder who never set a password types nothing, and a till where no one can type: the initial one once more, never twice", async (t) => {
  for (const ask of [typing(undefined).ask, undefined]) {
    const initial = new ModelCard("123456", RULES.retryLimit, false);
    const once = contextOf({ rules: SILENT, memory: memoryOf(ONCE), ask });
    t.like(await recognisePassword(initial, once), { verified: true, by: "initial" });
    t.is(initial.tries, 1);
    const twice = contextOf({ rules: SILENT, memory: memoryOf(TWICE), ask });
    t.like(await recognisePassword(initial, twice), { verified: false, reason: "password needed" });
    t.is(initial.tries, 1);
  }
});

test("never the last try, nor by a city that allows no guess", async (t) => {
  for (const rules of [
    { ...SILENT, retryLimit: 2 },
    { ...SILENT, tryWhenCounterUnknown: false },
  ]) {
    const card = new ModelCard("654321", rules.retryLimit, false);
    t.like(await recognisePassword(card, contextOf({ rules, memory: memoryOf(ONCE) })), {
      reason: "password needed",
    });
    t.is(card.tries, 0);
  }
});

test("a wrong password typed after an interruption: the initial one is not tried by itself", async (t) => {
  const card = new ModelCard("654321", RULES.retryLimit, false);
  const memory = memoryOf(ONCE);
  await recognisePassword(
    card,
    contextOf({ rules: { ...SILENT, asksMax: 1 }, memory, ask: typing("111111").ask }),
  );
  await recognisePassword(card, contextOf({ rules: SILENT, memory }));
  t.is(card.tries, 1);
});

test("a try that was not sent leaves what was known", async (t) => {
  const before: RememberedPassword = { state: "initial", triesLeft: undefined };
  for (const known of [before, undefined]) {
    const card = new ModelCard("123456", RULES.retryLimit, false);
    card.verify = async () => {
      throw new ReaderError({
        code: "card-absent",
        layer: "link",
        message: "the card is gone",
        delivery: "not-sent",
      });
    };
    const memory = memoryOf(known);
    await t.throwsAsync(recognisePassword(card, contextOf({ rules: SILENT, memory })), {
      instanceOf: ReaderError,
    });
    t.deepEqual(memory.now, known);
  }
});
