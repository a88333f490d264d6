import { deadlineAfter } from "@duka/driver/base/deadline";
import { ReaderError } from "@duka/driver/base/errors";
import { type CcidClient, type CcidCommand, createCcidClient } from "@duka/driver/reader/ccid-client";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import test, { type ExecutionContext } from "ava";
import {
  answer,
  FakeReader,
  type FakeReaderOptions,
  framed,
  NAK_FRAME,
  TIME_REQUEST_BYTE,
} from "../../support/reader/fake-reader.js";
import { bytes, hex, withByte } from "../../support/values/hex.js";

const XFR_BLOCK = 0x6f;
const STATUS = 0x65;

type Bench = {
  clock: VirtualClock;
  reader: FakeReader;
  client: CcidClient;
  /** Sends a TPDU to the card. */
  xfr(deadlineMs?: number): ReturnType<CcidClient["command"]>;
  status(deadlineMs?: number): ReturnType<CcidClient["command"]>;
};

/** A client at a reader whose card in slot 0 has power. */
function bench(options: Omit<FakeReaderOptions, "clock"> = {}): Bench {
  const clock = new VirtualClock();
  const reader = new FakeReader({ clock, ...options });
  reader.cards[0] = 0;
  const client = createCcidClient(reader.link, clock.driver);
  if (options.isDuka !== false) client.trustKeptAnswers();
  const send = (deadlineMs: number, what: Partial<CcidCommand>) =>
    client.command({
      type: STATUS,
      slot: 0,
      attempt: "test",
      deadline: deadlineAfter(clock, deadlineMs),
      ...what,
    });
  return {
    clock,
    reader,
    client,
    xfr: (deadlineMs = 10_000) => send(deadlineMs, { type: XFR_BLOCK, data: bytes("00 84 00 00 08") }),
    status: (deadlineMs = 10_000) => send(deadlineMs, { harmless: true }),
  };
}

async function fails(t: ExecutionContext, work: Promise<unknown>, like: Partial<ReaderError>): Promise<void> {
  const error = await t.throwsAsync(work, { instanceOf: ReaderError });
  t.like(error, like);
}

test("a command is a frame 03 06, header, data, LRC; bSeq rises by one for all slots and wraps", async (t) => {
  const sent: string[] = [];
  const { status } = bench({
    toReader: (frame) => {
      sent.push(hex(frame));
      return frame;
    },
  });
  for (let i = 0; i < 258; i++) await status();
  t.is(sent[0], "03 06 65 00 00 00 00 00 00 00 00 00 60");
  t.is(sent[1], "03 06 65 00 00 00 00 00 01 00 00 00 61");
  t.is(sent[255], "03 06 65 00 00 00 00 00 FF 00 00 00 9F");
  t.is(sent[256], sent[0]);
});

test("the answer tells card state, data and the time from the first byte out to the last byte in", async (t) => {
  const { xfr } = bench({ card: () => bytes("01 02 90 00"), reply: (_heard, usual) => [[7, usual]] });
  t.like(await xfr(), {
    card: "active",
    failed: false,
    data: bytes("01 02 90 00"),
    repeats: 0,
    elapsedMs: 7,
  });
});

test("commands wait for each other: the next is sent when the answer is there", async (t) => {
  const { reader, status } = bench({ reply: (_heard, usual) => [[100, usual]] });
  const both = Promise.all([status(), status()]);
  t.is(reader.heard.length, 1);
  await both;
  t.deepEqual(
    reader.heard.map((heard) => heard.seq),
    [0, 1],
  );
});

test("the queue has a limit, and what does not fit it was not sent", async (t) => {
  const { xfr } = bench({ reply: () => [] });
  const waiting = Array.from({ length: 32 + 1 }, () => xfr(50).catch(() => undefined));
  await fails(t, xfr(50), { code: "slot-busy", delivery: "not-sent" });
  await Promise.all(waiting);
});

test("a command that waited for the line until its deadline was not sent", async (t) => {
  const { xfr } = bench({ isDuka: false, reply: () => [] });
  const first = fails(t, xfr(200), { code: "timeout", delivery: "unknown" });
  await fails(t, xfr(100), { code: "timeout", delivery: "not-sent" });
  await first;
});

test("data that fits no message is the caller's mistake", async (t) => {
  const { client, clock, reader } = bench();
  const deadline = deadlineAfter(clock, 1000);
  const command = { type: XFR_BLOCK, slot: 0, data: new Uint8Array(262), attempt: "test", deadline };
  await t.throwsAsync(client.command(command), { instanceOf: RangeError });
  t.is(reader.heard.length, 0);
});

