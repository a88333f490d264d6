import { RealClock, simulate, VirtualClock } from "@duka/simulator";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { ccidHost, openedHost } from "../reader/ccid-host.js";

const SELECT_PURSE = "00 A4 00 00 02 3F 01";
const GET_BALANCE = "80 5C 00 02 04";
const FIFTY_THOUSAND_FEN = "00 00 C3 50 90 00";

test("the firmware answers an opening host, wakes card and PSAM, and exchanges TPDUs", async (t) => {
  const world = simulate();
  const host = ccidHost(world.link, world.clock);
  // "Duka "
  t.regex(
    await host.ask("6B 01 00 00 00 00 00 00 00 00 02"),
    /^83 .. 00 00 00 00 00 01 00 00 44 75 6B 61 20 /,
  );
  const frames: [string, string][] = [
    ["65 00 00 00 00 00 01 00 00 00", "81 00 00 00 00 00 01 01 00 01"],
    [
      "62 00 00 00 00 00 02 01 00 00",
      "80 11 00 00 00 00 02 00 00 00 3B 6D 00 00 00 81 48 42 42 86 53 00 01 00 17 42 36",
    ],
    ["6F 07 00 00 00 00 03 00 00 00 00 A4 00 00 02 3F 00", "80 02 00 00 00 00 03 00 00 00 61 17"],
    [
      "6F 05 00 00 00 00 04 00 00 00 00 C0 00 00 10",
      "80 12 00 00 00 00 04 00 00 00 6F 15 84 0E 31 50 41 59 2E 53 59 53 2E 44 44 46 61 07",
    ],
    [
      "62 00 00 00 00 01 05 01 00 00",
      "80 11 00 00 00 01 05 00 00 00 3B 6D 00 00 00 81 48 42 42 86 53 00 09 00 00 00 21",
    ],
    ["65 00 00 00 00 02 06 00 00 00", "81 00 00 00 00 02 06 02 00 01"],
    ["63 00 00 00 00 00 07 00 00 00", "81 00 00 00 00 00 07 01 00 01"],
  ];
  for (const [message, answer] of frames) t.is(await host.ask(message), answer);
  t.deepEqual(world.reader.slot(0).violations(), []);
  t.deepEqual(world.reader.slot(1).violations(), []);
  t.deepEqual(host.between, []);
  t.is(world.reader.slotCount, 2);
  t.throws(() => world.reader.slot(2), { instanceOf: RangeError, message: /no slot 2; the board has 2/ });
  await world.close();
});

test("the purse opens with 500.00 yuan", async (t) => {
  const world = simulate();
  const host = await openedHost(world.link, world.clock);
  t.regex(await host.exchange(SELECT_PURSE), /^61 /);
  t.is(await host.exchange(GET_BALANCE), FIFTY_THOUSAND_FEN);
  t.is(await host.exchange("80 5C 00 02 00"), "6C 04");
  await world.close();
});

test("one TPDU takes what its bytes take on both lines, and little more", async (t) => {
  const world = simulate();
  const host = await openedHost(world.link, world.clock);
  await host.exchange(SELECT_PURSE);
  const startMs = world.time.nowMs();
  await host.exchange(GET_BALANCE);
  const hostMs = ((13 + 5 + 13 + 6) * 11_000) / 115_200;
  const etuMs = 372_000 / (84_000_000 / 22);
  const cardMs = (5 * 12 + 12 * (1 + 4 + 2) + 4) * etuMs;
  const ratio = (world.time.nowMs() - startMs) / (hostMs + cardMs);
  t.true(ratio > 0.98 && ratio < 1.02, `${ratio}`);
  await world.close();
});

test("the same seed and date give the same bytes at the same times, another seed others", async (t) => {
  const trace = async (seed: number) => {
    const world = simulate({ seed });
    const seen: unknown[] = [];
    world.reader.cable.onByte((direction, byte) => {
      seen.push(direction, byte, world.time.nowMs());
      return undefined;
    });
    const host = await openedHost(world.link, world.clock);
    await host.exchange("00 84 00 00 04");
    await host.exchange("00 84 00 00 04", 1);
    await world.close();
    return seen;
  };
  const first = await trace(5);
  t.deepEqual(await trace(5), first);
  t.notDeepEqual(await trace(6), first);
  t.throws(() => simulate({ seed: -1 }), { instanceOf: RangeError, message: /whole number/ });
  t.throws(() => simulate({ profile: "atlantis" }), { instanceOf: RangeError, message: /known: / });
  t.throws(() => simulate({ firmware: "TOASTER-pos" }), { message: /TOASTER-pos.js is not there: build it/ });
});

