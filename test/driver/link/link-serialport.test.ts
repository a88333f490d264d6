import { deadlineAfter } from "@duka/driver/base/deadline";
import { ReaderError } from "@duka/driver/base/errors";
import { realClock } from "@duka/driver/base/real-clock";
import { listSerialPorts, type MakePort, openSerialLink } from "@duka/driver/link/link-serialport";
import type { Link, LinkListener } from "@duka/protocol/transport";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import test from "ava";
import { SerialPortMock } from "serialport";
import { bytes, hex } from "../../support/values/hex.js";

let ports = 0;

/** A port of the library's own mock binding: the same class over another system. */
function newPort(options: { exists?: boolean } = {}) {
  const path = `/dev/MOCK${ports++}`;
  if (options.exists !== false) SerialPortMock.binding.createPort(path, { record: true });
  let port: SerialPortMock | undefined;
  let opened: Parameters<MakePort>[0] | undefined;
  const makePort: MakePort = (portOptions) => {
    opened = portOptions;
    port = new SerialPortMock(portOptions);
    return port;
  };
  return { path, makePort, port: () => port!, options: () => opened };
}

function open(path: string, makePort: MakePort, baud = 115200) {
  return openSerialLink({ path, baud }, realClock, deadlineAfter(realClock, 5000), makePort);
}

/** Collects what a link tells; `until` waits for it. */
function recorder(bytesNeeded: () => number = () => 1) {
  const heard: Uint8Array[] = [];
  const closed: (Error | undefined)[] = [];
  let check: () => void = () => {};
  const listener: LinkListener = {
    data(chunk) {
      heard.push(chunk.slice());
      check();
    },
    closed(reason) {
      closed.push(reason);
      check();
    },
    bytesNeeded,
  };
  const until = (isDone: () => boolean) =>
    new Promise<void>((resolve) => {
      check = () => isDone() && resolve();
      check();
    });
  return { listener, heard, closed, until };
}

test("the port is opened by us, 8 data bits, no parity, 2 stop bits", async (t) => {
  const { path, makePort, options } = newPort();
  const link = await open(path, makePort, 9600);
  t.like(options(), { baudRate: 9600, dataBits: 8, parity: "none", stopBits: 2, autoOpen: false });
  t.like(link, { name: path, baud: 9600, bitsPerByte: 11 });
  await link.close();
});

test("closing ends by itself when the system never says that the port is closed", async (t) => {
  const clock = new VirtualClock();
  const { path, makePort } = newPort();
  const hanging: MakePort = (options) => Object.assign(makePort(options), { close: () => undefined });
  const link = await openSerialLink({ path, baud: 9600 }, clock.driver, deadlineAfter(clock, 5000), hanging);
  await link.close();
  t.true(clock.nowMs() <= 2000);
});

test("bytes arrive cut in the lengths of the steps", async (t) => {
  const { path, makePort, port } = newPort();
  const link = await open(path, makePort);
  const lengths = [1, 1, 10, 3];
  const { listener, heard, until } = recorder(() => lengths[heard.length % 4]!);
  link.listen(listener);
  port().port?.emitData(Buffer.from(bytes("03 06 80 02 00 00 00 00 00 00 00 00 90 00 17 03 06")));
  await until(() => heard.length >= 6);
  t.deepEqual(heard.map(hex), ["03", "06", "80 02 00 00 00 00 00 00 00 00", "90 00 17", "03", "06"]);
  await link.close();
});

test("bytes go out as they are", async (t) => {
  const { path, makePort, port } = newPort();
  const link = await open(path, makePort);
  link.write(bytes("03 06 65 00 00 00 00 00 00 00 00 00 60"));
  await new Promise((resolve) => port().drain(resolve));
  t.is(hex(port().port!.recording), "03 06 65 00 00 00 00 00 00 00 00 00 60");
  await link.close();
});

test("its speed can be changed, and what the port says of that is told", async (t) => {
  const { path, makePort, port } = newPort();
  const link = await open(path, makePort);
  await link.setBaud?.(1_000_000);
  t.is(link.baud, 1_000_000);
  t.is(port().baudRate, 1_000_000);
  Object.assign(port(), {
    update: (_options: unknown, then: (error: Error) => void) => then(new Error("EINVAL")),
  });
  await t.throwsAsync(async () => link.setBaud?.(3), { message: "EINVAL" });
  t.is(link.baud, 1_000_000);
  await link.close();
});

