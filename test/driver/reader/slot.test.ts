import { ReaderError } from "@duka/driver/base/errors";
import { openCardSession } from "@duka/driver/card/card-session";
import type { Reader } from "@duka/driver/reader/reader";
import { selectByName } from "@duka/protocol/commands/iso7816";
import { debitForMedicalPurchase } from "@duka/protocol/commands/medical-account";
import { debitForPurchase } from "@duka/protocol/commands/pboc-purse";
import test, { type ExecutionContext } from "ava";
import { answer, type FakeReader, type FakeReaderOptions, framed } from "../../support/reader/fake-reader.js";
import { openFake } from "../../support/reader/open-fake.js";
import { bytes, hex } from "../../support/values/hex.js";

const POWER_ON = 0x62;
const SET_PARAMETERS = 0x61;
const XFR_BLOCK = 0x6f;
const GET_CHALLENGE = bytes("00 84 00 00 04");

async function fails(t: ExecutionContext, work: Promise<unknown>, like: Partial<ReaderError>) {
  const error = await t.throwsAsync(work, { instanceOf: ReaderError });
  t.like(error, like);
  return error;
}

function heardOf(reader: FakeReader, type: number): string[] {
  return reader.heard.filter((heard) => heard.type === type).map((heard) => hex(heard.data));
}

async function opened(
  options: Partial<FakeReaderOptions> = {},
): Promise<{ reader: Reader; fake: FakeReader }> {
  const both = await openFake(options);
  await both.reader.slot(0).open(5000);
  return both;
}

test("open powers the card, sends the T=0 parameters of its ATR, and answers the ATR", async (t) => {
  const { reader, fake } = await openFake({ atr: bytes("3B 42 07 14 50") });
  const slot = reader.slot(0);
  t.is(slot.line(), undefined);
  t.is(hex(await slot.open(5000)), "3B 42 07 14 50");
  t.deepEqual(heardOf(fake, SET_PARAMETERS), ["11 00 07 0A 00"]);
  t.deepEqual(slot.line(), { protocol: 0, fiDi: 0x11, clockHz: 3_571_200, extraGuardTimeEtu: 7 });
  t.is(slot.name, "Duka FAKE SIM-1 slot 0");
});

test("open tries 5 V, 1.8 V and 3 V when the card is mute or the reader lacks the voltage", async (t) => {
  const refusals = [0xfe, 0xf5];
  const { reader, fake } = await openFake({
    message: (heard) =>
      heard.type === POWER_ON && heard.count < 3
        ? answer(heard, 0x80, 0x41, refusals[heard.count - 1]!)
        : undefined,
  });
  await reader.slot(0).open(5000);
  t.deepEqual(
    fake.heard.filter((heard) => heard.type === POWER_ON).map((heard) => heard.parameters[0]),
    [1, 3, 2],
  );
});

test("without a card open fails at once, and nothing was sent to a card", async (t) => {
  const { reader, fake } = await openFake();
  fake.remove();
  await fails(t, reader.slot(0).open(5000), { code: "card-absent", delivery: "not-sent" });
  t.is(heardOf(fake, POWER_ON).length, 1);
});

test("a card that answers at no voltage is mute", async (t) => {
  const { reader, fake } = await openFake({
    message: (heard) => (heard.type === POWER_ON ? answer(heard, 0x80, 0x41, 0xfe) : undefined),
  });
  await fails(t, reader.slot(0).open(5000), { code: "card-mute", delivery: "not-sent" });
  t.is(heardOf(fake, POWER_ON).length, 3);
});

const BAD_ATRS: readonly [string, string, ReaderError["code"], RegExp][] = [
  ["empty", "", "protocol-violation", /TS/],
  ["a wrong TS", "00 00", "protocol-violation", /TS/],
  ["cut", "3B 05 01", "protocol-violation", /announce/],
  ["a wrong TCK", "3B 80 01 80", "protocol-violation", /TCK/],
  ["T=14 alone", "3B 80 0E 8E", "unsupported", /T=14/],
];

