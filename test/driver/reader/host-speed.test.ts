/** The faster host line: agreed on with a Duka, tried, given up on any trouble, and given back. */
import { deadlineAfter } from "@duka/driver/base/deadline";
import { type Reader, startReader } from "@duka/driver/reader/reader";
import { boardModel, cpuCost } from "@duka/simulator/espruino/board-model";
import type { ByteHook } from "@duka/simulator/line/cable";
import { readFirmware } from "@duka/simulator/reader/firmware-files";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import { type Simulation, type SimulationOptions, simulate } from "@duka/simulator/world/simulation";
import test from "ava";
import { bytes, hex } from "../../support/values/hex.js";

const FIRST = 115_200;
const FAST = 1_000_000;
const CHALLENGE = bytes("00 84 00 00 04");

async function readerOn(world: Simulation, isKept = false): Promise<Reader> {
  const { background: _, ...foreground } = world.clock;
  return startReader({
    address: "sim:",
    link: world.link,
    clock: isKept ? world.clock : foreground,
    simulated: true,
    deadline: deadlineAfter(world.clock, 8000),
    release: async () => undefined,
  });
}

/** @param options.isKept the driver's clock can do what no one waits for */
async function opened(upToBaud = FAST, options: SimulationOptions & { isKept?: boolean } = {}) {
  const { isKept = false, ...simulated } = options;
  const clock = new VirtualClock();
  const world = simulate({ clock, hostSpeeds: { upToBaud }, ...simulated });
  return { clock, world, reader: await readerOn(world, isKept) };
}

/** Time passes, and what it brings is heard. */
async function pass(clock: VirtualClock, ms: number): Promise<void> {
  clock.runUntil(clock.nowMs() + ms);
  await new Promise((resolve) => setImmediate(resolve));
}

/** A card answers, in one piece, and how often its command went out. */
async function challenge(reader: Reader): Promise<{ ok: boolean; repeated: boolean }> {
  const response = await reader.slot(0).exchange(CHALLENGE, 5000);
  return {
    ok: response.length === 6 && hex(response).endsWith("90 00"),
    repeated: response.repeated === true,
  };
}

const GOOD = { ok: true, repeated: false };

/** Escapes that ask for a speed, as they pass the cable. */
function askedSpeeds(world: Simulation): string[] {
  const asked: string[] = [];
  let seen = "";
  world.reader.cable.onByte((direction, byte) => {
    if (direction === "to-reader") {
      seen += hex(Uint8Array.of(byte));
      const found = /444B0B(.{8})$/.exec(seen);
      if (found !== null) asked.push(found[1]!);
    }
    return undefined;
  });
  return asked;
}

/** How many of the next bytes to the host are damaged, in one exchange. */
function damageOnce(world: Simulation): void {
  let isDone = false;
  const hook: ByteHook = (direction, byte) => {
    if (isDone || direction !== "to-host" || world.link.baud === FIRST) return undefined;
    isDone = true;
    return byte ^ 0x40;
  };
  world.reader.cable.onByte(hook);
}

test("a link that a program copied and put its own write into has the limit of the speed that was agreed on", async (t) => {
  const limits: number[] = [];
  for (const isCopied of [false, true]) {
    const world = simulate({ clock: new VirtualClock(), hostSpeeds: { upToBaud: FAST } });
    const { link } = world;
    const copy = { ...link, write: (frame: Uint8Array) => link.write(frame) };
    const reader = await readerOn({ ...world, link: isCopied ? copy : link });
    await reader.slot(0).open(5000);
    t.deepEqual(await challenge(reader), GOOD);
    t.deepEqual([link.baud, copy.baud], [FAST, FIRST]);
    limits.push(reader.meter.limitMs);
    await reader.close();
  }
  t.is(limits[1], limits[0]);
});

test("it is agreed on before the card has power, and every exchange then runs at it", async (t) => {
  const { world, reader } = await opened();
  t.is(world.link.baud, FIRST);
  await reader.slot(0).open(5000);
  t.is(world.link.baud, FAST);
  t.deepEqual(await challenge(reader), GOOD);
  t.is(world.link.baud, FAST);
  const fast = reader.meter.limitMs;
  await reader.close();
  const usual = await readerOn(simulate({ clock: new VirtualClock() }));
  await usual.slot(0).open(5000);
  t.deepEqual(await challenge(usual), GOOD);
  t.true(usual.meter.limitMs - fast > 2.8, "33 bytes of 11 bits");
  await usual.close();
});

const LINES: readonly (readonly [carried: number, taken: number, asked: number])[] = [
  [FAST, FAST, 1],
  [999_999, 500_000, 2],
  [300_000, 250_000, 3],
  [200_000, FIRST, 3],
];

