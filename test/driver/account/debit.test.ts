import { EquipmentError } from "@duka/driver/base/equipment-error";
import { ReaderError } from "@duka/driver/base/errors";
import { Password } from "@duka/driver/base/password";
import { JournalError } from "@duka/driver/journal/journal";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import test from "ava";
import {
  answerLost,
  at,
  broken,
  commandLost,
  doingBut,
  type Fault,
  fetchLost,
  INS,
  notSent,
  refusing,
} from "../../support/card/chip-transport.js";
import { openTestTill, stillClock, type TestTill } from "../../support/card/till.js";

const SALE = { ref: "S-1", amountFen: 1250 };

/** The card's own balance, asked behind the journal's back. */
async function balanceOf(till: TestTill): Promise<number> {
  till.card.fault = undefined;
  const info = await till.account.balance();
  return "balanceFen" in info ? info.balanceFen : -1;
}

function debitsOf(till: TestTill): number {
  return till.card.heard.filter((command) => command.startsWith("54")).length;
}

test("a purchase debits exactly the amount and tells everything a receipt needs", async (t) => {
  const till = await openTestTill();
  const outcome = await till.account.debit(SALE);
  t.like(outcome, {
    outcome: "committed",
    reason: null,
    ref: "S-1",
    amountFen: 1250,
    balanceBeforeFen: 50000,
    balanceAfterFen: 48750,
    mac2: "verified",
    terminalId: "330100000021",
    terminalSequence: 1,
    cardSequence: 0,
    cardNumber: "330186**********4236",
    simulated: true,
  });
  t.regex(outcome.tac ?? "", /^[0-9A-F]{8}$/);
  t.is(outcome.receipt?.date, "20261121");
  t.is(outcome.receipt?.time, "140559");
  t.is(await balanceOf(till), 48750);
});

test("the steps come in the order of the write-back, the intent before DEBIT", async (t) => {
  const till = await openTestTill();
  await till.account.debit(SALE);
  t.deepEqual(
    till.events.map((event) => event.type),
    [
      "card-powered",
      "card-recognised",
      "psam-ready",
      "password-verified",
      "initialized",
      "intent",
      "answered",
      "card-debited",
      "ended",
    ],
  );
  t.deepEqual(till.card.heard, [
    ...["a4 04 00", "b2 01 2d"],
    ...["a4 04 00", "b0 95 0a", "20 00 00", "50 01 02", "54 01 00"],
  ]);
  t.deepEqual(till.psam.heard, ["b0 96 00", "a4 00 00", "70 00 00", "72 00 00"]);
});

test("the same ref again answers the first outcome and sends the card nothing", async (t) => {
  const till = await openTestTill();
  const first = await till.account.debit(SALE);
  const heard = till.card.heard.length;
  t.deepEqual(await till.account.debit(SALE), first);
  t.is(till.card.heard.length, heard);
});

test("ten callers with the same ref: one debit, the same outcome for all", async (t) => {
  const till = await openTestTill();
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => till.account.debit(SALE)));
  t.is(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size, 1);
  t.is(debitsOf(till), 1);
});

test("another amount or another account under a bound ref is the caller's mistake", async (t) => {
  const till = await openTestTill();
  await till.account.debit(SALE);
  const error = await t.throwsAsync(till.account.debit({ ...SALE, amountFen: 1251 }), {
    instanceOf: RangeError,
  });
  t.regex(error?.message ?? "", /S-1 belongs to a sale of 1250 fen/);
  await t.throwsAsync(till.account.debit({ ...SALE, kind: "deposit" }), { instanceOf: RangeError });
});

test("a simulated sale does not stand in the way of a real one with the same ref", async (t) => {
  const till = await openTestTill();
  await till.account.debit(SALE);
  const real = till.reopen({
    reader: {
      clock: stillClock(),
      simulated: false,
      meter: meterOf(till),
      slot: (index) => slotOf(till, index),
    },
  });
  const outcome = await real.debit(SALE);
  t.is(outcome.simulated, false);
  t.is(outcome.balanceBeforeFen, 48750);
});