for (const [what, atr, code, why] of BAD_ATRS) {
  test(`ATR ${what}: ${code}`, async (t) => {
    const { reader } = await openFake({ atr: bytes(atr) });
    const error = await fails(t, reader.slot(0).open(5000), { code, delivery: "not-sent" });
    t.regex(error?.message ?? "", why);
    await t.throwsAsync(reader.slot(0).exchange(GET_CHALLENGE, 100), { instanceOf: RangeError });
  });
}

for (const [bError, isFatal] of [
  [0x00, false],
  [0x0a, false],
  [0xf4, true],
] as const) {
  test(`SetParameters refused with bError ${bError.toString(16)}: ${isFatal ? "open fails" : "open goes on"}`, async (t) => {
    const { reader } = await openFake({
      message: (heard) => (heard.type === SET_PARAMETERS ? answer(heard, 0x82, 0x40, bError) : undefined),
    });
    const work = reader.slot(0).open(5000);
    if (isFatal) await fails(t, work, { delivery: "not-sent" });
    else t.is(hex(await work), "3B 02 14 50");
  });
}

test("a case-4 command goes to a T=0 card without Le, every other case as it is", async (t) => {
  const { reader, fake } = await opened();
  const commands = ["00 70 00 00", "00 84 00 00 04", "00 20 00 00 02 12 34", "00 A4 04 00 02 3F 00 00"];
  for (const command of commands) await reader.slot(0).exchange(bytes(command), 1000);
  t.deepEqual(heardOf(fake, XFR_BLOCK), [...commands.slice(0, 3), "00 A4 04 00 02 3F 00"]);
});

const BAD_COMMANDS: readonly [string, string][] = [
  ["too short", "00 A4 04"],
  ["no case", "00 A4 04 00 05 01"],
  ["extended length", "00 B0 00 00 00 01 00"],
  ["INS 6X", "00 60 00 00"],
  ["INS 9X", "00 9A 00 00"],
];

for (const [what, command] of BAD_COMMANDS) {
  test(`${what} is the caller's mistake, and nothing is sent`, async (t) => {
    const { reader, fake } = await opened();
    await t.throwsAsync(reader.slot(0).exchange(bytes(command), 1000), { instanceOf: RangeError });
    t.deepEqual(heardOf(fake, XFR_BLOCK), []);
  });
}

test("a deadline that is none is the caller's mistake", async (t) => {
  const { reader } = await opened();
  await t.throwsAsync(reader.slot(0).exchange(GET_CHALLENGE, 0), { instanceOf: RangeError });
});

test("one call at a time", async (t) => {
  const { reader } = await opened();
  const first = reader.slot(0).exchange(GET_CHALLENGE, 1000);
  await fails(t, reader.slot(0).exchange(GET_CHALLENGE, 1000), { code: "slot-busy", delivery: "not-sent" });
  t.is(hex(await first), "90 00");
});

for (const [what, response] of [
  ["nothing", ""],
  ["one byte", "90"],
  ["SW1 60", "60 00"],
  ["SW1 out of range", "01 02 50 00"],
  ["259 bytes", `${"00 ".repeat(257)}90 00`],
] as const) {
  test(`an answer of ${what} is no response, and the card may have acted`, async (t) => {
    const { reader } = await opened({ card: () => bytes(response) });
    await fails(t, reader.slot(0).exchange(GET_CHALLENGE, 1000), {
      code: "protocol-violation",
      delivery: "unknown",
    });
  });
}

test("the longest response has 256 bytes and SW1 SW2", async (t) => {
  const { reader } = await opened({ card: () => bytes(`${"00 ".repeat(256)}90 00`) });
  t.is((await reader.slot(0).exchange(bytes("00 B0 00 00 00"), 1000)).length, 258);
});

test("the card is taken out during the exchange: unknown, and the next command is not sent", async (t) => {
  const { reader, fake } = await opened({
    message: (heard) => (heard.type === XFR_BLOCK ? answer(heard, 0x80, 0x42, 0xfe) : undefined),
  });
  await fails(t, reader.slot(0).exchange(GET_CHALLENGE, 1000), { code: "card-removed", delivery: "unknown" });
  await fails(t, reader.slot(0).exchange(GET_CHALLENGE, 1000), {
    code: "card-removed",
    delivery: "not-sent",
  });
  t.is(heardOf(fake, XFR_BLOCK).length, 1);
});