test("time requests keep a slow answer awaited, without any repeat", async (t) => {
  const slow = Array.from({ length: 4 }, () => [1900, TIME_REQUEST_BYTE] as const);
  const { client, reader, xfr } = bench({
    reply: (_heard, usual) => [[50, bytes("FF")], ...slow, [1900, usual]],
  });
  t.is((await xfr()).elapsedMs, 50 + 5 * 1900);
  t.is(reader.heard.length, 1);
  t.is(client.statistics.repeats, 0);
});

test("a CCID time extension multiplies the wait for the next sign", async (t) => {
  const { reader, xfr } = bench({
    reply: (heard, usual) => [
      [50, framed(answer(heard, 0x80, 0x80, 3))],
      [8900, usual],
    ],
  });
  t.is((await xfr()).elapsedMs, 8950);
  t.is(reader.heard.length, 1);
});

test("no time request reaches beyond the caller's deadline", async (t) => {
  const endless = Array.from({ length: 100 }, () => [100, TIME_REQUEST_BYTE] as const);
  const { clock, xfr } = bench({ reply: () => endless });
  await fails(t, xfr(1234), { code: "timeout", layer: "link", delivery: "unknown" });
  t.is(clock.nowMs(), 1234);
});

const SPOILT: readonly [string, (usual: Uint8Array) => Uint8Array][] = [
  ["a wrong LRC", (usual) => withByte(usual, usual.length - 1, usual[usual.length - 1]! ^ 1)],
  ["a changed byte", (usual) => withByte(usual, 12, usual[12]! ^ 0x40)],
  ["NAK", () => NAK_FRAME],
  ["nothing", () => new Uint8Array(0)],
  ["the sync bytes lost", (usual) => usual.subarray(2)],
  ["the last byte lost", (usual) => usual.subarray(0, usual.length - 1)],
  ["a byte in the middle lost", (usual) => Uint8Array.of(...usual.subarray(0, 9), ...usual.subarray(10))],
  ["an impossible length", (usual) => withByte(usual, 5, 1)],
  ["a reserved card state", (usual) => framed(withByte(usual.slice(2, -1), 7, 3))],
  ["a reserved command status", (usual) => framed(withByte(usual.slice(2, -1), 7, 0xc0))],
  ["a message that answers another type", (usual) => framed(withByte(usual.slice(2, -1), 0, 0x82))],
];

for (const [what, spoil] of SPOILT) {
  test(`${what}: the same frame is repeated byte for byte, and the card executes it once`, async (t) => {
    const frames: string[] = [];
    const { client, reader, xfr } = bench({
      card: () => bytes("01 02 03 04 90 00"),
      reply: (heard, usual) => [[5, heard.count === 1 ? spoil(usual) : usual]],
      toReader: (frame) => {
        frames.push(hex(frame));
        return frame;
      },
    });
    const { data, repeats } = await xfr();
    t.is(hex(data), "01 02 03 04 90 00");
    t.is(repeats, 1);
    t.is(client.statistics.repeats, 1);
    t.is(frames[1], frames[0]);
    t.is(reader.executed.length, 1);
  });

  test(`${what} from a stock reader: what may have acted is not sent again`, async (t) => {
    const { reader, xfr } = bench({ isDuka: false, reply: (_heard, usual) => [[5, spoil(usual)]] });
    const error = await t.throwsAsync(xfr(2000), { instanceOf: ReaderError });
    t.is(error.delivery, "unknown");
    t.is(reader.heard.length, 1);
  });
}

test("a stock reader is asked again for what changes nothing", async (t) => {
  const { status } = bench({
    isDuka: false,
    reply: (heard, usual) => [[5, heard.count < 3 ? NAK_FRAME : usual]],
  });
  t.is((await status()).repeats, 2);
});

test("a frame that the reader could not read is repeated, and executed once", async (t) => {
  const { reader, xfr } = bench({
    toReader: (frame, count) => (count === 1 ? withByte(frame, 13, 0xff) : frame),
  });
  t.is((await xfr()).repeats, 1);
  t.is(reader.executed.length, 1);
});

test("after three repeats it is over", async (t) => {
  const garbled = bench({ reply: () => [[5, NAK_FRAME]] });
  await fails(t, garbled.xfr(), { code: "protocol-violation", layer: "link", delivery: "unknown" });
  t.is(garbled.reader.heard.length, 4);
  const silent = bench({ reply: () => [] });
  await fails(t, silent.xfr(), { code: "timeout", layer: "link", delivery: "unknown" });
  t.is(silent.reader.heard.length, 4);
});

