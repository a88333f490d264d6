import { ReaderError } from "@duka/driver/base/errors";
import { listPcscReaders, openPcscReader } from "@duka/driver/pcsc/open-pcsc-reader";
import { noReader } from "@duka/driver/reader/reader-loss";
import { createReconnectingReader } from "@duka/driver/reader/reconnecting-reader";
import { listReaders, type ReaderFound } from "@duka/driver/readers/list-readers";
import { openReader } from "@duka/driver/readers/open-reader";
import { type ReaderNews, type WatchReadersOptions, watchReaders } from "@duka/driver/readers/watch-readers";
import { createTransferChip } from "@duka/simulator/chip/transfer-chip";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import test from "ava";
import { cardNotes, pcscModel } from "../../support/pcsc/pcsc-model.js";
import { cableRig, RIG_ADDRESS } from "../../support/reader/cable-rig.js";

const WAIT = { en: "wait", zh: "请等待" };

const FOUND: ReaderFound = { address: RIG_ADDRESS, origin: "found", description: "rig" };

function text(news: ReaderNews): string {
  const slot = "slot" in news ? ` ${news.slot}` : "";
  return `${news.event} ${news.address}${slot}`;
}

/** A watch whose news can be waited for. */
function watching(options: Omit<WatchReadersOptions, "signal">) {
  const abort = new AbortController();
  const heard: string[] = [];
  const readers = new Set<object>();
  let wake = () => {};
  const done = watchReaders(
    (news) => {
      heard.push(text(news));
      if (news.event === "attached") readers.add(news.reader);
      wake();
    },
    { ...options, signal: abort.signal },
  );
  return {
    heard,
    readers,
    abort,
    done,
    /** Takes the news heard since the last time, as soon as there are so many. */
    async next(count: number): Promise<string[]> {
      while (heard.length < count) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return heard.splice(0);
    },
  };
}

test("a reader is attached with its cards, loses and gets them, is detached and attached again as the same object", async (t) => {
  const { world, reader, pull, putBack, close } = await cableRig();
  const watch = watching({ clock: world.clock, find: async () => [FOUND], open: async () => reader });
  t.deepEqual(await watch.next(3), [
    `attached ${RIG_ADDRESS}`,
    `inserted ${RIG_ADDRESS} 0`,
    `inserted ${RIG_ADDRESS} 1`,
  ]);
  world.reader.slot(0).remove();
  t.deepEqual(await watch.next(1), [`removed ${RIG_ADDRESS} 0`]);
  pull();
  t.deepEqual(await watch.next(1), [`detached ${RIG_ADDRESS}`]);
  putBack();
  t.deepEqual(await watch.next(2), [`attached ${RIG_ADDRESS}`, `inserted ${RIG_ADDRESS} 1`]);
  t.deepEqual([...watch.readers], [reader]);
  watch.abort.abort();
  await watch.done;
  t.like(await t.throwsAsync(reader.status(0)), { name: "ReaderError" }, "the readers are closed");
  await close();
});

test("a reader that comes later is found, and one that cannot be opened is told once for each reason", async (t) => {
  const { world, reader, close } = await cableRig();
  const reasons = ["in use by kiosk", "in use by kiosk", "in use by till", "in use by till"];
  const troubles: string[] = [];
  let rounds = 0;
  const watch = watching({
    clock: world.clock,
    find: async () => (++rounds < 3 ? [] : [FOUND]),
    async open(address) {
      const reason = reasons.shift();
      if (reason !== undefined) throw noReader(`${address}: ${reason}`, WAIT);
      return reader;
    },
    onTrouble: (address, { message }) => troubles.push(`${address} | ${message}`),
  });
  t.deepEqual((await watch.next(1))[0], `attached ${RIG_ADDRESS}`);
  t.deepEqual(
    troubles,
    ["kiosk", "till"].map((who) => `${RIG_ADDRESS} | ${RIG_ADDRESS}: in use by ${who}`),
  );
  watch.abort.abort();
  await watch.done;
  await close();
});

test("readers of pcscd and simulated ones that nobody configured are left alone; a list that fails is asked again", async (t) => {
  const clock = new VirtualClock();
  const opened: string[] = [];
  let rounds = 0;
  const abort = new AbortController();
  await watchReaders(() => t.fail(), {
    clock: clock.driver,
    signal: abort.signal,
    async find() {
      if (++rounds === 1) throw noReader("no list", WAIT);
      if (rounds === 4) abort.abort();
      return [
        { ...FOUND, heldBy: "pcscd" },
        { address: "sim:", origin: "simulated", description: "" },
        { address: "pcsc:x", origin: "pcsc", description: "" },
      ];
    },
    async open(address) {
      opened.push(address);
      throw noReader("none", WAIT);
    },
  });
  t.deepEqual(opened, ["pcsc:x", "pcsc:x"]);
});

test("the end does not wait for a reader that does not open, and a reader that opened meanwhile is closed", async (t) => {
  const { world, reader, close } = await cableRig();
  const abort = new AbortController();
  await watchReaders(() => t.fail(), {
    clock: world.clock,
    signal: abort.signal,
    find: async () => [FOUND],
    async open(_, signal) {
      abort.abort();
      t.true(signal.aborted);
      return reader;
    },
  });
  await t.throwsAsync(reader.status(0), { instanceOf: ReaderError });
  await close();
});

test("a simulated reader is watched in the watch's own time", async (t) => {
  const clock = new VirtualClock();
  const watch = watching({
    clock: clock.driver,
    find: async () => [{ address: "sim:", origin: "configured", description: "" }],
    open: (address) => openReader(address),
  });
  t.deepEqual(await watch.next(3), ["attached sim:", "inserted sim: 0", "inserted sim: 1"]);
  watch.abort.abort();
  await watch.done;
});

test("PC/SC readers are watched too: one that is plugged in later, and the cards in it, by PC/SC's own events", async (t) => {
  const clock = new VirtualClock();
  const model = pcscModel(clock.driver, ["Duka 00 00"]);
  const notes = cardNotes("till", 4711);
  const watch = watching({
    clock: clock.driver,
    find: async () =>
      listReaders({ ports: [], pcsc: await listPcscReaders(model), pcscdPorts: [], clock: clock.driver }),
    async open(address) {
      const start = () =>
        openPcscReader({ address, wanted: address.slice(5), clock: clock.driver, service: model, notes });
      return createReconnectingReader({ first: await start(), reopen: start });
    },
  });
  t.deepEqual(await watch.next(1), ["attached pcsc:Duka 00 00"]);
  model.insert("Duka 00 00", createTransferChip(0));
  t.deepEqual(await watch.next(1), ["inserted pcsc:Duka 00 00 0"]);
  model.plug("Pocket 01 00");
  t.deepEqual(await watch.next(1), ["attached pcsc:Pocket 01 00"]);
  model.remove("Duka 00 00");
  t.deepEqual(await watch.next(1), ["removed pcsc:Duka 00 00 0"]);
  watch.abort.abort();
  await watch.done;
  t.is(model.openContexts(), 0);
});

test("a configured address that is none is the caller's mistake", async (t) => {
  const { signal } = new AbortController();
  await t.throwsAsync(
    watchReaders(() => undefined, { signal, configured: ["COM3"] }),
    { instanceOf: RangeError },
  );
});