test("after a movement byte the reader is asked before the next command: a card that left gets nothing", async (t) => {
  const { reader, fake } = await opened();
  fake.remove();
  fake.say(bytes("50 02"));
  await fails(t, reader.slot(0).exchange(GET_CHALLENGE, 1000), {
    code: "card-removed",
    delivery: "not-sent",
  });
  t.deepEqual(heardOf(fake, XFR_BLOCK), []);
});

test("movement in another slot costs one question and no card", async (t) => {
  const { reader, fake } = await opened();
  fake.say(bytes("50 03"));
  t.is(hex(await reader.slot(0).exchange(GET_CHALLENGE, 1000)), "90 00");
  t.is(hex(await reader.slot(0).exchange(GET_CHALLENGE, 1000)), "90 00");
  t.is(heardOf(fake, 0x65).length, 1);
});

test("after a timeout the reader is asked before the next command", async (t) => {
  const { reader, fake } = await opened({
    isDuka: false,
    reply: (heard) => (heard.type === XFR_BLOCK && heard.count === 1 ? [] : undefined),
  });
  await fails(t, reader.slot(0).exchange(GET_CHALLENGE, 500), { code: "timeout", delivery: "unknown" });
  const before = heardOf(fake, 0x65).length;
  t.is(hex(await reader.slot(0).exchange(GET_CHALLENGE, 500)), "90 00");
  t.is(heardOf(fake, 0x65).length, before + 1);
});

test("close takes the power, once, and a second close does nothing", async (t) => {
  const { reader, fake } = await opened();
  await reader.slot(0).close();
  await reader.slot(0).close();
  t.is(heardOf(fake, 0x63).length, 1);
  t.is(reader.slot(0).line(), undefined);
});

test("close of a card that has left is done; a card that keeps its power is an error", async (t) => {
  const gone = await opened();
  gone.fake.remove();
  await t.notThrowsAsync(gone.reader.slot(0).close());
  const stuck = await opened({
    message: (heard) => (heard.type === 0x63 ? answer(heard, 0x81, 0x40, 0xfb) : undefined),
  });
  await fails(t, stuck.reader.slot(0).close(), { delivery: "not-sent" });
});

test("two slots keep their cards apart", async (t) => {
  const { reader, fake } = await openFake({ slots: 2, card: (_tpdu, slot) => Uint8Array.of(slot, 0x90, 0) });
  for (const index of [0, 1]) await reader.slot(index).open(1000);
  t.is(hex(await reader.slot(1).exchange(GET_CHALLENGE, 1000)), "01 90 00");
  t.is(hex(await reader.slot(0).exchange(GET_CHALLENGE, 1000)), "00 90 00");
  fake.remove(1);
  t.is(await reader.status(1), "absent");
  t.is(await reader.status(0), "active");
});

test("every TPDU is metered against the limit of its bytes; power, parameters and questions are not", async (t) => {
  const { reader } = await opened({ card: () => bytes("01 02 03 04 90 00") });
  await reader.status(0);
  t.is(reader.meter.ms, 0);
  await reader.slot(0).exchange(GET_CHALLENGE, 1000);
  const hostMs = ((13 + 5 + 13 + 6) * 11 * 1000) / 115200;
  const cardMs = ((5 * 12 + 12 * (1 + 4 + 2) + 4) * 372 * 1000) / 3_571_200;
  t.is(reader.meter.limitMs.toFixed(6), (hostMs + cardMs).toFixed(6));
  t.is(reader.meter.ms, 1);
});

test("movement is noticed by polling while somebody listens: removal, insertion, and a swap between two polls", async (t) => {
  const { reader, fake, clock } = await openFake();
  const slot = reader.slot(0);
  await slot.open(1000);
  const events: string[] = [];
  const stop = slot.onCard((event) => events.push(`${event} ${Math.floor(clock.nowMs() / 1000)}`));
  t.teardown(stop);
  clock.after(1500, () => fake.remove());
  clock.after(3500, () => fake.insert());
  await pause(reader, 5000);
  t.deepEqual(events, ["removed 1", "inserted 3"]);
  await slot.open(1000);
  await pause(reader, 1000);
  fake.insert();
  await pause(reader, 1000);
  t.deepEqual(events.slice(2), ["removed 6", "inserted 6"]);
  await fails(t, slot.exchange(GET_CHALLENGE, 1000), { code: "card-removed", delivery: "not-sent" });
  stop();
  const asked = fake.heard.length;
  await pause(reader, 5000);
  t.is(fake.heard.length, asked);
});

