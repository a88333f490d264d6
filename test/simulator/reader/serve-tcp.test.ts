import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { createCable } from "@duka/simulator/line/cable";
import { parseTcpAddress, serveTcp } from "@duka/simulator/reader/serve-tcp";
import { RealClock } from "@duka/simulator/time/real-clock";
import test, { type ExecutionContext } from "ava";
import { closed } from "../../support/programs/closed.js";

/** A service on a free port of this machine; the board answers each byte with its complement. */
async function service(t: ExecutionContext) {
  const clock = new RealClock();
  const cable = createCable({ clock, name: "sim:", baud: 921_600, bitsPerByte: 11 });
  cable.board.onReceive((byte) => cable.board.transmit(new Uint8Array([byte ^ 0xff])));
  const log: string[] = [];
  const served = await serveTcp({ host: "127.0.0.1", port: 0 }, cable, clock, (message) => log.push(message));
  t.teardown(() => served.close());
  return { ...served, cable, log };
}

async function client(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  return socket;
}

async function read(socket: Socket, count: number): Promise<number[]> {
  const got: number[] = [];
  while (got.length < count) {
    const [chunk] = (await once(socket, "data")) as [Uint8Array];
    got.push(...chunk);
  }
  return got;
}

test("a client has the serial line's bytes, and after it left the next one has", async (t) => {
  const { address, log, cable } = await service(t);
  for (let round = 0; round < 2; round++) {
    const socket = await client(address.port);
    socket.write(new Uint8Array([1, 2, 3]));
    t.deepEqual(await read(socket, 3), [0xfe, 0xfd, 0xfc]);
    socket.destroy();
    // Until the service has noticed.
    while (log.filter((line) => line.endsWith(" left")).length <= round) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  t.notThrows(() => cable.plug());
});

test("a second client is sent away and not a byte is said to it", async (t) => {
  const { address, log } = await service(t);
  const first = await client(address.port);
  first.write(new Uint8Array([1]));
  t.deepEqual(await read(first, 1), [0xfe]);
  const second = connect(address.port, "127.0.0.1");
  second.on("data", () => t.fail());
  await closed(second);
  t.regex(log.join("\n"), /sent away: the reader is in use/);
  first.write(new Uint8Array([2]));
  t.deepEqual(await read(first, 1), [0xfd]);
});

test("what a client sends faster than the line is kept back, not lost", async (t) => {
  const { address, cable } = await service(t);
  const socket = await client(address.port);
  let most = 0;
  cable.onByte((direction) => {
    if (direction === "to-reader") most = Math.max(most, cable.hostBacklogMs());
    return undefined;
  });
  socket.write(new Uint8Array(30_000));
  t.is((await read(socket, 30_000)).length, 30_000);
  t.true(most > 0);
});

test("a port in use is named", async (t) => {
  const { address } = await service(t);
  const clock = new RealClock();
  const cable = createCable({ clock, name: "sim:", baud: 115_200, bitsPerByte: 11 });
  await t.throwsAsync(
    serveTcp(address, cable, clock, () => {}),
    { message: `cannot listen on 127.0.0.1:${address.port}: the port is in use; choose another one` },
  );
});

test("addresses are HOST:PORT, an IPv6 host in brackets", (t) => {
  t.deepEqual(parseTcpAddress("127.0.0.1:4070"), { host: "127.0.0.1", port: 4070 });
  t.deepEqual(parseTcpAddress("[::1]:0"), { host: "::1", port: 0 });
  for (const bad of [
    "4070",
    "localhost",
    "127.0.0.1:",
    "127.0.0.1:65536",
    "a b:1",
    "::1:4070",
    "tcp://h:1",
  ]) {
    t.throws(() => parseTcpAddress(bad), { instanceOf: RangeError, message: /write HOST:PORT/ }, bad);
  }
});