/** Pulls its cable, and waits until the link has told that. */
async function pulled(link: Link, port: SerialPortMock) {
  const { listener, closed, until } = recorder();
  link.listen(listener);
  port._disconnected(new Error("device gone"));
  await until(() => closed.length > 0);
  return closed;
}

const changing = (link: Link) => async () => link.setBaud?.(1_000_000);
const step = () => new Promise((resolve) => setImmediate(resolve));

test("a port that is gone changes no speed, and says so at once", async (t) => {
  const { path, makePort, port } = newPort();
  const link = await open(path, makePort);
  await pulled(link, port());
  await t.throwsAsync(changing(link), { message: "device gone" });
});

for (const call of ["drain", "update"]) {
  test(`who waits for another speed (${call}) hears that the port has gone meanwhile`, async (t) => {
    const { path, makePort, port } = newPort();
    const link = await open(path, makePort);
    Object.assign(port(), { [call]: () => undefined });
    const told = t.throwsAsync(changing(link), { message: "device gone" });
    await step();
    port()._disconnected(new Error("device gone"));
    await told;
  });

  test(`a port that does not answer (${call}) is taken for gone after 2 s: no one knows what speed it has`, async (t) => {
    const { path, makePort, port } = newPort();
    const clock = new VirtualClock();
    const link = await openSerialLink({ path, baud: 115_200 }, clock, deadlineAfter(clock, 5000), makePort);
    Object.assign(port(), { [call]: () => undefined });
    const { listener, closed } = recorder();
    link.listen(listener);
    const told = t.throwsAsync(changing(link), { message: `${path} does not change its speed` });
    await step();
    clock.runUntil(clock.nowMs() + 1999);
    t.is(closed.length, 0);
    clock.runUntil(clock.nowMs() + 1);
    await told;
    t.is(closed.length, 1);
  });
}

test("an address that names its speed has that one, and so has a port that knows no other", async (t) => {
  const { path, makePort } = newPort();
  const address = { path, baud: 115_200, isFixed: true };
  const fixed = await openSerialLink(address, realClock, deadlineAfter(realClock, 5000), makePort);
  t.is(fixed.setBaud, undefined);
  await fixed.close();
  const plain: MakePort = (options) => Object.assign(makePort(options), { update: undefined });
  const link = await open(path, plain);
  t.is(link.setBaud, undefined);
  await link.close();
});

test("loss of the device is told once, with its reason; afterwards nothing is written", async (t) => {
  const { path, makePort, port } = newPort();
  const link = await open(path, makePort);
  const closed = await pulled(link, port());
  t.is(closed[0]?.message, "device gone");
  link.write(bytes("00"));
  await link.close();
  t.is(closed.length, 1);
});

test("closing tells the listener without a reason; who listens later is told at once", async (t) => {
  const { path, makePort } = newPort();
  const link = await open(path, makePort);
  const { listener, closed } = recorder();
  link.listen(listener);
  await link.close();
  await link.close();
  t.deepEqual(closed, [undefined]);
  const late = recorder();
  link.listen(late.listener);
  t.deepEqual(late.closed, [undefined]);
});

test("a port in use by another program is told as such", async (t) => {
  const { path, makePort } = newPort();
  const first = await open(path, makePort);
  const error = await t.throwsAsync(open(path, makePort), { instanceOf: ReaderError });
  t.like(error, { code: "no-reader", layer: "link", delivery: "not-sent" });
  await first.close();
});

test("a port that does not exist is told with a remedy", async (t) => {
  const { path, makePort } = newPort({ exists: false });
  const error = await t.throwsAsync(open(path, makePort), { instanceOf: ReaderError });
  t.regex(error.message, /no such port/);
  t.regex(error.remedy ?? "", /port/);
});

test("a port that never opens ends at the deadline, and is closed when it opens after all", async (t) => {
  const { path, makePort, port } = newPort();
  let answer: () => void = () => {};
  const slow: MakePort = (options) => {
    const made = makePort(options);
    const openPort = made.open.bind(made);
    made.open = (callback) => {
      answer = () => openPort(callback);
    };
    return made;
  };
  const deadline = deadlineAfter(realClock, 1);
  const error = await t.throwsAsync(openSerialLink({ path, baud: 115200 }, realClock, deadline, slow), {
    instanceOf: ReaderError,
  });
  t.regex(error.message, /did not open/);
  const closed = new Promise((resolve) => port().once("close", resolve));
  answer();
  await closed;
  t.false(port().isOpen);
});

test("the list of ports is always given, even where the system cannot list", async (t) => {
  for (const port of await listSerialPorts(realClock)) t.is(typeof port.path, "string");
  t.pass();
});
