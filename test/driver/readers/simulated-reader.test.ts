/** The driver against the simulated reader that runs the real firmware. */

import { deadlineAfter } from "@duka/driver/base/deadline";
import { ReaderError } from "@duka/driver/base/errors";
import { type CardSession, openCardSession } from "@duka/driver/card/card-session";
import { type Reader, startReader } from "@duka/driver/reader/reader";
import { openReader } from "@duka/driver/readers/open-reader";
import { getChallenge, selectByName } from "@duka/protocol/commands/iso7816";
import { getBalance } from "@duka/protocol/commands/pboc-purse";
import { ACCOUNT_PURSE } from "@duka/protocol/commands/purse-types";
import type { ByteHook, Direction } from "@duka/simulator";
import { type Simulation, simulate } from "@duka/simulator";
import test from "ava";
import { ascii } from "../../support/reader/fake-reader.js";
import { bytes, hex } from "../../support/values/hex.js";

const PURSE_APPLICATION = bytes("A0 00 00 00 03 86 98 07 01");

type Bench = { sim: Simulation; reader: Reader; executed: string[] };

/** A reader whose card's commands are listed as the card gets them. */
async function bench(): Promise<Bench> {
  const executed: string[] = [];
  const sim = simulate({
    inSlots: ({ card, psam }) => [
      {
        ...card,
        execute(apdu) {
          executed.push(hex(apdu));
          return card.execute(apdu);
        },
      },
      psam,
    ],
  });
  const reader = await startReader({
    address: "sim:",
    link: sim.link,
    clock: sim.clock,
    simulated: true,
    deadline: deadlineAfter(sim.clock, 8000),
    release: () => sim.close(),
  });
  return { sim, reader, executed };
}

async function purse(reader: Reader): Promise<CardSession> {
  const session = await openCardSession(reader.slot(0), reader.clock);
  const selected = await session.send(selectByName, { applicationName: PURSE_APPLICATION });
  if (!selected.ok) throw new Error(selected.meaning);
  return session;
}

test("sim: is a Duka with a card and a PSAM, and says that it is simulated", async (t) => {
  const reader = await openReader("sim:");
  t.true(reader.simulated);
  t.is(reader.identity?.persona, "pos");
  t.deepEqual([await reader.status(0), await reader.status(1)], ["inactive", "inactive"]);
  const card = await openCardSession(reader.slot(0), reader.clock);
  const psam = await openCardSession(reader.slot(1), reader.clock);
  t.notDeepEqual(card.atr, psam.atr);
  t.true((await card.send(selectByName, { applicationName: ascii("1PAY.SYS.DDF01") })).ok);
  const challenge = await psam.send(getChallenge, { le: 4 });
  t.is(challenge.ok && challenge.response.challenge.length, 4);
  t.is(await reader.status(0), "active");
  await reader.close();
});

test("SELECT and GET BALANCE, metered near the limit of the wires", async (t) => {
  const { reader } = await bench();
  const session = await purse(reader);
  const before = reader.meter.reading();
  const balance = await session.send(getBalance, { p2: ACCOUNT_PURSE });
  t.true(balance.ok && balance.response.balanceFen > 0);
  const { ms, limitMs, ratio } = reader.meter.since(before);
  t.true(ms > 0 && limitMs > 0);
  t.true(ratio > 0.95 && ratio < 1.1, `ratio ${ratio}`);
  await reader.close();
});

const DAMAGE: readonly [string, (byte: number) => number | readonly number[]][] = [
  ["a bit changed", (byte) => byte ^ 0x10],
  ["a byte lost", () => []],
  ["a byte doubled", (byte) => [byte, byte]],
];
/** The frame of GET BALANCE, and that of its answer. */
const FRAME_LENGTHS: readonly [Direction, number][] = [
  ["to-reader", 13 + 5],
  ["to-host", 13 + 6],
];

for (const [what, damage] of DAMAGE) {
  for (const [direction, length] of FRAME_LENGTHS) {
    test(`${what} ${direction}, at every place of a frame: right answer, executed once`, async (t) => {
      const { sim, reader, executed } = await bench();
      const session = await purse(reader);
      const good = await session.send(getBalance, { p2: ACCOUNT_PURSE });
      for (let at = 0; at < length; at++) {
        const hook: ByteHook = (way, byte, index) =>
          way === direction && index === at ? damage(byte) : undefined;
        const stop = sim.reader.cable.onByte(hook);
        const before = executed.length;
        t.deepEqual(await session.send(getBalance, { p2: ACCOUNT_PURSE }), good, `at ${at}`);
        t.is(executed.length, before + 1, `at ${at}`);
        stop();
      }
      await reader.close();
    });
  }
}