test("a card that we powered down ourselves was not swapped", async (t) => {
  const { reader } = await opened();
  const events: string[] = [];
  const stop = reader.slot(0).onCard((event) => events.push(event));
  t.teardown(stop);
  await pause(reader, 1000);
  await reader.slot(0).close();
  await pause(reader, 1000);
  stop();
  t.deepEqual(events, []);
});

test("polling ends with the link, and survives an answer that never came", async (t) => {
  let isSilent = false;
  const { reader, fake } = await openFake({ isDuka: false, reply: () => (isSilent ? [] : undefined) });
  const events: string[] = [];
  t.teardown(reader.slot(0).onCard((event) => events.push(event)));
  await pause(reader, 500);
  isSilent = true;
  await pause(reader, 10_000);
  isSilent = false;
  fake.remove();
  await pause(reader, 10_000);
  t.deepEqual(events, ["removed"]);
  fake.unplug();
  const asked = fake.heard.length;
  await pause(reader, 2000);
  t.is(fake.heard.length, asked);
});

test("a message of an error names slot, step and header, and no data", async (t) => {
  const { reader } = await opened({
    message: (heard) => (heard.type === XFR_BLOCK ? answer(heard, 0x80, 0x40, 0xf4) : undefined),
  });
  const error = await fails(t, reader.slot(0).exchange(bytes("00 20 00 00 03 12 34 56"), 1000), {
    layer: "t0",
  });
  t.is(
    error?.message,
    "Duka FAKE SIM-1 slot 0: send 00 20 00 00: the card broke the T=0 protocol (bError F4)",
  );
});

test("a chained answer (bChainParameter) does not exist at TPDU level", async (t) => {
  const { reader } = await opened({
    reply: (heard, usual) => {
      if (heard.type !== XFR_BLOCK) return undefined;
      const message = usual.slice(2, -1);
      message[9] = 1;
      return [[1, framed(message)]];
    },
  });
  await fails(t, reader.slot(0).exchange(GET_CHALLENGE, 1000), {
    code: "protocol-violation",
    delivery: "unknown",
  });
});

/** Lets virtual time pass. */
function pause(reader: Reader, ms: number): Promise<void> {
  return new Promise((resolve) => reader.clock.after(ms, resolve));
}

/**
 * The first answer is lost, and the reader, whatever it has promised, does the repeat again: the card has its own word
 * for that.
 */
function executingTwice(second: string): Partial<FakeReaderOptions> {
  let commands = 0;
  return {
    reply: (heard, usual) => {
      if (heard.type !== XFR_BLOCK) return undefined;
      commands++;
      return [[1, commands === 1 ? usual.subarray(0, 7) : framed(answer(heard, 0x80, 0, 0, bytes(second)))]];
    },
  };
}

for (const command of [debitForPurchase, debitForMedicalPurchase] as const) {
  test(`a refusal of ${command.name} after a repeat of its frame proves nothing: unknown, and never sent a third time`, async (t) => {
    const { reader, fake, clock } = await openFake(executingTwice("69 85"));
    const session = await openCardSession(reader.slot(0), clock.driver);
    const request = { terminalSequence: 1, date: "20261121", time: "140559", mac1: new Uint8Array(4) };
    const error = await fails(t, session.send(command, request), { delivery: "unknown" });
    t.regex(error?.message ?? "", /6985.*second copy/);
    t.is(
      heardOf(fake, XFR_BLOCK).length,
      2,
      "by the frame's repeat, which such a reader answers from what it kept",
    );
  });
}

test("a refusal after a repeat of the frame is an answer where no money moves", async (t) => {
  const { reader, clock } = await openFake(executingTwice("6A 82"));
  const session = await openCardSession(reader.slot(0), clock.driver);
  const answered = await session.send(selectByName, { applicationName: bytes("A0 00 00 00 03") });
  t.like(answered, { ok: false, sw: 0x6a82 });
});
