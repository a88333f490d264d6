import { createServer, type Server, type Socket } from "node:net";
import { deadlineAfter } from "@duka/driver/base/deadline";
import { ReaderError } from "@duka/driver/base/errors";
import { realClock } from "@duka/driver/base/real-clock";
import { openTcpLink } from "@duka/driver/link/link-tcp";
import test from "ava";
import { bytes, hex } from "../../support/values/hex.js";

async function serverOn(
  onSocket: (socket: Socket) => void,
  host = "127.0.0.1",
): Promise<{ server: Server; port: number }> {
  const server = createServer(onSocket);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { server, port: address.port };
}

function open(port: number, deadlineMs = 5000) {
  const address = { host: "127.0.0.1", port, baud: 115200 };
  return openTcpLink(address, realClock, deadlineAfter(realClock, deadlineMs));
}

test("bytes pass both ways; what came before anybody listened is not lost", async (t) => {
  const { server, port } = await serverOn((socket) => {
    socket.write(bytes("50 03"));
    socket.on("data", (chunk) => socket.write(chunk));
  });
  const link = await open(port);
  t.like(link, { name: `127.0.0.1:${port}`, baud: 115200, bitsPerByte: 11 });
  const heard: number[] = [];
  const done = new Promise<void>((resolve) => {
    link.listen({
      data(chunk) {
        heard.push(...chunk);
        if (heard.length >= 4) resolve();
      },
      closed: () => {},
      bytesNeeded: () => 1,
    });
  });
  link.write(bytes("AA BB"));
  await done;
  t.is(hex(Uint8Array.from(heard)), "50 03 AA BB");
  await link.close();
  server.close();
});

test("the other end closes: told once, with the name", async (t) => {
  const { server, port } = await serverOn((socket) => socket.end());
  const link = await open(port);
  const reason = await new Promise<Error | undefined>((resolve) => {
    link.listen({ data: () => {}, closed: resolve, bytesNeeded: () => 1 });
  });
  t.regex(reason?.message ?? "", new RegExp(`127.0.0.1:${port} closed`));
  link.write(bytes("00"));
  await link.close();
  server.close();
});

test("closing tells the listener without a reason; who listens later is told at once", async (t) => {
  const { server, port } = await serverOn((socket) => socket.resume());
  const link = await open(port);
  const told: (Error | undefined)[] = [];
  const listener = { data: () => {}, closed: (reason?: Error) => told.push(reason), bytesNeeded: () => 1 };
  link.listen(listener);
  await link.close();
  link.listen(listener);
  t.deepEqual(told, [undefined, undefined]);
  server.close();
});

test("nobody there: no reader, and how to start a simulated one", async (t) => {
  const { server, port } = await serverOn(() => {});
  await new Promise((resolve) => server.close(resolve));
  const error = await t.throwsAsync(open(port), { instanceOf: ReaderError });
  t.like(error, { code: "no-reader", layer: "link", delivery: "not-sent" });
  t.regex(error.message, new RegExp(`tcp://127.0.0.1:${port}`));
  t.regex(error.remedy ?? "", /duka-sim reader --tcp/);
});

test("a connection that does not come ends at the deadline", async (t) => {
  const { server, port } = await serverOn(() => {});
  const impatient = {
    ...realClock,
    after: (_delayMs: number, then: () => void) => {
      queueMicrotask(then);
      return () => {};
    },
  };
  const address = { host: "127.0.0.1", port, baud: 115200 };
  const error = await t.throwsAsync(openTcpLink(address, impatient, { atMs: 0 }), {
    instanceOf: ReaderError,
  });
  t.regex(error.message, /by the deadline/);
  server.close();
});
