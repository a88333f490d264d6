/** Asking serial ports who is there: one frame, one second, and every port by itself. */

import { ReaderError } from "@duka/driver/base/errors";
import type { SerialPortFound } from "@duka/driver/link/link-serialport";
import { listReaders } from "@duka/driver/readers/list-readers";
import { type OpenPort, probePort } from "@duka/driver/readers/probe-port";
import type { Link } from "@duka/protocol/transport";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import test from "ava";
import { FakeReader, type FakeReaderOptions } from "../../support/reader/fake-reader.js";
import { bytes, hex } from "../../support/values/hex.js";

const IDENTITY_FRAME = "03 06 6B 03 00 00 00 00 00 00 00 00 44 4B 01 63";

function refused(code: "no-reader" | "card-in-use"): ReaderError {
  return new ReaderError({ message: "port", code, layer: "link", delivery: "not-sent" });
}

/** Ports by path; each is opened once. */
function rig(ports: { readonly [path: string]: Partial<FakeReaderOptions> | ReaderError | "hangs" }) {
  const clock = new VirtualClock();
  const sent: string[] = [];
  const closed: string[] = [];
  const openPort: OpenPort = async (path) => {
    const port = ports[path]!;
    if (port === "hangs") return new Promise<Link>(() => undefined);
    if (port instanceof ReaderError) throw port;
    const { link } = new FakeReader({ clock, ...port });
    return {
      ...link,
      write(frame) {
        sent.push(`${path} ${hex(frame)}`);
        link.write(frame);
      },
      async close() {
        closed.push(path);
        await link.close();
      },
    };
  };
  return { clock, sent, closed, openPort };
}

test("a Duka is known by its identity, asked with one frame, and its port is closed again", async (t) => {
  const { clock, sent, closed, openPort } = rig({ a: { serialNumber: "D-17" } });
  const probed = await probePort("a", clock.driver, {}, openPort);
  t.like(probed, { answer: "duka", identity: { board: "FAKE", serialNumber: "D-17" } });
  t.deepEqual(sent, [`a ${IDENTITY_FRAME}`]);
  t.deepEqual(closed, ["a"]);
});

const OTHERS: readonly [what: string, port: Partial<FakeReaderOptions>][] = [
  ["silence", { reply: () => [] }],
  ["a stock reader", { isDuka: false }],
  ["a scale that talks", { reply: () => [[5, bytes("02 31 32 2E 35 03")]] }],
  ["a line that echoes", { reply: () => [[1, bytes(IDENTITY_FRAME)]] }],
  ["NAK for ever", { reply: () => [[1, bytes("03 15 16")]] }],
];

for (const [what, port] of OTHERS) {
  test(`${what} is no Duka: it hears one frame, and is left within a second`, async (t) => {
    const { clock, sent, closed, openPort } = rig({ a: port });
    t.deepEqual(await probePort("a", clock.driver, {}, openPort), { answer: "mute" });
    t.deepEqual(sent, [`a ${IDENTITY_FRAME}`]);
    t.deepEqual(closed, ["a"]);
    t.true(clock.nowMs() <= 1000);
  });
}

test("a port in use is in use, one that cannot be opened is mute; a signal ends the question", async (t) => {
  const { clock, openPort } = rig({
    a: refused("card-in-use"),
    b: refused("no-reader"),
    c: { reply: () => [] },
  });
  t.deepEqual(await probePort("a", clock.driver, {}, openPort), { answer: "in-use" });
  t.deepEqual(await probePort("b", clock.driver, {}, openPort), { answer: "mute" });
  const abort = new AbortController();
  const given = probePort("c", clock.driver, { signal: abort.signal }, openPort);
  clock.after(10, () => abort.abort());
  t.like(await t.throwsAsync(given), { code: "aborted" });
});

function port(path: string, vendorId?: string, productId?: string): SerialPortFound {
  return { path, vendorId, productId, manufacturer: undefined, serialNumber: undefined };
}

test("with probe all other ports are asked at once: mute and busy ones delay nobody, known and pcscd's are not asked", async (t) => {
  const { clock, sent, openPort } = rig({
    a: { reply: () => [] },
    b: refused("card-in-use"),
    c: { serialNumber: "D-1" },
    d: { reply: (_, usual) => [[900, usual]], serialNumber: "D-2" },
    e: { isDuka: false },
  });
  const found = await listReaders({
    probe: true,
    ports: [..."abcdeq"].map((path) => port(path)).concat(port("known", "0483", "5740")),
    configured: ["serial:e"],
    pcscdPorts: ["q"],
    pcsc: [],
    clock: clock.driver,
    openPort,
  });
  t.deepEqual(
    found.map(({ address, origin, description }) => [address, origin, description]),
    [
      ["serial:e", "configured", "configured"],
      ["serial:c", "found", "Duka FAKE D-1, firmware 0.1.0"],
      ["serial:d", "found", "Duka FAKE D-2, firmware 0.1.0"],
      ["serial:known", "found", "Espruino board"],
      ["sim:", "simulated", "simulated reader with a simulated card"],
    ],
  );
  t.deepEqual(
    sent.map((line) => line[0]),
    ["a", "c", "d"],
  );
  t.true(clock.nowMs() <= 1000, "side by side");
});

test("without probe no port is opened; a port of pcscd is named as held", async (t) => {
  const { clock, sent, openPort } = rig({});
  const found = await listReaders({
    ports: [port("a"), port("k", "0483", "5740")],
    pcscdPorts: ["k"],
    pcsc: [],
    clock: clock.driver,
    openPort,
  });
  t.deepEqual(found[0], {
    address: "serial:k",
    origin: "found",
    description: "Espruino board",
    heldBy: "pcscd",
  });
  t.deepEqual(sent, []);
});

test("a list has an end, whatever a port does: deadline and signal", async (t) => {
  const { clock, openPort } = rig({ a: "hangs" });
  const options = { probe: true, ports: [port("a")], pcsc: [], clock: clock.driver, openPort };
  t.like(await t.throwsAsync(listReaders({ ...options, deadlineMs: 2000 })), { code: "timeout" });
  t.is(clock.nowMs(), 2000);
  t.is((await listReaders(options)).length, 1, "a port that does not open is given up by itself");
  const signal = AbortSignal.abort();
  t.like(await t.throwsAsync(listReaders({ ...options, signal })), { code: "aborted" });
});
