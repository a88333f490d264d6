/**
 * A port on which a maker's bridge seems to listen. Its pages cannot send a token, so that their origin alone lets them
 * in: it has to be listed, `null` never is, and a program without an origin is not served.
 */
import { createServer } from "node:http";
import {
  createGuard,
  createRateLimit,
  type ListenAddress,
  type RateLimit,
} from "@duka/protocol/local-service";
import type { RawData, WebSocket } from "ws";
import type { Bridge } from "../bridge.js";
import { parseObject } from "../http-message.js";
import { acceptSockets, type BridgePort, closeServer, listen, urlOf } from "../serve-bridge.js";
import { keepAlive, sendOrDrop } from "../socket-limits.js";
import { answerDialect, dialectCaller } from "./answer-dialect.js";
import { callOf } from "./dialect-call.js";
import type { DialectTable, SocketDialect } from "./dialect-table.js";
import { serveRoutes } from "./serve-routes.js";

const CALLS_PER_SECOND = 100;
const CALLS_AT_ONCE = 200;
const CALLERS_MAX = 64;

type DialectOptions = {
  readonly bridge: Bridge;
  readonly dialect: DialectTable;
  readonly address: ListenAddress;
  readonly origins: ReadonlySet<string>;
};

/** @throws Error when the port cannot be had */
export async function serveDialect({
  bridge,
  dialect,
  address,
  origins,
}: DialectOptions): Promise<BridgePort> {
  const rate = createRateLimit(CALLS_PER_SECOND, CALLS_AT_ONCE, CALLERS_MAX);
  if ("routes" in dialect) return serveRoutes({ bridge, dialect, address, origins, rate });
  const server = createServer((_, response) => {
    response.writeHead(426, { "content-type": "text/plain", connection: "close" });
    response.end("WebSocket\n");
  });
  const port = await listen(server, address);
  const sockets = acceptSockets(server, bridge, createGuard(origins, port), undefined, (socket, origin) => {
    if (origin === undefined || origin === "own") socket.close(1008, "listed pages alone");
    else serveSocket(bridge, dialect, rate, origin, socket);
  });
  return { url: urlOf({ ...address, port }, "ws"), port, close: () => closeServer(server, sockets) };
}

function serveSocket(
  bridge: Bridge,
  dialect: SocketDialect,
  rate: RateLimit,
  origin: string,
  socket: WebSocket,
): void {
  const gone = new AbortController();
  const caller = dialectCaller(dialect, origin);
  const stopKeeping = keepAlive(bridge.clock, socket);
  socket.on("message", (data: RawData) => void take(data as Buffer));
  socket.on("error", () => socket.terminate());
  socket.on("close", () => {
    stopKeeping();
    gone.abort();
  });

  async function take(bytes: Uint8Array): Promise<void> {
    const waitMs = rate.take(caller.key, bridge.clock.nowMs());
    if (waitMs > 0 && !socket.isPaused) {
      socket.pause();
      bridge.clock.after(waitMs, () => socket.resume());
    }
    const call = () => callOf(dialect, parseObject(bytes));
    const answer = JSON.stringify(await answerDialect(bridge, dialect, caller, call, gone.signal));
    sendOrDrop(socket, answer, () => bridge.delivered(caller));
  }
}