for (const [carried, taken, asked] of LINES) {
  test(`a line that carries ${carried} is used at ${taken}, asked ${asked} times, and not again`, async (t) => {
    for (const cpu of [undefined, cpuCost(boardModel("PICO_R1_3"))]) {
      const { world, reader } = await opened(carried, cpu === undefined ? {} : { cpu });
      const speeds = askedSpeeds(world);
      await reader.slot(0).open(5000);
      t.is(world.link.baud, taken);
      const ladder = ["000F4240", "0007A120", "0003D090"].slice(0, asked);
      t.deepEqual([...new Set(speeds)], ladder);
      const count = speeds.length;
      t.deepEqual(await challenge(reader), GOOD);
      await reader.slot(0).open(5000);
      t.deepEqual(await challenge(reader), GOOD);
      t.is(speeds.length, count);
      t.is(world.link.baud, taken);
      await reader.close();
    }
  });
}

test("a line of one speed, a reader without the ability, and a port that refuses: all goes on at the first speed", async (t) => {
  const one = simulate({ clock: new VirtualClock() });
  const oneAsked = askedSpeeds(one);
  const small = simulate({
    clock: new VirtualClock(),
    hostSpeeds: { upToBaud: FAST },
    firmware: "ESPRUINOBOARD-pos",
  });
  const smallAsked = askedSpeeds(small);
  for (const world of [one, small]) {
    const reader = await readerOn(world);
    await reader.slot(0).open(5000);
    t.deepEqual(await challenge(reader), GOOD);
    await reader.close();
  }
  t.deepEqual(oneAsked, []);
  const canSmall = !readFirmware("ESPRUINOBOARD-pos").manifest.without.includes("fast");
  t.is(smallAsked.length > 0, canSmall, "a reader without the ability is not asked");
  const refusing = simulate({ clock: new VirtualClock(), hostSpeeds: { upToBaud: FAST } });
  Object.assign(refusing.link, { setBaud: async () => Promise.reject(new Error("EINVAL")) });
  const reader = await readerOn(refusing);
  await reader.slot(0).open(5000);
  t.deepEqual(await challenge(reader), GOOD);
  t.is(refusing.link.baud, FIRST);
  await reader.close();
});

test("after a pause, long or short, the reader is met where it is, and the card's command goes out once", async (t) => {
  const { clock, world, reader } = await opened();
  await reader.slot(0).open(5000);
  for (const pauseMs of [500, 6600, 6700, 9900, 10_100, 19_000, 20_500, 60_000]) {
    clock.runUntil(clock.nowMs() + pauseMs);
    t.deepEqual(await challenge(reader), GOOD, `${pauseMs} ms`);
    t.is(world.link.baud, FAST, `${pauseMs} ms`);
  }
  await reader.close();
});

test("while no one asks for anything a status now and then keeps the speed, and none once the reader is closed", async (t) => {
  const { clock, world, reader } = await opened(FAST, { isKept: true });
  await reader.slot(0).open(5000);
  let toReader = 0;
  world.reader.cable.onByte((direction) => {
    if (direction === "to-reader") toReader++;
    return undefined;
  });
  for (let seconds = 0; seconds < 60; seconds++) await pass(clock, 1000);
  t.true(toReader >= 13 * 15 && toReader <= 13 * 18, `${toReader / 13} in a minute`);
  t.is(world.link.baud, FAST);
  const before = toReader;
  t.deepEqual(await challenge(reader), GOOD);
  t.is(toReader - before, 18);
  await reader.close();
  const closed = toReader;
  for (let seconds = 0; seconds < 20; seconds++) await pass(clock, 1000);
  t.is(toReader, closed);
});

test("a status after a pause needs no agreement: it is asked at the first speed", async (t) => {
  const { clock, world, reader } = await opened();
  await reader.slot(0).open(5000);
  for (const pauseMs of [7000, 21_000]) {
    clock.runUntil(clock.nowMs() + pauseMs);
    t.is(await reader.status(0), "active");
    t.is(world.link.baud, FIRST);
    t.deepEqual(await challenge(reader), GOOD);
  }
  await reader.close();
});

test("two slots and a status at once: the speed is agreed on once, and what comes meanwhile waits for it", async (t) => {
  const { world, reader } = await opened();
  const asked = askedSpeeds(world);
  const [, , status] = await Promise.all([
    reader.slot(0).open(5000),
    reader.slot(1).open(5000),
    reader.status(1),
  ]);
  t.truthy(status);
  t.deepEqual(asked, ["000F4240"]);
  t.is(world.link.baud, FAST);
  const psam = reader.slot(1).exchange(CHALLENGE, 5000);
  t.deepEqual(await challenge(reader), GOOD);
  t.is((await psam).repeated, undefined);
  await reader.close();
});

