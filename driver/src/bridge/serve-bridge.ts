/** The bridge's port (wraps node:http and the package ws): HTTP, events, WebSocket, and limits of every connection. */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { createGuard, createRateLimit, type Guard, type ListenAddress } from "@duka/protocol/local-service";
import { WebSocketServer } from "ws";
import type { Bridge } from "./bridge.js";
import { callError } from "./call-error.js";
import { BODY_BYTES_MAX } from "./http-message.js";
import { checkGuard } from "./let-in.js";
import type { ListenFacts } from "./operator-routes.js";
import { servePageSocket } from "./page-socket.js";
import type { PairedBridge } from "./paired-bridge.js";
import { answer } from "./routes.js";

/** Of a caller: to send a request, from its connection on; one that does not is told so, and goes. */
const REQUEST_TIMEOUT_MS = 10_000;
/** A connection on which nothing moves at all; events have a heartbeat. */
const IDLE_MS = 330_000;
const KEEP_ALIVE_MS = 30_000;
/** Of every port that answers HTTP. */
export const REQUEST_LIMITS = {
  requestTimeout: REQUEST_TIMEOUT_MS,
  headersTimeout: REQUEST_TIMEOUT_MS,
  connectionsCheckingInterval: REQUEST_TIMEOUT_MS / 10,
  keepAliveTimeout: KEEP_ALIVE_MS,
  noDelay: true,
} as const;
const CONNECTIONS_MAX = 256;
/** A reader answers some tens of calls a second. */
const CALLS_PER_SECOND = 200;
const CALLS_AT_ONCE = 400;
const CALLERS_MAX = 256;

export type BridgeOptionsOfPort = {
  readonly bridge: PairedBridge;
  readonly address: ListenAddress;
  readonly origins: ReadonlySet<string>;
  readonly facts: ListenFacts;
  readonly openApi: () => object;
};

export type BridgePort = { readonly url: string; readonly port: number; close(): Promise<void> };

/** @throws Error when the port cannot be had */
export async function serveBridge(options: BridgeOptionsOfPort): Promise<BridgePort> {
  const { bridge, address, origins } = options;
  const server = createServer(REQUEST_LIMITS);
  const port = await listen(server, address);
  const url = urlOf({ ...address, port });
  const guard = createGuard(origins, port);
  const rate = createRateLimit(CALLS_PER_SECOND, CALLS_AT_ONCE, CALLERS_MAX);
  const context = { bridge, guard, rate, facts: options.facts, openApi: options.openApi };
  server.on("request", (request, response) => void answer(context, request, response));
  const sockets = acceptSockets(server, bridge, guard, "/v1/socket", (socket, origin) =>
    servePageSocket(bridge, rate, origin, socket),
  );
  return { url, port, close: () => closeServer(server, sockets) };
}

/** Listens with the limits that every port of the bridge has. @throws Error naming address and reason */
export function listen(server: Server, { host, port }: ListenAddress): Promise<number> {
  server.maxConnections = CONNECTIONS_MAX;
  server.setTimeout(IDLE_MS);
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      const isInUse = "code" in cause && cause.code === "EADDRINUSE";
      const why = isInUse ? "the port is in use; is another duka serve running?" : cause.message;
      reject(new Error(`cannot listen on ${host}:${port}: ${why}`, { cause }));
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

export function urlOf({ host, port }: ListenAddress, scheme = "http"): string {
  return `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/**
 * Sockets of callers that the guard lets in; others get the answer that a browser shows as a failed connection.
 * @param path undefined: any
 */
export function acceptSockets(
  server: Server,
  bridge: Bridge,
  guard: Guard,
  path: string | undefined,
  serve: (socket: import("ws").WebSocket, origin: string | undefined) => void,
): WebSocketServer {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: BODY_BYTES_MAX,
    perMessageDeflate: false,
  });
  server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on("error", () => stream.destroy());
    try {
      const { origin } = checkGuard(bridge, guard, request);
      if (path !== undefined && (request.url ?? "").split("?")[0] !== path) {
        refuse(stream, 404, "unknown-path");
        return;
      }
      sockets.handleUpgrade(request, stream, head, (socket) => serve(socket, origin));
    } catch (error) {
      const { status, error: told } = callError(error);
      refuse(stream, status, told.code);
    }
  });
  return sockets;
}

function refuse(stream: Duplex, status: number, code: string): void {
  stream.end(`HTTP/1.1 ${status} ${code}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

export function closeServer(server: Server, sockets?: WebSocketServer): Promise<void> {
  for (const socket of sockets?.clients ?? []) socket.terminate();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