test("a late answer has another bSeq and is nobody's", async (t) => {
  const { client, xfr } = bench({
    isDuka: false,
    card: (_tpdu) => bytes("AA 90 00"),
    reply: (heard, usual) => [[heard.seq === 0 ? 150 : 100, usual]],
  });
  await fails(t, xfr(100), { code: "timeout", delivery: "unknown" });
  const second = await xfr(500);
  t.is(hex(second.data), "AA 90 00");
  t.is(client.statistics.late, 1);
});

test("an answer of another slot, and an echo, are passed over", async (t) => {
  const { client, xfr } = bench({
    isDuka: false,
    reply: (heard, usual) => [
      [1, framed(answer({ slot: 1, seq: heard.seq }, 0x80, 0, 0, bytes("6F 00")))],
      [1, framed(answer(heard, 0x6f, 0, 0))],
      [700, usual],
    ],
  });
  t.is(hex((await xfr()).data), "90 00");
  t.is(client.statistics.late, 1);
});

test("stray bytes are skipped, and card movement is told to whoever listens", async (t) => {
  const events: string[] = [];
  const { client, status } = bench({
    reply: (_heard, usual) => [
      [1, bytes("00 41 50 02 0D 50 03 0A")],
      [1, usual],
    ],
  });
  const stop = client.onMovement((event) => events.push(event));
  await status();
  t.deepEqual(events, ["removed", "inserted"]);
  t.is(client.statistics.strays, 4);
  stop();
  await status();
  t.is(events.length, 2);
});

test("what looks like a time request behind a garbled frame does not put off the repeat", async (t) => {
  const { clock, xfr } = bench({
    reply: (heard, usual) => [[5, heard.count === 1 ? Uint8Array.of(...NAK_FRAME, 0xff, 0xff) : usual]],
  });
  await xfr();
  t.true(clock.nowMs() < 100);
});

test("a failed answer is an answer; a bare SlotStatus may carry the failure of any command", async (t) => {
  const { xfr } = bench({ message: (heard) => answer(heard, 0x81, 0x40, 0xe0) });
  t.like(await xfr(), { failed: true, error: 0xe0, card: "active" });
});

test("the link is lost: not sent is not sent, and what was sent is unknown", async (t) => {
  const { reader, clock, xfr, status } = bench({ reply: () => [] });
  const cause = new Error("unplugged");
  clock.after(10, () => reader.unplug(cause));
  const running = fails(t, xfr(), { code: "link-lost", delivery: "unknown", cause });
  const waiting = fails(t, xfr(), { code: "link-lost", delivery: "not-sent", cause });
  await Promise.all([running, waiting]);
  await fails(t, xfr(), { code: "link-lost", delivery: "not-sent" });
  await fails(t, status(), { code: "link-lost", delivery: "not-sent" });
});

test("a lost status question leaves the card untouched", async (t) => {
  const { reader, clock, status } = bench({ reply: () => [] });
  clock.after(10, () => reader.unplug());
  await fails(t, status(), { code: "link-lost", delivery: "not-sent" });
});

test("closing fails whatever still waits", async (t) => {
  const { client, xfr } = bench({ reply: () => [] });
  const running = fails(t, xfr(), { code: "link-lost", delivery: "unknown" });
  await client.close();
  await running;
  await client.close();
});

test("no message of an error shows a data byte of the command", async (t) => {
  const { client, clock } = bench({ reply: () => [] });
  const secret = bytes("00 20 00 00 03 12 34 56");
  const deadline = deadlineAfter(clock, 100);
  const error = await t.throwsAsync(
    client.command({ type: XFR_BLOCK, slot: 0, data: secret, attempt: "slot 0: send 00 20 00 00", deadline }),
  );
  t.notRegex(`${error?.message}`, /12|34|56/);
});

test("while the line is held only the holder's commands go out; the others follow, in their order, when it is done", async (t) => {
  const order: string[] = [];
  const { client, clock, status } = bench();
  const said = async (name: string, work: Promise<unknown>) => {
    await work;
    order.push(name);
  };
  const deadline = deadlineAfter(clock, 10_000);
  const own = { type: STATUS, slot: 0, attempt: "held", deadline, harmless: true, whileHeld: true };
  const first = said("first", status());
  const held = client.hold(async () => {
    const others = [said("other 1", status()), said("other 2", status())];
    await said("own 1", client.command(own));
    await new Promise<void>((resolve) => clock.driver.after(50, resolve));
    await said("own 2", client.command(own));
    return others;
  });
  await Promise.all([first, ...(await held)]);
  t.deepEqual(order, ["first", "own 1", "own 2", "other 1", "other 2"]);
  await t.throwsAsync(
    client.hold(async () => Promise.reject(new Error("given up"))),
    { message: "given up" },
  );
  await t.notThrowsAsync(status());
});
