/** A port on which a maker's bridge of HTTP paths seems to listen: `http://127.0.0.1:38088/card=ssc`. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createGuard, type Guard, type ListenAddress, type RateLimit } from "@duka/protocol/local-service";
import type { Bridge } from "../bridge.js";
import { BridgeRefusal } from "../bridge-refusal.js";
import { callError } from "../call-error.js";
import { corsOf, preflight } from "../cors.js";
import { goneSignal, type Headers, parseObject, sendError, sendJson, wholeBody } from "../http-message.js";
import { checkGuard, checkRate } from "../let-in.js";
import { type BridgePort, closeServer, listen, REQUEST_LIMITS, urlOf } from "../serve-bridge.js";
import { answerDialect, dialectCaller } from "./answer-dialect.js";
import { callOfRoute } from "./dialect-call.js";
import type { RouteDialect } from "./dialect-table.js";

type RoutesOptions = {
  readonly bridge: Bridge;
  readonly dialect: RouteDialect;
  readonly address: ListenAddress;
  readonly origins: ReadonlySet<string>;
  readonly rate: RateLimit;
};

/** What such pages set without a thought; they have no token. */
const HEADERS = "content-type, accept, x-requested-with";

/** @throws Error when the port cannot be had */
export async function serveRoutes(options: RoutesOptions): Promise<BridgePort> {
  const { address, origins } = options;
  const server = createServer(REQUEST_LIMITS);
  const port = await listen(server, address);
  const guard = createGuard(origins, port);
  server.on("request", (request, response) => void answer(options, guard, request, response));
  return { url: urlOf({ ...address, port }), port, close: () => closeServer(server) };
}

/** Answers in every case; never throws. */
async function answer(
  { bridge, dialect, rate }: RoutesOptions,
  guard: Guard,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let headers: Headers = {};
  try {
    const { origin } = checkGuard(bridge, guard, request);
    // No token comes with it: its origin alone lets a page in, and a program is none.
    if (origin === undefined || origin === "own") throw new BridgeRefusal("page-without-origin");
    headers = corsOf(origin);
    if (request.method === "OPTIONS") return preflight(request, response, headers, HEADERS);
    if (request.method !== "GET" && request.method !== "POST") throw new BridgeRefusal("wrong-verb");
    const caller = dialectCaller(dialect, origin);
    checkRate(bridge, rate, caller.key);
    const { path, query } = asked(request.url ?? "/");
    const read = async () => callOfRoute(dialect, path, { ...query, ...(await bodyOf(request)) });
    const body = await answerDialect(bridge, dialect, caller, read, goneSignal(response));
    response.once("finish", () => bridge.delivered(caller));
    sendJson(response, 200, body, headers);
  } catch (error) {
    if (response.headersSent || response.destroyed) response.destroy();
    else sendError(response, callError(error), headers);
  }
}

function asked(url: string): { path: string; query: { readonly [name: string]: string } } {
  const at = url.indexOf("?");
  const path = at < 0 ? url : url.slice(0, at);
  return { path: path.slice(0, 120), query: at < 0 ? {} : membersOf(url.slice(at + 1)) };
}

/** JSON, or what a form sends. @throws BridgeRefusal no-json, too-long */
async function bodyOf(request: IncomingMessage): Promise<{ readonly [name: string]: unknown }> {
  const bytes = await wholeBody(request);
  if (bytes.length === 0) return {};
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(request.headers["content-type"] ?? "");
  return isForm ? membersOf(new TextDecoder().decode(bytes)) : parseObject(bytes);
}

function membersOf(encoded: string): { readonly [name: string]: string } {
  return Object.fromEntries(new URLSearchParams(encoded));
}
