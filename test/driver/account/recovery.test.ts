import { hangzhou } from "@duka/driver/password/city-profile";
import { openChips } from "@duka/simulator/card/open-chips";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import {
  answerLost,
  at,
  commandLost,
  doingBut,
  type Fault,
  INS,
  refusing,
} from "../../support/card/chip-transport.js";
import { openTestTill, type TestTill, type TestTillOptions } from "../../support/card/till.js";

const SALE = { ref: "S-1", amountFen: 1250 };
const HANGZHOU = findProfile("hangzhou");
/** P2 of reading all records of EF05. */
const ISSUING_DATA = 0x2d;

async function undecidedTill(fault: Fault, options: TestTillOptions = {}): Promise<TestTill> {
  const till = await openTestTill(options);
  till.card.fault = at(INS.debit, fault);
  await till.account.debit(SALE);
  till.card.fault = undefined;
  return till;
}

/** The holder buys elsewhere: another till, the same card. */
async function buyElsewhere(till: TestTill, times = 1): Promise<void> {
  const other = await openTestTill();
  other.card.chip = till.chips.card;
  for (let i = 0; i < times; i++) await other.account.debit({ ref: `other-${i}`, amountFen: 300 });
}

test("the card put back with our record in its log: committed, TAC from the proof, MAC2 not given to the PSAM", async (t) => {
  const till = await undecidedTill(answerLost);
  const outcome = await till.account.debit(SALE);
  t.like(outcome, { outcome: "committed", mac2: "unverified", balanceAfterFen: 48750 });
  t.regex(outcome.tac ?? "", /^[0-9A-F]{8}$/);
  t.truthy(outcome.receipt);
  t.is(till.psam.heard.filter((command) => command.startsWith("72")).length, 0);
  t.deepEqual(await till.account.debit(SALE), outcome, "and so it stays");
});

const { medical: _none, ...purseOnly } = hangzhou;

test("the proof is asked before anything that may discard it", async (t) => {
  const till = await undecidedTill(answerLost, { profile: purseOnly });
  till.card.heard.length = 0;
  await till.account.debit(SALE);
  t.deepEqual(till.card.heard, ["a4 04 00", "b2 01 2d", "a4 04 00", "b0 95 0a", "5a 00 06", "b2 01 c4"]);
});

test("a social-security card proves itself before it is believed, and only then is asked for the proof", async (t) => {
  const till = await undecidedTill(answerLost);
  till.card.heard.length = 0;
  await till.account.debit(SALE);
  const { heard } = till.card;
  t.deepEqual(heard.slice(heard.indexOf("88 00 00")), ["88 00 00", "a4 04 00", "5a 00 06", "b2 01 c4"]);
});

test("6581 though the money moved: the log tells", async (t) => {
  const till = await undecidedTill(doingBut(0x6581));
  t.like(await till.account.debit(SALE), { outcome: "committed", balanceAfterFen: 48750 });
});

test("sequence unchanged: not debited, and the same call makes a new attempt", async (t) => {
  const till = await undecidedTill(commandLost);
  const outcome = await till.account.debit(SALE);
  t.like(outcome, {
    outcome: "committed",
    mac2: "verified",
    balanceBeforeFen: 50000,
    balanceAfterFen: 48750,
  });
  t.like(till.recovered[0], { outcome: "refused", reason: "not debited: the card's sequence has not moved" });
});

test("sequence + 1 with another purchase in the log: not debited, the holder bought elsewhere", async (t) => {
  const till = await undecidedTill(commandLost);
  await buyElsewhere(till);
  const outcome = await till.account.debit(SALE);
  t.like(outcome, { outcome: "committed", balanceBeforeFen: 49700, balanceAfterFen: 48450, cardSequence: 1 });
  t.regex(till.recovered[0]?.reason ?? "", /another purchase in its place/);
});

test("bought elsewhere after ours was paid: our record is still in the log", async (t) => {
  const till = await undecidedTill(answerLost);
  await buyElsewhere(till, 3);
  t.like(await till.account.debit(SALE), { outcome: "committed", tac: null, balanceAfterFen: 48750 });
});

test("bought elsewhere until the log has forgotten ours: manual, with the evidence", async (t) => {
  const till = await undecidedTill(answerLost);
  await buyElsewhere(till, 10);
  t.like(await till.account.debit(SALE), { outcome: "manual", receipt: null });
  t.like((await till.journal.find("S-1"))[0]?.evidence, { proof: "9406", log: "absent", initialize: 11 });
});

test("balance too small for a second INITIALIZE (9401): the log decides", async (t) => {
  const purse = { ...HANGZHOU.purse, openingBalanceFen: { deposit: 0, purse: 1250 } };
  const till = await undecidedTill(answerLost, { simulated: { purse } });
  t.like(await till.account.debit(SALE), { outcome: "committed", balanceAfterFen: 0 });
});

test("another card resolves nothing", async (t) => {
  const till = await undecidedTill(answerLost);
  const serial = "33018653000100999999";
  const card = { ...HANGZHOU.card, applicationSerialNumber: serial };
  till.card.chip = openChips({ ...HANGZHOU, card }, undefined, 2).card;
  const outcome = await till.account.debit(SALE);
  t.is(outcome.outcome, "undecided");
  t.regex(outcome.reason ?? "", /another card/);
  t.is(
    (await till.account.debit({ ref: "S-2", amountFen: 100 })).outcome,
    "committed",
    "it may pay for itself",
  );
  t.is((await till.journal.list({ undecided: true })).length, 1);
});

