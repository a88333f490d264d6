import { openChips } from "@duka/simulator/card/open-chips";
import type { Chip } from "@duka/simulator/chip/chip";
import test from "ava";
import { plainWith, publishedCard, SELECT_PURSE, send } from "./chips.js";
import { cutAt, mend, REMAINS } from "./memory.js";
import { buy, credit, debit, initializeLoad, initializePurchase, load } from "./terminal.js";

const PROFILE = plainWith({ initializeForgetsProof: false, macAttempts: 200 });
const STEP_LIMIT = 300;

/** What anybody can see of a card, apart from tries: balance, sequences, log, proofs. */
function seen(card: Chip): string {
  send(card, SELECT_PURSE);
  const commands = [
    "80 5C 00 02 04",
    "00 B2 01 C4 17",
    "00 B2 02 C4 17",
    "80 5A 00 06 02 0001",
    "80 5A 00 06 02 0002",
    "80 5A 00 02 02 0001",
    initializePurchase(0),
    initializeLoad(0),
  ];
  return commands.map((command) => send(card, command)).join(" ");
}

/** A card with one purchase behind it, and the purse selected. */
function usedCard(): Chip {
  const card = publishedCard(PROFILE);
  send(card, SELECT_PURSE);
  buy(card, 11);
  return card;
}

type Tear = { prepare(card: Chip): () => string; done: RegExp };

const TEARS: { [what: string]: Tear } = {
  debit: {
    prepare(card) {
      const opened = send(card, initializePurchase(1250));
      return () => send(card, debit(opened, 1250));
    },
    done: /^.{16}9000$/,
  },
  load: {
    prepare(card) {
      const opened = send(card, initializeLoad(5000));
      return () => send(card, credit(opened, 5000));
    },
    done: /^.{8}9000$/,
  },
};

for (const [what, { prepare, done }] of Object.entries(TEARS)) {
  test(`power cut at every step of a ${what}: it has happened wholly or not at all, and the card says so`, (t) => {
    const untouched = seen(usedCard());
    const finished = usedCard();
    t.regex(prepare(finished)(), done);
    const after = seen(finished);
    let cuts = 0;
    const outcomes = new Map<string, number>();
    for (const remains of REMAINS) {
      let hasHappened = false;
      for (let step = 0; ; step++) {
        t.true(step < STEP_LIMIT);
        const card = usedCard();
        const run = prepare(card);
        cutAt(card.memory, step, remains);
        const answer = run();
        mend(card.memory);
        if (answer !== "") {
          t.regex(answer, done);
          break;
        }
        cuts++;
        // Once through the same chip, once through its saved memory.
        const saved = publishedCard(PROFILE, card.memory.image());
        t.false(card.reset().length === 0);
        const now = seen(card);
        t.is(seen(saved), now);
        t.true(now === untouched || now === after, `step ${step}: ${now}`);
        if (hasHappened) t.is(now, after, `step ${step} comes after the commit`);
        hasHappened = now === after;
        outcomes.set(now, (outcomes.get(now) ?? 0) + 1);
        t.regex(buy(card, 1), /^.{16}9000$/, "the card goes on working");
      }
      t.true(hasHappened, "the last step of all comes after the commit");
    }
    t.is(outcomes.size, 2);
    t.log(`${cuts} cuts: ${outcomes.get(untouched)} left it undone, ${outcomes.get(after)} done`);
  });
}

/** Tries left, found by wrong PINs until it is locked; 0 when it is. */
function triesLeft(card: Chip): number {
  for (let tried = 0; tried < 16; tried++) {
    if (send(card, "00 20 00 00 02 0000") === "6983") return tried;
  }
  return 16;
}

