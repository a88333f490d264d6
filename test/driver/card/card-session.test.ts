import { ReaderError } from "@duka/driver/base/errors";
import { openCardSession } from "@duka/driver/card/card-session";
import { getChallenge, selectByFileId } from "@duka/protocol/commands/iso7816";
import { debitForPurchase, getBalance } from "@duka/protocol/commands/pboc-purse";
import test from "ava";
import { answer } from "../../support/reader/fake-reader.js";
import { openFake } from "../../support/reader/open-fake.js";
import { bytes, hex } from "../../support/values/hex.js";

const DEBIT = { terminalSequence: 1, date: "20260105", time: "090000", mac1: bytes("01 02 03 04") };
const GET_RESPONSE = 0xc0;

async function session(card: (tpdu: Uint8Array) => Uint8Array, options: Parameters<typeof openFake>[0] = {}) {
  const opened = await openFake({ ...options, card });
  return { ...opened, session: await openCardSession(opened.reader.slot(0), opened.reader.clock) };
}

test("a declared command goes out packed and comes back read", async (t) => {
  const { session: card, fake } = await session(() => bytes("00 00 27 10 90 00"));
  t.is(hex(card.atr), "3B 02 14 50");
  t.deepEqual(await card.send(getBalance, { p2: 2 }), {
    ok: true,
    sw: 0x9000,
    response: { balanceFen: 10_000 },
  });
  t.is(hex(fake.executed[0]!), "80 5C 00 02 04");
  await card.close();
  t.is(fake.heard.at(-1)?.type, 0x63);
});

test("a case-4 command over T=0 is fetched with GET RESPONSE", async (t) => {
  const { session: card, fake } = await session((tpdu) =>
    tpdu[1] === GET_RESPONSE ? bytes("A1 A2 A3 A4 B1 B2 B3 B4 90 00") : bytes("61 08"),
  );
  const result = await card.send(debitForPurchase, DEBIT);
  t.true(result.ok);
  t.deepEqual(
    fake.executed.map((tpdu) => hex(tpdu.subarray(0, 5))),
    ["80 54 01 00 0F", "00 C0 00 00 08"],
  );
});

test("an answer that no one needs is left where it is: 61xx is processed normally (7816-4, table 5)", async (t) => {
  const { session: card, fake } = await session(() => bytes("61 15"));
  const selected = await card.send(selectByFileId, { fileId: 0x3f00 }, { isAnswerLeft: true });
  t.deepEqual(selected, { ok: true, sw: 0x9000, response: { fci: new Uint8Array(0) } });
  t.is(fake.executed.length, 1);
});

test("the answer of a command that moves money is never left", async (t) => {
  const { session: card, fake } = await session((tpdu) =>
    tpdu[1] === GET_RESPONSE ? bytes("A1 A2 A3 A4 B1 B2 B3 B4 90 00") : bytes("61 08"),
  );
  t.true((await card.send(debitForPurchase, DEBIT, { isAnswerLeft: true })).ok);
  t.is(fake.executed.length, 2);
});

test("a refusal of a command whose answer is left stays a refusal, a warning too", async (t) => {
  for (const sw of ["6A 82", "62 83", "93 03"]) {
    const { session: card } = await session(() => bytes(sw));
    t.false((await card.send(selectByFileId, { fileId: 0x3f00 }, { isAnswerLeft: true })).ok, sw);
  }
});

test("a refusal is a value, not an error", async (t) => {
  const { session: card } = await session(() => bytes("6A 82"));
  t.like(await card.send(selectByFileId, { fileId: 0x3f00 }), { ok: false, sw: 0x6a82 });
});

test("6Cxx: repeated with the right Le, but never for a command that moves money", async (t) => {
  const { session: card, fake } = await session((tpdu) =>
    tpdu[1] === 0x84 && tpdu[4] === 4 ? bytes("01 02 03 04 90 00") : bytes("6C 04"),
  );
  const challenge = await card.send(getChallenge, { le: 8 });
  t.true(challenge.ok);
  t.is(fake.executed.length, 2);
  const debit = await card.send(debitForPurchase, DEBIT);
  t.like(debit, { ok: false, sw: 0x6c04, declared: false });
  t.is(fake.executed.length, 3);
});

test("61xx to DEBIT and then the cable: the card has answered 6108", async (t) => {
  const { session: card, fake } = await session((tpdu) => {
    if (tpdu[1] === GET_RESPONSE) fake.unplug();
    return bytes("61 08");
  });
  const error = await t.throwsAsync(card.send(debitForPurchase, DEBIT), { instanceOf: ReaderError });
  t.like(error, { code: "link-lost", delivery: "answered", statusWord: 0x6108 });
});

test("DEBIT and then the cable: unknown", async (t) => {
  const { session: card, fake } = await session(() => {
    fake.unplug();
    return bytes("61 08");
  });
  const error = await t.throwsAsync(card.send(debitForPurchase, DEBIT), { instanceOf: ReaderError });
  t.like(error, { code: "link-lost", delivery: "unknown", statusWord: undefined });
});

test("9000 with data of the wrong length: the card has acted, which is told by delivery and status word", async (t) => {
  const { session: card } = await session(() => bytes("01 02 03 90 00"));
  const error = await t.throwsAsync(card.send(getBalance, { p2: 2 }), { instanceOf: ReaderError });
  t.like(error, { code: "protocol-violation", layer: "apdu", delivery: "answered", statusWord: 0x9000 });
  t.regex(error.message, /GET BALANCE \(80 5C 00 02\)/);
});

test("a request that does not fit the declaration, and a deadline that is none: nothing is sent", async (t) => {
  const { session: card, fake } = await session(() => bytes("90 00"));
  await t.throwsAsync(card.send(getBalance, { p2: 256 }), { instanceOf: RangeError });
  await t.throwsAsync(card.send(getBalance, { p2: 2 }, { deadlineMs: 0 }), { instanceOf: RangeError });
  t.is(fake.executed.length, 0);
});

test("one command at a time", async (t) => {
  const { session: card, fake } = await session(() => bytes("00 00 00 01 90 00"));
  const first = card.send(getBalance, { p2: 2 });
  const error = await t.throwsAsync(card.send(getBalance, { p2: 2 }), { instanceOf: ReaderError });
  t.like(error, { code: "slot-busy", delivery: "not-sent" });
  t.true((await first).ok);
  t.is(fake.executed.length, 1);
});

test("the deadline is one for the whole command, GET RESPONSE included", async (t) => {
  const { session: card, clock } = await session(
    (tpdu) => (tpdu[1] === GET_RESPONSE ? bytes("90 00") : bytes("61 08")),
    { reply: (heard, usual) => (heard.type === 0x6f ? [[300, usual]] : undefined) },
  );
  const startMs = clock.nowMs();
  const work = card.send(debitForPurchase, DEBIT, { deadlineMs: 500 });
  const error = await t.throwsAsync(work, { instanceOf: ReaderError });
  t.like(error, { code: "timeout", delivery: "answered", statusWord: 0x6108 });
  t.is(clock.nowMs() - startMs, 500);
});

test("the next good command works after one that failed", async (t) => {
  let isBad = true;
  const { session: card } = await session(() => bytes("00 00 00 01 90 00"), {
    message: (heard) => (heard.type === 0x6f && isBad ? answer(heard, 0x80, 0x40, 0xfd) : undefined),
  });
  await t.throwsAsync(card.send(getBalance, { p2: 2 }), { instanceOf: ReaderError });
  isBad = false;
  t.true((await card.send(getBalance, { p2: 2 })).ok);
});