test("any use of that card recovers it before anything else", async (t) => {
  const till = await undecidedTill(answerLost);
  await till.account.balance();
  t.like(till.recovered[0], { ref: "S-1", outcome: "committed" });
  till.card.heard.length = 0;
  t.is((await till.account.debit(SALE)).outcome, "committed");
  t.deepEqual(till.card.heard, []);
});

test("a sequence lower than before is for a person to settle", async (t) => {
  const till = await undecidedTill(commandLost);
  await till.account.balance();
  await buyElsewhere(till, 3);
  till.card.fault = at(INS.debit, commandLost);
  await till.account.debit({ ref: "S-2", amountFen: 500 });
  till.card.fault = undefined;
  till.card.chip = openChips(HANGZHOU, undefined, 1).card;
  t.like(await till.account.debit({ ref: "S-2", amountFen: 500 }), { outcome: "manual" });
});

/** The log of the purse cannot be read; the rest of the card can. */
const logAnswering =
  (statusWord: number): Fault =>
  (command, execute) =>
    command[1] === INS.readRecord && command[3] === 0xc4 ? refusing(statusWord)(command, execute) : execute();
const noLog = logAnswering(0x6a82);

test("no log: the TAC confirmed by the centre: committed", async (t) => {
  const asked: string[] = [];
  const confirmTac = async (_sale: unknown, tac: string) => asked.push(tac) > 0;
  const till = await undecidedTill(answerLost, { confirmTac });
  till.card.fault = noLog;
  const outcome = await till.account.debit(SALE);
  t.like(outcome, { outcome: "committed", mac2: "unverified" });
  t.deepEqual(asked, [outcome.tac]);
});

test("no log: the TAC not confirmed, or no centre to ask: manual", async (t) => {
  const unconfirmed = await undecidedTill(answerLost, { confirmTac: async () => false });
  unconfirmed.card.fault = noLog;
  t.like(await unconfirmed.account.debit(SALE), { outcome: "manual" });
  t.like((await unconfirmed.journal.find("S-1"))[0]?.evidence, { centre: "not confirmed" });
  const alone = await undecidedTill(answerLost);
  alone.card.fault = noLog;
  t.like(await alone.account.debit(SALE), {
    outcome: "manual",
    reason: "no log, and no centre to confirm the TAC",
  });
});

test("no log, and a balance too small for 1 fen: 9401 decides nothing, the TAC does", async (t) => {
  const purse = { ...HANGZHOU.purse, openingBalanceFen: { deposit: 0, purse: 1250 } };
  const till = await undecidedTill(answerLost, { simulated: { purse }, confirmTac: async () => true });
  till.card.fault = noLog;
  t.like(await till.account.debit(SALE), { outcome: "committed" });
});

test("a card that refuses everything for now stays undecided", async (t) => {
  const till = await undecidedTill(answerLost);
  till.card.fault = (command, execute) =>
    [INS.prove, INS.readRecord, INS.initialize].includes(command[1]!) && command[3] !== ISSUING_DATA
      ? refusing(0x6985)(command, execute)
      : execute();
  const outcome = await till.account.debit(SALE);
  t.is(outcome.outcome, "undecided");
  t.regex(outcome.reason ?? "", /the card could not tell/);
});

test("a log behind the password is read after it was verified", async (t) => {
  const card = { ...HANGZHOU.card, logAccess: "pin" as const };
  const till = await undecidedTill(answerLost, { simulated: { card } });
  t.like(await till.account.debit(SALE), { outcome: "committed", balanceAfterFen: 48750 });
  const verified = till.card.heard.lastIndexOf("20 00 00");
  t.true(till.card.heard.lastIndexOf("b2 01 c4") > verified);
});

test("the conversation breaks during recovery: undecided still", async (t) => {
  const till = await undecidedTill(answerLost);
  till.card.fault = at(INS.prove, commandLost);
  const outcome = await till.account.debit(SALE);
  t.is(outcome.outcome, "undecided");
  t.regex(outcome.reason ?? "", /could not be asked/);
});

test("a card whose log and proof use INITIALIZE's own sequence: a switch of the city profile", async (t) => {
  const transactionSequence = "initialized" as const;
  const { hangzhou } = await import("@duka/driver/password/city-profile");
  const profile = { ...hangzhou, transactionSequence };
  const till = await undecidedTill(answerLost, { simulated: { transactionSequence }, profile });
  t.like(await till.account.debit(SALE), { outcome: "committed", mac2: "unverified" });
});

test("a card that counts otherwise than its profile says is never charged twice", async (t) => {
  const { hangzhou } = await import("@duka/driver/password/city-profile");
  const till = await openTestTill({ profile: { ...hangzhou, transactionSequence: "initialized" } });
  await till.account.debit({ ref: "S-0", amountFen: 700 });
  till.card.fault = at(INS.debit, answerLost);
  await till.account.debit(SALE);
  till.card.fault = undefined;
  t.like(await till.account.debit(SALE), {
    outcome: "committed",
    balanceBeforeFen: 49300,
    balanceAfterFen: 48050,
  });
  t.like(await till.account.balance(), { balanceFen: 48050 });
});

test("cash taken for an undecided sale that turns out paid: a refund is due", async (t) => {
  const till = await undecidedTill(answerLost);
  await till.journal.flagPaidInCash("S-1");
  t.like(await till.account.debit(SALE), {
    outcome: "committed",
    reason: "paid in cash meanwhile: a refund is due",
  });
});