/** What step 5 brings, and what becomes of the sale; `paid` is what the card really did. */
const ANSWERS: readonly [what: string, fault: Fault, outcome: "refused" | "undecided", paid: boolean][] = [
  ["9302, MAC1 refused", refusing(0x9302), "refused", false],
  ["9401, balance too small", refusing(0x9401), "refused", false],
  ["6985, not initialized", refusing(0x6985), "refused", false],
  ["6400", refusing(0x6400), "undecided", false],
  ["6581 and nothing done", refusing(0x6581), "undecided", false],
  ["6581 though the money moved", doingBut(0x6581), "undecided", true],
  ["6F00", refusing(0x6f00), "undecided", false],
  ["an undeclared status word", refusing(0x6d00), "undecided", false],
  ["a warning", doingBut(0x6281), "undecided", true],
  ["no answer, though the card debited", answerLost, "undecided", true],
  ["no answer, and the card did not get it", commandLost, "undecided", false],
];

for (const [what, fault, expected, paid] of ANSWERS) {
  test(`DEBIT answered ${what}: ${expected}, and the ref stays bound to it`, async (t) => {
    const till = await openTestTill();
    till.card.fault = at(INS.debit, fault);
    const outcome = await till.account.debit(SALE);
    t.is(outcome.outcome, expected);
    t.truthy(outcome.reason);
    t.is(outcome.tac, null);
    t.is(outcome.receipt, null);
    t.is(outcome.balanceAfterFen, expected === "refused" ? 50000 : null);
    t.is((await till.journal.list({ undecided: true })).length, expected === "undecided" ? 1 : 0);
    till.card.chip = undefined;
    const again = await till.account.debit(SALE);
    t.is(again.outcome, expected);
    t.is(debitsOf(till), 1);
    till.card.chip = till.chips.card;
    t.is(await balanceOf(till), paid ? 48750 : 50000);
  });
}

test("DEBIT that was not sent debits nothing, is thrown, and frees the ref", async (t) => {
  const till = await openTestTill();
  till.card.fault = at(INS.debit, notSent);
  const error = await t.throwsAsync(till.account.debit(SALE), { instanceOf: ReaderError });
  t.is((error as ReaderError).delivery, "not-sent");
  till.card.fault = undefined;
  const outcome = await till.account.debit({ ...SALE, amountFen: 900 });
  t.is(outcome.outcome, "committed");
  t.is(outcome.balanceAfterFen, 49100);
});

const UNPROVED: readonly [what: string, fault: Fault][] = [
  ["61xx, and the rest cannot be fetched", fetchLost],
  ["9000 with data of a wrong length", (_command, execute) => execute().subarray(4)],
  ["9000 alone", doingBut(0x9000)],
];

for (const [what, fault] of UNPROVED) {
  test(`${what}: the card is not asked to pay again, and nothing is given for it before it has proved that it has`, async (t) => {
    const till = await openTestTill();
    till.card.fault = at(INS.debit, fault);
    const outcome = await till.account.debit(SALE);
    t.like(outcome, { outcome: "undecided", mac2: null, tac: null, receipt: null, balanceAfterFen: null });
    t.false(till.psam.heard.some((command) => command.startsWith("72")));
    till.card.fault = undefined;
    const then = await till.account.debit(SALE);
    t.like(then, { outcome: "committed", mac2: "unverified", balanceAfterFen: 48750 });
    t.regex(then.tac ?? "", /^[0-9A-F]{8}$/);
    t.is(debitsOf(till), 1);
    t.is(await balanceOf(till), 48750);
  });
}

test("MAC2 refused by the PSAM (9302): manual, no receipt", async (t) => {
  const till = await openTestTill();
  till.card.fault = at(INS.debit, (_command, execute) => {
    const answer = execute();
    answer[4]! ^= 1;
    return answer;
  });
  const outcome = await till.account.debit(SALE);
  t.like(outcome, { outcome: "manual", mac2: "refused", receipt: null, balanceAfterFen: null });
  t.regex(outcome.tac ?? "", /^[0-9A-F]{8}$/);
  t.deepEqual(await till.account.debit(SALE), outcome);
});

const PSAM_LOST: readonly [string, Fault][] = [
  ["pulled", notSent],
  [
    "mute",
    () => {
      throw broken("card-mute", "unknown");
    },
  ],
  ["locked (6983)", refusing(0x6983)],
];

