import { deadlineAfter } from "@duka/driver/base/deadline";
import { ReaderError } from "@duka/driver/base/errors";
import { startReader } from "@duka/driver/reader/reader";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import test from "ava";
import { answer, ascii, FakeReader, framed, identity } from "../../support/reader/fake-reader.js";
import { openFake } from "../../support/reader/open-fake.js";
import { hex, withByte } from "../../support/values/hex.js";

test("opening: firmware Escape with bSeq 0, then identity; nothing more is asked of a Duka", async (t) => {
  const { reader, fake } = await openFake({ slots: 3, serialNumber: "D-17" });
  t.deepEqual(
    fake.heard.map((heard) => [heard.seq, hex(heard.data)]),
    [
      [0, "02"],
      [1, "44 4B 01"],
    ],
  );
  t.is(reader.name, "Duka FAKE D-17");
  t.is(reader.firmwareText, "Fake");
  t.is(reader.slotCount, 3);
  t.is(reader.identity?.clockHz, 3_571_200);
  t.is(reader.address, "fake:");
  t.false(reader.simulated);
});

test("a serial number that begins with SIM- marks a simulated reader at whatever address", async (t) => {
  t.true((await openFake({ serialNumber: "SIM-0000002A" })).reader.simulated);
  t.false((await openFake({ isDuka: false })).reader.simulated);
});

test("a stock reader has no identity; its slots are counted until it says bad slot", async (t) => {
  const { reader } = await openFake({ isDuka: false, slots: 2, firmwareText: "GemPC 1.0" });
  t.is(reader.identity, undefined);
  t.is(reader.slotCount, 2);
  t.is(reader.name, "GemPC 1.0 on cable");
  await reader.slot(0).open(1000);
  t.is(reader.slot(0).line()?.clockHz, 4_000_000);
});

test("the largest stock type has 5 slots; no more are asked for", async (t) => {
  const { reader, fake } = await openFake({ isDuka: false, slots: 9, firmwareText: "" });
  t.is(reader.slotCount, 5);
  t.is(reader.name, "cable");
  t.is(fake.heard.filter((heard) => heard.type === 0x65).length, 4);
});

test("a SEC1210 is asked its own way when it does not know the first Escape, again with bSeq 0", async (t) => {
  const { reader, fake } = await openFake({
    isDuka: false,
    slots: 2,
    message: (heard) => {
      if (heard.data[0] === 0x02) return answer(heard, 0x83, 0x41, 0);
      return heard.data[0] === 0x06 ? answer(heard, 0x83, 0x01, 0, ascii("SEC")) : undefined;
    },
  });
  t.is(reader.firmwareText, "SEC");
  t.deepEqual(
    fake.heard.slice(0, 3).map((heard) => [heard.seq, heard.data[0]]),
    [
      [0, 0x02],
      [0, 0x06],
      [1, 0x44],
    ],
  );
});

test("an identity that is malformed makes a reader that is not trusted with repeats", async (t) => {
  const { reader } = await openFake({
    message: (heard) =>
      heard.data[0] === 0x44 ? answer(heard, 0x83, 0, 0, withByte(identity(1, "SIM-1"), 7, 0)) : undefined,
  });
  t.is(reader.identity, undefined);
});

test("text that is not printable is not shown", async (t) => {
  const { reader } = await openFake({ isDuka: false, firmwareText: "\u0007bell" });
  t.is(reader.firmwareText, "");
});

const NO_READERS: readonly [string, Partial<ConstructorParameters<typeof FakeReader>[0]>][] = [
  ["silence", { reply: () => [] }],
  ["noise", { reply: () => [[5, ascii("login: ")]] }],
  ["a reader that refuses both", { message: (heard) => answer(heard, 0x83, 0x40, 0) }],
  [
    "the command itself, as a line with echo gives it",
    { reply: (heard) => [[1, framed(answer(heard, 0x6b, 0, 0))]] },
  ],
];

for (const [what, options] of NO_READERS) {
  test(`no reader: ${what}; the link is closed and the time is limited`, async (t) => {
    const clock = new VirtualClock();
    const fake = new FakeReader({ clock, ...options });
    let isReleased = false;
    const setup = {
      address: "fake:",
      link: {
        ...fake.link,
        close: async () => {
          isReleased = true;
        },
      },
      clock: clock.driver,
      simulated: false,
      deadline: deadlineAfter(clock, 8000),
      release: async () => {},
    };
    const error = await t.throwsAsync(startReader(setup), { instanceOf: ReaderError });
    t.is(error.code, "no-reader");
    t.regex(error.message, /cable/);
    t.truthy(error.remedy);
    t.true(isReleased);
    t.true(clock.nowMs() <= 8000);
  });
}

test("a slot that does not exist is the caller's mistake", async (t) => {
  const { reader } = await openFake({ slots: 2 });
  for (const index of [2, -1, 0.5, Number.NaN]) {
    t.throws(() => reader.slot(index), { instanceOf: RangeError, message: /slots 0 to 1/ });
    await t.throwsAsync(reader.status(index), { instanceOf: RangeError });
  }
});

test("close powers the cards down and lets the link go; afterwards nothing is sent", async (t) => {
  const { reader, fake } = await openFake({ slots: 2 });
  await reader.slot(1).open(1000);
  await reader.close();
  t.deepEqual(
    fake.heard.filter((heard) => heard.type === 0x63).map((heard) => heard.slot),
    [1],
  );
  const error = await t.throwsAsync(reader.status(0), { instanceOf: ReaderError });
  t.like(error, { code: "link-lost", delivery: "not-sent" });
  await t.notThrowsAsync(reader.close());
});

test("close does not fail when the reader has gone or does not answer", async (t) => {
  const gone = await openFake();
  await gone.reader.slot(0).open(1000);
  gone.fake.unplug();
  await t.notThrowsAsync(gone.reader.close());
  const silent = await openFake({ reply: (heard) => (heard.type === 0x63 ? [] : undefined) });
  await silent.reader.slot(0).open(1000);
  await t.notThrowsAsync(silent.reader.close());
});

test("a slot whose question fails for another reason than no card is an error", async (t) => {
  const { reader } = await openFake({
    message: (heard) => (heard.type === 0x65 ? answer(heard, 0x81, 0x40, 0xfb) : undefined),
  });
  await t.throwsAsync(reader.status(0), { instanceOf: ReaderError });
});

test("some stock readers say no card as a failure", async (t) => {
  const { reader } = await openFake({
    message: (heard) => (heard.type === 0x65 ? answer(heard, 0x81, 0x42, 0xfe) : undefined),
  });
  t.is(await reader.status(0), "absent");
});