test("a port that takes its time to change: what is sent waits for it, after a fall too", async (t) => {
  const { clock, world, reader } = await opened();
  const setBaud = world.link.setBaud!.bind(world.link);
  Object.assign(world.link, {
    setBaud: async (baud: number) => {
      await new Promise<void>((resolve) => world.clock.after(15, resolve));
      await setBaud(baud);
    },
  });
  await reader.slot(0).open(5000);
  t.is(world.link.baud, FAST);
  damageOnce(world);
  // Given up just while the port changes: the next one must not go out before it has.
  await t.throwsAsync(reader.slot(0).exchange(CHALLENGE, 40), { message: /no answer by the deadline/ });
  t.is(await reader.status(0), "active");
  t.deepEqual(await challenge(reader), GOOD);
  clock.runUntil(clock.nowMs() + 30_000);
  t.deepEqual(await challenge(reader), GOOD);
  await reader.close();
});

test("a damaged answer: both ends go back, it is answered from what was kept, and the next command goes fast again", async (t) => {
  const { clock, world, reader } = await opened();
  await reader.slot(0).open(5000);
  damageOnce(world);
  const began = clock.nowMs();
  t.deepEqual(await challenge(reader), { ok: true, repeated: true });
  t.is(world.link.baud, FIRST);
  t.true(clock.nowMs() - began < 120, `${clock.nowMs() - began} ms`);
  t.deepEqual(await challenge(reader), GOOD);
  t.is(world.link.baud, FAST);
  await reader.close();
});

test("three falls are one step down, and nine are the end of it", async (t) => {
  const { world, reader } = await opened();
  await reader.slot(0).open(5000);
  const bauds: number[] = [];
  for (let fall = 0; fall < 10; fall++) {
    damageOnce(world);
    t.true((await challenge(reader)).ok);
    t.true((await challenge(reader)).ok);
    bauds.push(world.link.baud);
  }
  const half = 500_000;
  const quarter = 250_000;
  t.deepEqual(bauds, [FAST, FAST, half, half, half, quarter, quarter, quarter, FIRST, FIRST]);
  await reader.close();
});

test("a driver that was killed leaves the reader fast: the next one opens it within 100 ms, and so does one at once", async (t) => {
  for (const pauseMs of [0, 100, 2000, 11_000, 30_000]) {
    const { clock, world, reader } = await opened();
    await reader.slot(0).open(5000);
    t.deepEqual(await challenge(reader), GOOD);
    world.reader.cable.unplug();
    world.reader.cable.plug();
    clock.runUntil(clock.nowMs() + pauseMs);
    const began = clock.nowMs();
    const next = await readerOn(world);
    t.true(clock.nowMs() - began < 100, `${clock.nowMs() - began} ms after ${pauseMs}`);
    await next.slot(0).open(5000);
    t.deepEqual(await challenge(next), GOOD);
    t.is(world.link.baud, FAST);
    await next.close();
  }
});

test("one that was killed in the middle of a frame likewise", async (t) => {
  const { clock, world, reader } = await opened();
  await reader.slot(0).open(5000);
  world.link.write(bytes("03 06 6F 05 00 00"));
  clock.runUntil(clock.nowMs() + 0.05);
  world.reader.cable.unplug();
  world.reader.cable.plug();
  const next = await readerOn(world);
  await next.slot(0).open(5000);
  t.deepEqual(await challenge(next), GOOD);
  await next.close();
});

test("a driver that closes gives the speed back: the first frame of any other host is answered", async (t) => {
  for (const pauseMs of [0, 1000, 7000, 30_000]) {
    const { clock, world, reader } = await opened();
    await reader.slot(0).open(5000);
    await reader.slot(0).close();
    clock.runUntil(clock.nowMs() + pauseMs);
    await reader.close();
    const heard: number[] = [];
    const link = world.reader.cable.plug();
    link.listen({ data: (some) => heard.push(...some), closed() {}, bytesNeeded: () => 1 });
    clock.runUntil(clock.nowMs() + 20);
    link.write(bytes("03 06 6B 01 00 00 00 00 00 00 00 00 02 6D"));
    clock.runUntil(clock.nowMs() + 50);
    t.is(hex(Uint8Array.from(heard.slice(0, 3))), "03 06 83", `${pauseMs} ms`);
    await world.close();
  }
});

test("a restart by Escape is asked for at the first speed, at which the reader then is", async (t) => {
  const { world, reader } = await opened();
  await reader.slot(0).open(5000);
  t.is(world.link.baud, FAST);
  await reader.duka?.restart();
  t.is(world.link.baud, FIRST);
  await reader.close();
});

test("the reader loses its power at the higher speed: it is found again within two seconds", async (t) => {
  const { clock, world, reader } = await opened();
  await reader.slot(0).open(5000);
  world.reader.powerFail();
  world.reader.powerUp();
  const began = clock.nowMs();
  t.is(await reader.status(0), "inactive");
  t.true(clock.nowMs() - began < 2000, `${clock.nowMs() - began} ms`);
  await reader.slot(0).open(5000);
  t.deepEqual(await challenge(reader), GOOD);
  await reader.close();
});
