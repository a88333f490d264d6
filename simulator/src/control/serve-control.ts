/** The control API's port (wraps node:http): guard, requests, events, and limits of every connection. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { parseJson } from "@duka/protocol/data/parse-json";
import { readBody } from "@duka/protocol/data/read-body";
import { createGuard, type Guard, isLoopbackHost, tokenHash } from "@duka/protocol/local-service";
import type { Clock } from "@duka/protocol/transport";
import { type HttpService, listen } from "../http/listen.js";
import type { TcpAddress } from "../reader/serve-tcp.js";
import { controlDocument } from "./control-document.js";
import { ControlRefusal, problemOf } from "./control-refusal.js";
import type { Controlled } from "./controlled.js";
import { streamEvents } from "./event-stream.js";
import { checkToken, letIn } from "./let-in.js";
import { isOperationName, OPERATIONS, operationNames } from "./operations.js";
import { steer } from "./steer.js";

/** A thousand faults fit. */
const BODY_BYTES_MAX = 256 * 1024;
/** Of a caller: to send a request, from its connection on; one that does not is told so, and goes. */
const REQUEST_TIMEOUT_MS = 10_000;
const CONNECTIONS_MAX = 64;
const STREAMS_MAX = 16;
const BASE = "/v1/";

export type ControlOptions = {
  readonly controlled: Controlled;
  readonly address: TcpAddress;
  /** Web pages that may steer. */
  readonly origins?: ReadonlySet<string>;
  /** Asked of every caller; without it only this machine is listened to. */
  readonly token?: string | undefined;
  /** Real: sockets know no other. */
  readonly clock: Clock;
  /** Of the program, for the document. */
  readonly version: string;
};

type Context = Omit<ControlOptions, "address" | "origins" | "token"> & {
  readonly guard: Guard;
  readonly tokenHash: string | undefined;
  readonly url: string;
  readonly streams: Set<ServerResponse>;
};

type Headers = { readonly [name: string]: string };

/** @throws RangeError for an address beyond this machine without a token; Error when the port cannot be had */
export async function serveControl(options: ControlOptions): Promise<HttpService> {
  const { address, origins = new Set<string>(), token } = options;
  const isOwn = isLoopbackHost(address.host);
  if (!isOwn && token === undefined)
    throw new RangeError(
      `--control ${address.host}: others on the network reach it, so it needs a token: --control-token FILE`,
    );
  const server = createServer({
    requestTimeout: REQUEST_TIMEOUT_MS,
    headersTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: REQUEST_TIMEOUT_MS / 10,
  });
  server.maxConnections = CONNECTIONS_MAX;
  const service = await listen(server, address);
  const context: Context = {
    ...options,
    guard: createGuard(origins, service.port, isOwn ? "own" : "any"),
    tokenHash: token === undefined ? undefined : tokenHash(token),
    url: service.url,
    streams: new Set(),
  };
  server.on("request", (request, response) => void answer(context, request, response));
  return service;
}

async function answer(context: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let headers: Headers = {};
  try {
    const origin = letIn(context.guard, request.headers);
    if (origin !== undefined) headers = { "access-control-allow-origin": origin, vary: "origin" };
    if (request.method === "OPTIONS" && origin !== undefined) preflight(response, headers);
    else await route(context, request, response, headers);
  } catch (error) {
    // Who has gone is told nothing.
    if (response.headersSent || response.destroyed) response.destroy();
    else sendProblem(response, refusalOf(error), headers);
  }
}