for (const [what, fault] of PSAM_LOST) {
  test(`PSAM ${what} before it checks MAC2: undecided, until the card has proved itself by another key`, async (t) => {
    const till = await openTestTill();
    till.psam.fault = at(INS.creditSam, fault);
    const outcome = await till.account.debit(SALE);
    t.like(outcome, { outcome: "undecided", mac2: "unverified", receipt: null, balanceAfterFen: null });
    t.regex(outcome.tac ?? "", /^[0-9A-F]{8}$/);
    till.psam.fault = undefined;
    t.like(await till.account.debit(SALE), {
      outcome: "committed",
      mac2: "unverified",
      balanceAfterFen: 48750,
    });
    t.is(debitsOf(till), 1);
  });
}

for (const sw of [0x9302, 0x63cf, 0x63c2]) {
  test(`MAC2 answered ${sw.toString(16)} by the PSAM is false (P9 9.10.1): manual, no receipt`, async (t) => {
    const till = await openTestTill();
    till.psam.fault = at(INS.creditSam, refusing(sw));
    t.like(await till.account.debit(SALE), { outcome: "manual", mac2: "refused", receipt: null });
  });
}

test("PSAM reset before it checks MAC2: it is asked only once, and never with an old one", async (t) => {
  const till = await openTestTill();
  till.psam.fault = at(INS.creditSam, (_command, execute) => {
    till.chips.psam.powerOff();
    till.chips.psam.reset();
    return execute();
  });
  t.like(await till.account.debit(SALE), { outcome: "undecided", mac2: "unverified" });
  t.like(await till.account.debit(SALE), { outcome: "committed", mac2: "unverified" });
  t.is(till.psam.heard.filter((command) => command.startsWith("72")).length, 1);
});

test("insufficient balance is refused before the intent, and the ref is free for another card", async (t) => {
  const till = await openTestTill();
  const refused = await till.account.debit({ ref: "S-1", amountFen: 50001 });
  const told = { reason: "insufficient balance", balanceBeforeFen: 50_000, balanceAfterFen: 50_000 };
  t.like(refused, { outcome: "refused", ...told, terminalId: "330100000021" });
  t.is((await till.account.debit(SALE)).outcome, "committed");
});

test("a ref that failed on a wrong password can be retried", async (t) => {
  const till = await openTestTill();
  t.is(till.chips.card.execute(new Uint8Array(0)).length, 0);
  await changePassword(till, "123456", "654321");
  const typed = ["111111", "654321"];
  const account = till.reopen({ askPassword: async () => passwordOf(typed.shift()) });
  const once = till.reopen({
    askPassword: async ({ ask }) => (ask === 1 ? passwordOf(typed.shift()) : undefined),
  });
  const refused = await once.debit(SALE);
  t.is(refused.outcome, "refused");
  t.is(refused.reason, "wrong password, 4 tries left");
  t.is(refused.triesLeft, 4);
  t.is((await account.debit(SALE)).outcome, "committed");
});

test("nobody there to type a changed password: refused, password needed", async (t) => {
  const till = await openTestTill();
  await changePassword(till, "123456", "654321");
  const refused = await till.account.debit(SALE);
  t.is(refused.reason, "password needed, 5 tries left");
  t.is(till.card.heard.filter((command) => command.startsWith("20")).length, 1);
  t.is((await till.account.debit(SALE)).reason, "password needed, 5 tries left", "remembered: no second try");
  t.is(till.card.heard.filter((command) => command.startsWith("20")).length, 1);
});

test("no card is thrown as card-absent and binds nothing", async (t) => {
  const till = await openTestTill();
  till.card.chip = undefined;
  const error = await t.throwsAsync(till.account.debit(SALE), { instanceOf: ReaderError });
  t.is((error as ReaderError).code, "card-absent");
  till.card.chip = till.chips.card;
  t.is((await till.account.debit(SALE)).outcome, "committed");
});

test("a card of another kind is refused, and told apart from a broken one", async (t) => {
  const till = await openTestTill();
  till.card.fault = at(0xa4, refusing(0x6a82));
  const refused = await till.account.debit(SALE);
  t.regex(refused.reason ?? "", /no card with a purse.*6A82/);
});