test("a card pulled at any character of an exchange is told as absent, and works when it is back", async (t) => {
  for (let at = 0; at < 11; at++) {
    const world = simulate();
    const host = await openedHost(world.link, world.clock);
    const socket = world.reader.slot(0);
    let count = 0;
    const remove = socket.onCharacter(() => {
      if (count++ === at) socket.remove();
      return undefined;
    });
    t.is(await host.exchange("00 84 00 00 04"), "42 FE", `card pulled at character ${at}`);
    remove();
    socket.insert(world.chips.card);
    t.regex(await host.ask("62 00 00 00 00 00 21 01 00 00"), /^80 11 00 00 00 00 21 00 00 00 3B 6D/);
    t.regex(await host.exchange(SELECT_PURSE), /^61 /);
    await world.close();
  }
});

test("a swap between two polls leaves the slot inactive", async (t) => {
  const world = simulate();
  const host = await openedHost(world.link, world.clock);
  const other = simulate({ seed: 9 });
  t.is(world.reader.slot(0).swap(other.chips.card), world.chips.card);
  t.is(await host.ask("65 00 00 00 00 00 30 00 00 00"), "81 00 00 00 00 00 30 01 00 01");
  await other.close();
  await world.close();
});

test("a mute card is told as mute, a wrong procedure byte as a conflict, a slow card asks for time", async (t) => {
  const world = simulate();
  const host = await openedHost(world.link, world.clock);
  const socket = world.reader.slot(0);
  socket.behave({ computeMs: 1500 });
  t.regex(await host.exchange("00 84 00 00 04"), / 90 00$/);
  t.true(host.between.length >= 1 && host.between.every((byte) => byte >= 0x80));
  socket.behave({ acknowledge: "one" });
  t.regex(await host.exchange("00 84 00 00 08"), /^(.. ){8}90 00$/);
  t.regex(await host.exchange(SELECT_PURSE), /^61 /);
  socket.behave({ intercept: () => undefined });
  t.is(await host.exchange("00 84 00 00 04"), "40 FE");
  await host.ask("62 00 00 00 00 00 31 01 00 00");
  socket.behave({ procedureByte: () => 0x33 });
  t.is(await host.exchange("00 84 00 00 04"), "40 F4");
  await world.close();
});

test("a reader whose power failed answers again after it started anew, and its cards have forgotten", async (t) => {
  const world = simulate();
  const host = await openedHost(world.link, world.clock);
  await host.exchange(SELECT_PURSE);
  world.reader.powerFail();
  world.reader.powerUp();
  t.throws(() => world.reader.powerUp(), { message: /has power already/ });
  t.is(await host.ask("6B 01 00 00 00 00 00 00 00 00 02").then((answer) => answer.slice(0, 2)), "83");
  t.is(await host.exchange(GET_BALANCE), "41 FE");
  await world.close();
});

test("a pulled cable ends the link; put back, the reader is opened anew", async (t) => {
  const world = simulate();
  const host = await openedHost(world.link, world.clock);
  const answer = host.exchange("00 84 00 00 04");
  world.reader.cable.unplug();
  await t.throwsAsync(answer, { message: /cable was pulled/ });
  world.reader.cable.plug();
  const again = await openedHost(world.link, world.clock);
  t.regex(await again.exchange(SELECT_PURSE), /^61 /);
  await world.close();
});

test("changes of the memory are told before the card answers, and a world goes on from them", async (t) => {
  const states: string[] = [];
  const world = simulate({ onStateChange: (state) => states.push(state) });
  t.is(states.length, 1);
  const host = await openedHost(world.link, world.clock);
  await host.exchange(SELECT_PURSE);
  let toldAt = Number.NaN;
  const known = states.length;
  world.reader.slot(0).onCharacter((direction) => {
    if (direction === "to-reader" && Number.isNaN(toldAt) && states.length > known)
      toldAt = world.time.nowMs();
    return undefined;
  });
  t.is(await host.exchange("00 20 00 00 03 99 99 99"), "63 C5");
  t.is(states.length, known + 1);
  t.false(Number.isNaN(toldAt));
  t.is(states.at(-1), world.chips.serialize());
  await world.close();
  const next = simulate({ state: states.at(-1)!, clock: new VirtualClock(0) });
  const nextHost = await openedHost(next.link, next.clock);
  await nextHost.exchange(SELECT_PURSE);
  t.is(await nextHost.exchange("00 20 00 00 03 99 99 99"), "63 C4");
  t.is(next.clock.wallMs(), next.time.nowMs());
  await next.close();
});

test("the same reader runs in real time", async (t) => {
  const world = simulate({ clock: new RealClock() });
  const host = await openedHost(world.link, world.clock);
  t.regex(await host.exchange(SELECT_PURSE), /^61 /);
  t.is(await host.exchange(GET_BALANCE), FIFTY_THOUSAND_FEN);
  await world.close();
});

test("another card of the same city is a profile of one's own", async (t) => {
  const own = structuredClone(findProfile("hangzhou"));
  const profile = { ...own, card: { ...own.card, applicationSerialNumber: "33018653000100179999" } };
  const world = simulate({ profile });
  const host = await openedHost(world.link, world.clock);
  t.regex(await host.ask("62 00 00 00 00 00 03 01 00 00"), / 00 01 00 17 99 99$/);
  t.is(world.link.name, "sim:hangzhou");
  await world.close();
});
