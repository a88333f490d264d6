/** A reader behind a real TCP server, in real time: the server goes and comes, and has one client at a time. */
import { type AddressInfo, createServer } from "node:net";
import { openReader } from "@duka/driver/readers/open-reader";
import { serveTcp, type TcpService } from "@duka/simulator/reader/serve-tcp";
import { RealClock } from "@duka/simulator/time/real-clock";
import { simulate } from "@duka/simulator/world/simulation";
import test, { type ExecutionContext } from "ava";

const GET_CHALLENGE = Uint8Array.of(0x00, 0x84, 0x00, 0x00, 0x04);
const LIMIT_MS = 10_000;

/** What a proxy does whose reader is dying: it takes a connection, says `first`, and closes. */
async function closingServer(t: ExecutionContext, port: number, first?: Uint8Array): Promise<number> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    if (first === undefined) socket.destroy();
    else socket.end(first);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  t.teardown(() => server.close());
  return (server.address() as AddressInfo).port;
}

async function rig(t: ExecutionContext) {
  const clock = new RealClock();
  const world = simulate({ clock });
  const serve = (port: number) =>
    serveTcp({ host: "127.0.0.1", port }, world.reader.cable, clock, () => undefined);
  let served: TcpService = await serve(0);
  const { port } = served.address;
  t.teardown(async () => {
    await served.close();
    await world.close();
  });
  return {
    port,
    address: `tcp://127.0.0.1:${port}`,
    stop: () => served.close(),
    async start() {
      served = await serve(port);
    },
  };
}

test("a server stopped and started on its port: the same Reader, the same slot go on", async (t) => {
  const { address, stop, start } = await rig(t);
  const reader = await openReader(address);
  const slot = reader.slot(0);
  const atr = await slot.open(LIMIT_MS);
  t.is((await slot.exchange(GET_CHALLENGE, LIMIT_MS)).length, 6);
  await stop();
  await t.throwsAsync(slot.exchange(GET_CHALLENGE, LIMIT_MS), { name: "ReaderError" });
  const gone = await t.throwsAsync(slot.open(LIMIT_MS), { name: "ReaderError" });
  t.like(gone, { code: "no-reader", delivery: "not-sent" });
  await start();
  t.like(await t.throwsAsync(slot.exchange(GET_CHALLENGE, LIMIT_MS)), {
    code: "card-removed",
    delivery: "not-sent",
  });
  t.deepEqual(await slot.open(LIMIT_MS), atr);
  t.is((await slot.exchange(GET_CHALLENGE, LIMIT_MS)).length, 6);
  t.is(await reader.status(1), "inactive");
  await reader.close();
});

test("the second client of a server is told by name who has the reader, and has it when the first lets it go", async (t) => {
  const { address } = await rig(t);
  const first = await openReader(address, { holder: "till 3" });
  const error = await t.throwsAsync(openReader(address));
  t.like(error, { code: "card-in-use", delivery: "not-sent" });
  t.regex(error?.message ?? "", /in use by this program itself/);
  t.is(await first.status(0), "inactive");
  await first.close();
  const second = await openReader(address);
  await second.close();
});

test("a reader that was open and whose line now closes at once is gone, not in use by another program", async (t) => {
  const { address, port, stop } = await rig(t);
  const reader = await openReader(address);
  const slot = reader.slot(0);
  await slot.open(LIMIT_MS);
  await stop();
  await closingServer(t, port);
  await t.throwsAsync(slot.exchange(GET_CHALLENGE, LIMIT_MS), { name: "ReaderError" });
  const gone = await t.throwsAsync(slot.open(LIMIT_MS), { name: "ReaderError" });
  t.like(gone, { code: "no-reader", delivery: "not-sent" });
  t.notRegex(gone?.message ?? "", /in use/);
  await reader.close();
});

test("a reader that has said something and closes is gone; one that closes without a byte has another client", async (t) => {
  const dying = await closingServer(t, 0, Uint8Array.of(0x03, 0x06));
  const gone = await t.throwsAsync(openReader(`tcp://127.0.0.1:${dying}`), { name: "ReaderError" });
  t.like(gone, { code: "no-reader", delivery: "not-sent" });
  const taken = await closingServer(t, 0);
  t.like(await t.throwsAsync(openReader(`tcp://127.0.0.1:${taken}`)), { code: "card-in-use" });
});