test("no PSAM: an EquipmentError that frees the ref; with deferral asked for, the sale is deferred once and for all", async (t) => {
  const till = await openTestTill();
  till.psam.chip = undefined;
  const error = await t.throwsAsync(till.account.debit(SALE), { instanceOf: EquipmentError });
  t.regex(error?.message ?? "", /PSAM/);
  const deferred = await till.account.debit({ ...SALE, deferOnEquipmentFailure: true });
  t.is(deferred.outcome, "deferred");
  t.regex(deferred.reason ?? "", /paid in cash/);
  till.psam.chip = till.chips.psam;
  t.deepEqual(await till.account.debit(SALE), deferred);
  t.is(debitsOf(till), 0);
});

test("a PSAM that refuses is equipment failure too", async (t) => {
  const till = await openTestTill();
  till.psam.fault = at(INS.initSam, refusing(0x9403));
  await t.throwsAsync(till.account.debit(SALE), { instanceOf: EquipmentError, message: /MAC1.*9403/ });
  till.psam.fault = at(INS.readBinary, () => Uint8Array.of(0xff, 1, 2, 3, 4, 5, 0x90, 0));
  await t.throwsAsync(till.account.debit(SALE), { instanceOf: EquipmentError, message: /12 digits/ });
});

test("a sale that is given up before the intent sends the card nothing more; after it, it is finished", async (t) => {
  const till = await openTestTill();
  const abort = new AbortController();
  abort.abort();
  const error = await t.throwsAsync(till.account.debit({ ...SALE, signal: abort.signal }), {
    instanceOf: ReaderError,
  });
  t.is((error as ReaderError).code, "aborted");
  t.deepEqual(till.card.heard, []);
  const late = new AbortController();
  const account = till.reopen({ onEvent: (event) => void (event.type === "intent" && late.abort()) });
  t.is((await account.debit({ ...SALE, signal: late.signal })).outcome, "committed");
});

test("a journal that cannot keep the intent stops the sale before the card is asked to debit", async (t) => {
  const till = await openTestTill();
  await till.journal.close();
  await t.throwsAsync(till.account.debit(SALE), { instanceOf: JournalError });
  t.is(debitsOf(till), 0);
});

test("a journal that fails after the card has paid: undecided, as its record says", async (t) => {
  const till = await openTestTill();
  const journal = await openJournal(":memory:", stillClock());
  till.card.fault = at(INS.debit, (_command, execute) => {
    void journal.close();
    return execute();
  });
  const outcome = await till.reopen({ journal }).debit(SALE);
  t.is(outcome.outcome, "undecided");
  t.regex(outcome.reason ?? "", /journal :memory:/);
  t.is(outcome.terminalSequence, 1);
});

test("where nobody knows the speed of the line, the limit is null and so is the ratio", async (t) => {
  const till = await openTestTill();
  const { wire } = await till.account.debit(SALE);
  t.deepEqual(wire, { ms: 0, limitMs: null, ratio: null });
});

test("a listener that throws costs nobody a sale", async (t) => {
  const till = await openTestTill();
  const account = till.reopen({
    onEvent({ type }) {
      if (type === "intent") throw new Error("the display is broken");
    },
  });
  t.is((await account.debit(SALE)).outcome, "committed");
});

function passwordOf(digits: string | undefined): Password | undefined {
  return digits === undefined ? undefined : Password.fromDigits(digits);
}

/** At a service point. */
async function changePassword(till: TestTill, from: string, to: string): Promise<void> {
  const { card } = till.chips;
  card.reset();
  const hex = (text: string) => text.match(/../g)!.map((pair) => Number.parseInt(pair, 16));
  card.execute(Uint8Array.of(0x00, 0xa4, 0x04, 0x00, 9, ...hex("A00000000386980701")));
  const change = [...hex(from), 0xff, ...hex(to)];
  card.execute(Uint8Array.of(0x80, 0x5e, 0x01, 0x00, change.length, ...change));
  card.powerOff();
}

function meterOf(_till: TestTill) {
  return { ms: 0, limitMs: 0, ratio: 0, reading: () => NOTHING, since: () => NOTHING, add: () => undefined };
}

const NOTHING = { ms: 0, limitMs: 0, ratio: 0 };

function slotOf(till: TestTill, index: number) {
  return (index === 0 ? till.card : till.psam).transport;
}
