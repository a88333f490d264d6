/**
 * The centre over HTTP, the only file that knows of it (wraps node:http): every operation is POST with a JSON body,
 * `/openapi.json` says which there are, `/faults` makes it misbehave.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { readBody } from "@duka/protocol/data/read-body";
import type { Clock } from "@duka/protocol/transport";
import { type HttpService, listen } from "../../http/listen.js";
import type { FaultyEntry, Received } from "../faulty-entry.js";
import { BODY_BYTES_MAX, type Reply, route } from "./http-routes.js";

/** Of a caller: to send a request, from its connection on; one that does not is told so, and goes. */
const REQUEST_TIMEOUT_MS = 10_000;
const CONNECTIONS_MAX = 512;

export type HttpOptions = {
  readonly entry: FaultyEntry;
  /** Real: sockets know no other. */
  readonly clock: Clock;
  /** Of the software, for the OpenAPI document. */
  readonly version: string;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** How long a request may take to come in whole; 10 seconds by default. */
  readonly requestTimeoutMs?: number;
};

/** @throws Error when the port cannot be listened at */
export function serveHttp({
  entry,
  clock,
  version,
  host,
  port,
  requestTimeoutMs = REQUEST_TIMEOUT_MS,
}: HttpOptions): Promise<HttpService> {
  const answer = (request: IncomingMessage, response: ServerResponse, body: Uint8Array | undefined): void => {
    const { method = "", url: target = "/", headers } = request;
    const { origin, "content-type": contentType } = headers;
    const routed = route(entry, version, { method, target, origin, contentType, body });
    if ("reply" in routed) reply(response, routed.reply, body === undefined);
    else deliver(clock, response, routed.received);
  };
  const limits = {
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    connectionsCheckingInterval: requestTimeoutMs / 10,
  };
  const server = createServer(limits, (request, response) => {
    readBody(request, BODY_BYTES_MAX).then(
      (body) => answer(request, response, body),
      () => response.destroy(),
    );
  });
  server.maxConnections = CONNECTIONS_MAX;
  return listen(server, { host, port });
}

function deliver(clock: Clock, response: ServerResponse, { isDown, answers, delayMs }: Received): void {
  if (isDown) {
    response.destroy();
    return;
  }
  clock.after(delayMs, () => {
    const [first, second] = answers;
    if (first === undefined) {
      response.destroy();
      return;
    }
    const { socket } = response;
    if (second !== undefined) response.once("finish", () => socket?.write(rawResponse(second)));
    reply(response, first, false);
  });
}

function reply(response: ServerResponse, { status, body }: Reply, isLast: boolean): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    ...(isLast ? { connection: "close" } : {}),
  });
  response.end(text);
}

/** An answer that no one waits for any more, as it goes over the wire. */
function rawResponse({ status, body }: Reply): string {
  const text = JSON.stringify(body);
  const head = `HTTP/1.1 ${status} Again\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}`;
  return `${head}\r\n\r\n${text}`;
}