test("the cable is pulled at every byte of an exchange: done, not sent or unknown, and right about it", async (t) => {
  for (const [direction, length] of FRAME_LENGTHS) {
    for (let at = 0; at < length; at += 3) {
      const { sim, reader, executed } = await bench();
      const session = await purse(reader);
      const before = executed.length;
      sim.reader.cable.onByte((way, byte, index) => {
        if (way === direction && index === at) sim.reader.cable.unplug();
        return byte;
      });
      const work = session.send(getBalance, { p2: ACCOUNT_PURSE });
      const error = await t.throwsAsync(work, { instanceOf: ReaderError });
      t.like(error, { code: "link-lost", delivery: "unknown" });
      t.true(executed.length - before <= 1);
      await reader.close();
    }
  }
});

test("the card is taken out in the middle of a command: removed, unknown; put back it must be opened anew", async (t) => {
  const { sim, reader } = await bench();
  const session = await purse(reader);
  const socket = sim.reader.slot(0);
  let chip: ReturnType<typeof socket.remove>;
  sim.time.after(4, () => {
    chip = socket.remove();
  });
  const work = session.send(getBalance, { p2: ACCOUNT_PURSE });
  const error = await t.throwsAsync(work, { instanceOf: ReaderError });
  t.like(error, { code: "card-removed", delivery: "unknown" });
  t.is(await reader.status(0), "absent");
  if (chip !== undefined) socket.insert(chip);
  await new Promise<void>((resolve) => reader.clock.after(500, resolve));
  const again = await t.throwsAsync(session.send(getBalance, { p2: ACCOUNT_PURSE }), {
    instanceOf: ReaderError,
  });
  t.like(again, { code: "card-removed", delivery: "not-sent" });
  t.true((await (await purse(reader)).send(getBalance, { p2: ACCOUNT_PURSE })).ok);
  await reader.close();
});

test("movement is told to who listens", async (t) => {
  const { sim, reader } = await bench();
  const events: string[] = [];
  const stop = reader.slot(0).onCard((event) => events.push(event));
  t.teardown(stop);
  const socket = sim.reader.slot(0);
  sim.time.after(1000, () => socket.remove());
  sim.time.after(2000, () => socket.insert(sim.chips.card));
  await new Promise<void>((resolve) => reader.clock.after(4000, resolve));
  stop();
  t.deepEqual(events, ["removed", "inserted"]);
  await reader.close();
});

test("a cable that loses everything ends at the deadline; mended, the reader is asked before anything is sent", async (t) => {
  const { sim, reader, executed } = await bench();
  const session = await purse(reader);
  sim.reader.cable.cut();
  const startMs = sim.time.nowMs();
  const work = session.send(getBalance, { p2: ACCOUNT_PURSE }, { deadlineMs: 2000 });
  const error = await t.throwsAsync(work, { instanceOf: ReaderError });
  t.like(error, { code: "timeout", delivery: "unknown" });
  t.is(Math.round(sim.time.nowMs() - startMs), 2000);
  sim.reader.cable.mend();
  const before = executed.length;
  t.true((await session.send(getBalance, { p2: ACCOUNT_PURSE })).ok);
  t.is(executed.length, before + 1);
  await reader.close();
});

test("another host leaves a half frame behind: the next one opens the reader all the same", async (t) => {
  const { sim, reader } = await bench();
  sim.link.write(bytes("03 06 6F 10 00 00 00 00"));
  const next = await startReader({
    address: "sim:",
    link: sim.link,
    clock: sim.clock,
    simulated: true,
    deadline: deadlineAfter(sim.clock, 8000),
    release: () => sim.close(),
  });
  t.is(next.identity?.persona, reader.identity?.persona);
  await next.close();
});

test("every answer cut byte by byte, and cut into whatever has arrived", async (t) => {
  for (const chunks of ["each", (arrived: number) => arrived] as const) {
    const sim = simulate({ chunks });
    const reader = await startReader({
      address: "sim:",
      link: sim.link,
      clock: sim.clock,
      simulated: true,
      deadline: deadlineAfter(sim.clock, 8000),
      release: () => sim.close(),
    });
    t.true((await (await purse(reader)).send(getBalance, { p2: ACCOUNT_PURSE })).ok);
    await reader.close();
  }
});
