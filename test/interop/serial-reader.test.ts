/**
 * The driver's own reader on a serial port that comes and goes: a pseudo-terminal of socat, with the simulated reader
 * behind it.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { listReaders } from "@duka/driver/readers/list-readers";
import { openReader } from "@duka/driver/readers/open-reader";
import { watchReaders } from "@duka/driver/readers/watch-readers";
import { createCable } from "@duka/simulator/line/cable";
import { servePty } from "@duka/simulator/reader/serve-pty";
import { RealClock } from "@duka/simulator/time/real-clock";
import { simulate } from "@duka/simulator/world/simulation";
import test, { type ExecutionContext } from "ava";
import { folderOf } from "../support/values/folder.js";
import { start } from "./harness/child.js";
import { requirePackages } from "./harness/packages.js";
import { DUKA } from "./harness/reader-process.js";
import { until } from "./harness/until.js";

const LIMIT_MS = 10_000;
const GET_CHALLENGE = Uint8Array.of(0x00, 0x84, 0x00, 0x00, 0x04);
/** As a scale's program may have set it, line by line and at its speed. */
const SCALE = ["4800", "icanon", "echo", "-cstopb"];

test.before(() => requirePackages());

async function cableOn(t: ExecutionContext, name = "reader") {
  const clock = new RealClock();
  const world = simulate({ clock });
  const link = join(folderOf(t), name);
  let service = await servePty(link, world.reader.cable, clock);
  t.teardown(async () => {
    await service.close();
    await world.close();
  });
  return {
    world,
    link,
    address: `serial:${link}`,
    pull: () => service.close(),
    async putBack() {
      service = await servePty(link, world.reader.cable, clock);
    },
  };
}

function settingsOf(link: string): string {
  return execFileSync("stty", ["-F", link, "-g"], { encoding: "utf8", stdio: "pipe" }).trim();
}

function portAt(path: string) {
  return {
    path,
    vendorId: undefined,
    productId: undefined,
    manufacturer: undefined,
    serialNumber: undefined,
  };
}

test.serial("a port that vanishes and comes back: the same Reader, the same slot go on", async (t) => {
  const { address, pull, putBack } = await cableOn(t);
  const reader = await openReader(address);
  const slot = reader.slot(0);
  const atr = await slot.open(LIMIT_MS);
  await pull();
  await t.throwsAsync(slot.exchange(GET_CHALLENGE, LIMIT_MS), { name: "ReaderError" });
  t.like(await t.throwsAsync(slot.open(LIMIT_MS)), { code: "no-reader", delivery: "not-sent" });
  await putBack();
  t.deepEqual(await slot.open(LIMIT_MS), atr);
  t.is((await slot.exchange(GET_CHALLENGE, LIMIT_MS)).length, 6);
  await reader.close();
});

test.serial("the watch tells of the port and of the cards, and lets the port go at its end", async (t) => {
  const { address, pull, putBack, world } = await cableOn(t);
  const abort = new AbortController();
  const heard: string[] = [];
  const next: { readonly [news: string]: () => unknown } = {
    "inserted 1": pull,
    detached: putBack,
    "inserted 1 again": () => world.reader.slot(0).remove(),
    "removed 0": () => abort.abort(),
  };
  await watchReaders(
    (news) => {
      const slot = "slot" in news ? ` ${news.slot}` : "";
      const text = `${news.event}${slot}`;
      heard.push(heard.includes(text) ? `${text} again` : text);
      void next[heard.at(-1)!]?.();
    },
    {
      signal: abort.signal,
      find: async () => [{ address, origin: "configured", description: "" }],
    },
  );
  t.deepEqual(heard, [
    "attached",
    "inserted 0",
    "inserted 1",
    "detached",
    "attached again",
    "inserted 0 again",
    "inserted 1 again",
    "removed 0",
  ]);
  await (await openReader(address)).close();
});

test.serial(
  "a port that another duka has is in use by it, by name; and free when it has ended",
  async (t) => {
    const { address } = await cableOn(t);
    const other = start([process.execPath, DUKA, "readers", "--watch", "--reader", address]);
    t.teardown(() => other.stop());
    await until("duka to have the port", LIMIT_MS, () =>
      /attached/.test(other.printedOut()) ? true : undefined,
    );
    const error = await t.throwsAsync(openReader(address));
    t.like(error, { code: "card-in-use", delivery: "not-sent" });
    t.regex(error?.message ?? "", /in use by duka \(process \d+\)/);
    const listed = await listReaders({ configured: [address], ports: [], pcsc: [] });
    t.regex(listed[0]?.heldBy ?? "", /^duka \(process \d+\)$/);
    other.signal("SIGINT");
    await other.ended;
    t.is(other.exitCode(), 0, other.printed());
    const own = await openReader(address);
    t.regex((await t.throwsAsync(openReader(address)))?.message ?? "", /in use by this program itself/);
    await own.close();
  },
);

test.serial(
  "a probe finds the Duka among mute ports, and leaves every port's settings as they were",
  async (t) => {
    const duka = await cableOn(t, "duka");
    const mute = join(folderOf(t), "mute");
    const clock = new RealClock();
    const silent = createCable({ clock, name: "silent", baud: 115_200, bitsPerByte: 11 });
    const service = await servePty(mute, silent, clock);
    t.teardown(() => service.close());
    for (const link of [duka.link, mute]) execFileSync("stty", ["-F", link, ...SCALE]);
    const before = [settingsOf(duka.link), settingsOf(mute)];
    const found = await listReaders({ probe: true, ports: [duka.link, mute].map(portAt), pcsc: [] });
    t.deepEqual(
      found.map(({ address, origin }) => `${origin} ${address}`),
      [`found ${duka.address}`, "simulated sim:"],
    );
    t.deepEqual([settingsOf(duka.link), settingsOf(mute)], before);
  },
);
