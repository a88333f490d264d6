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
import { CODE, failed, SSCardFailure, type SSCardResult } from "../../sscard/result.js";
import type { Bridge, Caller } from "../bridge.js";
import { callError } from "../call-error.js";
import { parseObject } from "../http-message.js";
import { acceptSockets, type BridgePort, closeServer, listen, urlOf } from "../serve-bridge.js";
import { keepAlive, sendOrDrop } from "../socket-limits.js";
import { answerOf, callOf, shownResult, unsupported } from "./dialect-call.js";
import type { DialectTable } from "./dialect-table.js";

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
  const server = createServer((_, response) => {
    response.writeHead(426, { "content-type": "text/plain", connection: "close" });
    response.end("WebSocket\n");
  });
  const port = await listen(server, address);
  const rate = createRateLimit(CALLS_PER_SECOND, CALLS_AT_ONCE, CALLERS_MAX);
  const sockets = acceptSockets(server, bridge, createGuard(origins, port), undefined, (socket, origin) => {
    if (origin === undefined || origin === "own") socket.close(1008, "listed pages alone");
    else serveSocket(bridge, dialect, rate, origin, socket);
  });
  return { url: urlOf({ ...address, port }, "ws"), port, close: () => closeServer(server, sockets) };
}

function serveSocket(
  bridge: Bridge,
  dialect: DialectTable,
  rate: RateLimit,
  origin: string,
  socket: WebSocket,
): void {
  const gone = new AbortController();
  // By the origin: such pages open a connection for each call, also between the steps of one function.
  const caller: Caller = { key: `${dialect.name} ${origin}`, name: `${origin} (${dialect.name})`, origin };
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
    let asked = "";
    let result: SSCardResult;
    try {
      const call = callOf(dialect, parseObject(bytes));
      asked = call.asked;
      if (call.name === undefined) {
        bridge.log.add({ origin, page: caller.name, what: asked, ending: String(CODE.unsupported) });
        result = unsupported;
      } else {
        const params = { function: call.name, arguments: call.args };
        result = shownResult((await bridge.call(caller, "ldt33", params, gone.signal)) as SSCardResult);
      }
    } catch (error) {
      result = resultOf(error);
    }
    const answer = JSON.stringify(answerOf(dialect, asked, result));
    sendOrDrop(socket, answer, () => bridge.delivered(caller));
  }
}

/** The dialect has the codes of LD/T 33 and no others: bad arguments are -14, and what is not there is -11. */
function resultOf(error: unknown): SSCardResult {
  const { kind, code } = callError(error).error;
  const isCallers = kind === "usage" || code === "no-json" || code === "password-in-call";
  return failed(new SSCardFailure(isCallers ? CODE.parameter : CODE.readerConnection));
}