async function route(
  context: Context,
  request: IncomingMessage,
  response: ServerResponse,
  headers: Headers,
): Promise<void> {
  checkToken(context.tokenHash, request.headers);
  const { controlled } = context;
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  const hasReader = controlled.reader !== undefined;
  if (pathname === "/openapi.json") {
    checkVerb(request, "GET");
    return send(response, 200, controlDocument(context.version, context.url, hasReader), headers);
  }
  if (pathname === `${BASE}events`) {
    checkVerb(request, "GET");
    return stream(context, request, response, searchParams, headers);
  }
  const name = pathname.slice(BASE.length);
  if (!pathname.startsWith(BASE) || !isOperationName(name) || !operationNames(hasReader).includes(name)) {
    const known = operationNames(hasReader).map((one) => `${BASE}${one}`);
    throw new ControlRefusal("unknown-path", `one of: ${known.join(", ")}, ${BASE}events, /openapi.json`);
  }
  const { verb } = OPERATIONS[name];
  checkVerb(request, verb);
  const params = verb === "GET" ? ofQuery(searchParams) : await bodyOf(request);
  send(response, 200, await steer(controlled, name, params), headers);
}

function checkVerb({ method }: IncomingMessage, verb: "GET" | "POST"): void {
  if (method !== verb) throw new ControlRefusal("wrong-verb", verb);
}

/** Numbers come as digits. */
function ofQuery(query: URLSearchParams): { readonly [name: string]: unknown } {
  return Object.fromEntries(
    [...query].map(([name, value]) => [name, isCount(name, value) ? Number(value) : value]),
  );
}

/** A card number is digits too, and no number. */
function isCount(name: string, value: string): boolean {
  return name !== "cardNumber" && /^[0-9]{1,16}$/.test(value);
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const bytes = await readBody(request, BODY_BYTES_MAX);
  if (bytes === undefined) throw new ControlRefusal("too-long", `at most ${BODY_BYTES_MAX} bytes`);
  if (bytes.length === 0) return {};
  // A form of a page, which needs no preflight, has another type.
  if (!/^application\/json\s*(;|$)/i.test(request.headers["content-type"] ?? ""))
    throw new ControlRefusal("not-as-json", "content-type: application/json");
  try {
    return parseJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError)
      throw new ControlRefusal("no-json", "a JSON object in UTF-8");
    throw error;
  }
}

function stream(
  { controlled, clock, streams }: Context,
  request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
  headers: Headers,
): void {
  const wanted = request.headers["last-event-id"] ?? query.get("after") ?? undefined;
  if (wanted !== undefined && !/^[0-9]{1,15}$/.test(String(wanted)))
    throw new ControlRefusal("bad-request", "after and last-event-id: the id of an event");
  if (streams.size >= STREAMS_MAX) throw new ControlRefusal("too-many-streams", `at most ${STREAMS_MAX}`);
  streams.add(response);
  response.once("close", () => streams.delete(response));
  streamEvents(controlled, clock, response, wanted === undefined ? undefined : Number(wanted), headers);
}

function preflight(response: ServerResponse, headers: Headers): void {
  response.writeHead(204, {
    ...headers,
    "access-control-allow-methods": "GET, POST",
    "access-control-allow-headers": "content-type, authorization, last-event-id",
    "access-control-max-age": "600",
    "cache-control": "no-store",
  });
  response.end();
}

/** What is no refusal is a fault of ours: it is told on stderr, and to the caller without its inside. */
function refusalOf(error: unknown): ControlRefusal {
  if (error instanceof ControlRefusal) return error;
  process.emitWarning(error instanceof Error ? error : String(error), { type: "ControlFault" });
  return new ControlRefusal("internal", "an answer");
}

function sendProblem(response: ServerResponse, refusal: ControlRefusal, headers: Headers): void {
  const { status, expected } = refusal;
  send(response, status, problemOf(refusal), {
    ...headers,
    "content-type": "application/problem+json; charset=utf-8",
    ...(status === 405 ? { allow: expected } : {}),
    ...(status === 401 ? { "www-authenticate": "Bearer" } : {}),
    // The rest of a body that is too long is not read.
    ...(status === 413 ? { connection: "close" } : {}),
  });
}

function send(response: ServerResponse, status: number, body: unknown, headers: Headers): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...headers,
  });
  response.end(text);
}