test("power cut at every step of VERIFY never gains a try: a wrong PIN costs one or was not looked at", (t) => {
  let cuts = 0;
  for (const [pin, full] of [
    ["111111", false],
    ["888888", true],
  ] as const) {
    for (const remains of REMAINS) {
      let spent = false;
      for (let step = 0; ; step++) {
        t.true(step < STEP_LIMIT);
        const card = publishedCard(PROFILE);
        send(card, "00 20 00 00 02 0000");
        cutAt(card.memory, step, remains);
        const answer = send(card, `00 20 00 00 03 ${pin}`);
        mend(card.memory);
        if (answer !== "") break;
        cuts++;
        card.reset();
        const left = triesLeft(card);
        const allowed = full ? [2, 1, 3] : [2, 1];
        t.true(allowed.includes(left), `step ${step} leaves ${left} tries`);
        if (spent) t.not(left, 2, "a spent try comes back only as all of them");
        spent ||= left === 1;
      }
    }
  }
  t.log(`${cuts} cuts`);
});

test("power cut at every step of CHANGE PIN leaves the old one or the new one", (t) => {
  let cuts = 0;
  for (const remains of REMAINS) {
    for (let step = 0; ; step++) {
      t.true(step < STEP_LIMIT);
      const card = publishedCard(PROFILE);
      cutAt(card.memory, step, remains);
      const answer = send(card, "80 5E 01 00 07 888888 FF 654321");
      mend(card.memory);
      if (answer !== "") break;
      cuts++;
      card.reset();
      const works = ["888888", "654321"].filter((pin) => send(card, `00 20 00 00 03 ${pin}`) === "9000");
      t.is(works.length, 1, `step ${step}: ${works.join()}`);
    }
  }
  t.log(`${cuts} cuts`);
});

test("power cut at every step of INIT SAM FOR PURCHASE: no terminal sequence leaves the PSAM twice", (t) => {
  const command = `80 70 00 00 1C 11223344 0000 000004E2 06 20261121 093015 01 00 8653000100174236`;
  let cuts = 0;
  for (const remains of REMAINS) {
    const { psam } = openChips("hangzhou", undefined, 1);
    const released: string[] = [];
    let silent = true;
    for (let step = 0; silent; step++) {
      t.true(step < STEP_LIMIT);
      psam.reset();
      send(psam, "00 A4 00 00 02 DF01");
      cutAt(psam.memory, step, remains);
      const answer = send(psam, command);
      mend(psam.memory);
      silent = answer === "";
      if (silent) cuts++;
      else released.push(answer.slice(0, 8));
      psam.reset();
      send(psam, "00 A4 00 00 02 DF01");
      released.push(send(psam, command).slice(0, 8));
    }
    t.is(new Set(released).size, released.length);
    t.deepEqual([...released].sort(), released);
  }
  t.log(`${cuts} cuts`);
});

test("power cut at every step of a reset: the chip is silent, and the next reset is fine", (t) => {
  const torn = usedCard();
  const opened = send(torn, initializePurchase(1250));
  const begun = cutAt(torn.memory, -1, () => undefined);
  send(torn, debit(opened, 1250));
  const steps = begun();
  for (let first = 0; first < steps; first++) {
    for (let second = 0; second < 40; second++) {
      const card = usedCard();
      const run = send(card, initializePurchase(1250));
      cutAt(card.memory, first, () => 0xa5a5a5a5);
      t.is(send(card, debit(run, 1250)), "");
      cutAt(card.memory, second, () => 0x5a5a5a5a);
      const atr = card.reset();
      mend(card.memory);
      if (atr.length > 0) break;
      t.is(send(card, "80 5C 00 02 04"), "", "silent until the next reset");
      t.is(card.reset().length, 17);
      send(card, SELECT_PURSE);
      t.regex(send(card, "80 5C 00 02 04"), /^00002(705|223)9000$/);
    }
  }
});

test("a load after a torn load, a purchase after a torn purchase: nothing of the torn one is left over", (t) => {
  for (let step = 0; step < 40; step++) {
    const card = usedCard();
    const opened = send(card, initializeLoad(5000));
    cutAt(card.memory, step, () => 0xdeadbeef);
    const answer = send(card, credit(opened, 5000));
    mend(card.memory);
    card.reset();
    send(card, SELECT_PURSE);
    const before = Number.parseInt(send(card, "80 5C 00 02 04").slice(0, 8), 16);
    t.true(before === 9989 || before === 14989);
    t.regex(load(card, 7), /9000$/);
    t.is(Number.parseInt(send(card, "80 5C 00 02 04").slice(0, 8), 16), before + 7);
    if (answer !== "") break;
  }
});
