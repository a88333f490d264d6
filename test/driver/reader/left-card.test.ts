/** A slot whose card keeps its power without a session: for whom, how long, and what ends it. */
import type { VirtualClock } from "@duka/simulator/time/virtual-clock";
import test from "ava";
import type { FakeReader } from "../../support/reader/fake-reader.js";
import { openFake } from "../../support/reader/open-fake.js";

const POWER_OFF = 0x63;
const IDLE_MS = 30_000;
const LIMITS = { deadlineMs: 1000 };

test("a card that is left keeps its power, and is taken up once, by whoever left it, after the reader was asked", async (t) => {
  const { reader, fake } = await openedInTime();
  const { keep } = reader.slot(0);
  const left = keep!.leave(IDLE_MS)!;
  t.false(await keep!.take({ idleMs: IDLE_MS }, LIMITS), "not by another");
  const asked = heardOf(fake, 0x65).length;
  t.true(await keep!.take(left, LIMITS));
  t.is(heardOf(fake, 0x65).length, asked + 1);
  t.false(await keep!.take(left, LIMITS), "once");
  t.is(heardOf(fake, POWER_OFF).length, 0);
});

test("a card that is left loses its power after its time, and before it is opened anew; then nothing of it is left", async (t) => {
  const { reader, fake, clock } = await openedInTime();
  const slot = reader.slot(0);
  const late = slot.keep!.leave(IDLE_MS)!;
  clock.runUntil(clock.nowMs() + IDLE_MS - 1);
  t.is(heardOf(fake, POWER_OFF).length, 0);
  await pass(clock, 100);
  t.is(heardOf(fake, POWER_OFF).length, 1);
  t.false(await slot.keep!.take(late, LIMITS));
  t.is(slot.keep!.leave(IDLE_MS), undefined, "it has no power");
  await slot.open(5000);
  slot.keep!.leave(IDLE_MS);
  await slot.open(5000);
  t.is(heardOf(fake, POWER_OFF).length, 2);
  await pass(clock, IDLE_MS + 1);
  t.is(heardOf(fake, POWER_OFF).length, 2, "its time ended with it");
});

test("one who opens a card while it is just being powered down waits for that", async (t) => {
  const { reader, clock } = await openedInTime();
  const slot = reader.slot(0);
  slot.keep!.leave(IDLE_MS);
  clock.runUntil(clock.nowMs() + IDLE_MS);
  t.true((await slot.open(5000)).length > 2);
});

test("a reader that is closed powers down the card that was left, and sends nothing afterwards", async (t) => {
  const { reader, fake, clock } = await openedInTime();
  reader.slot(0).keep!.leave(IDLE_MS);
  await reader.close();
  t.is(heardOf(fake, POWER_OFF).length, 1);
  const heard = fake.heard.length;
  await pass(clock, IDLE_MS + 1);
  t.is(fake.heard.length, heard);
});

async function openedInTime() {
  const both = await openFake();
  await both.reader.slot(0).open(5000);
  return both;
}

/** Someone waits so long. */
function pass(clock: VirtualClock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.driver.after(ms, resolve));
}

function heardOf(reader: FakeReader, type: number): number[] {
  return reader.heard.filter((heard) => heard.type === type).map((heard) => heard.type);
}
