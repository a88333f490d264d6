/** Many pages at once at a bridge. */
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { ExecutionContext } from "ava";
import { WebSocket } from "ws";
import { type RunningBridge, startBridge, TILL } from "./bridge.js";
import { closed } from "./closed.js";

const PAGES = 20;
const BALANCES = 3;

/** A page that asks one call after the other; how many were answered rightly. */
async function pageOf(bridge: RunningBridge, token: string, name: string, hello: number): Promise<number> {
  const socket = new WebSocket(`${bridge.url.replace("http", "ws")}/v1/socket`, { origin: TILL });
  await once(socket, "open");
  socket.send(JSON.stringify({ token, name }));
  const waiting = new Map<number, (result: object | undefined) => void>();
  socket.on("message", (data) => {
    const { id, result } = JSON.parse(String(data));
    if (id === undefined) return;
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  const ask = (id: number, method: string): Promise<object | undefined> =>
    new Promise((resolve) => {
      waiting.set(id, resolve);
      socket.send(JSON.stringify({ id, method }));
    });
  const greeted = await Promise.all(Array.from({ length: hello }, (_, at) => ask(at + 1, "hello")));
  let right = greeted.filter((one) => one !== undefined && "program" in one).length;
  for (let at = 0; at < BALANCES; at++) {
    const balance = await ask(hello + at + 1, "balance");
    if (balance !== undefined && "balanceFen" in balance) right += 1;
  }
  socket.close();
  await closed(socket);
  return right;
}

/** A connection that says a part of something and then nothing. */
async function silent(t: ExecutionContext, { port }: RunningBridge, said: string): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  t.teardown(() => socket.destroy());
  socket.on("error", () => socket.destroy());
  await once(socket, "connect");
  socket.write(said);
  return socket;
}

/** Listens to events and reads none of them. */
async function deaf(t: ExecutionContext, bridge: RunningBridge, token: string): Promise<void> {
  const head = `GET /v1/events HTTP/1.1\r\nhost: 127.0.0.1:${bridge.port}\r\norigin: ${TILL}\r\nauthorization: Bearer ${token}\r\n\r\n`;
  (await silent(t, bridge, head)).pause();
}

const descriptors = () => readdirSync("/proc/self/fd").length;

/**
 * 20 pages at once beside silent and deaf connections: every call is answered, memory and descriptors stay as they
 * were.
 * @param calls of each page at once, besides its balances
 */
export async function bearLoad(t: ExecutionContext, calls: number): Promise<void> {
  const bridge = await startBridge(t);
  const token = await bridge.pair(TILL, "till");
  // The reader and the journal are open from here on, and one round has warmed everything.
  t.is(await pageOf(bridge, token, "first", 50), 50 + BALANCES);
  const before = { descriptors: descriptors(), bytes: settledHeap() };
  for (const said of ["", "GET / HT", "POST /v1/balance HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{"]) {
    await silent(t, bridge, said);
  }
  for (let at = 0; at < 3; at++) await deaf(t, bridge, token);
  const tokens: string[] = [];
  for (let at = 0; at < PAGES; at++) tokens.push(await bridge.pair(TILL, `till ${at}`));
  const pages = tokens.map((one, at) => pageOf(bridge, one, `page ${at}`, calls));
  t.deepEqual(
    await Promise.all(pages),
    Array.from({ length: PAGES }, () => calls + BALANCES),
  );
  // What is silent or deaf counts still: it goes after its time, which others do not wait for.
  t.true(
    descriptors() <= before.descriptors + 2 * 6,
    `${before.descriptors} descriptors became ${descriptors()}`,
  );
  const grown = settledHeap() - before.bytes;
  t.true(grown < 16 * 1024 * 1024, `${grown} bytes more`);
  t.log(
    `${PAGES * (calls + BALANCES)} calls, ${grown} bytes and ${descriptors() - before.descriptors} descriptors more`,
  );
}

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

function settledHeap(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
