/** Paths of the bridge for pages and programs. The operator's own are in `operator-routes.ts`. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Guard, RateLimit } from "@duka/protocol/local-service";
import { BridgeRefusal } from "./bridge-refusal.js";
import { callError } from "./call-error.js";
import { corsOf, preflight } from "./cors.js";
import { streamEvents } from "./event-stream.js";
import { goneSignal, type Headers, headerOf, readJsonBody, sendError, sendJson } from "./http-message.js";
import { bearerOf, callerOf, checkGuard, checkRate, nameOf } from "./let-in.js";
import { isOperatorPath, type ListenFacts, serveOperator } from "./operator-routes.js";
import type { PairedBridge } from "./paired-bridge.js";

type RouteContext = {
  readonly bridge: PairedBridge;
  readonly guard: Guard;
  readonly rate: RateLimit;
  readonly facts: ListenFacts;
  /** The OpenAPI document, made when it is asked for. */
  openApi(): object;
};

const HEADERS = "authorization, content-type, x-duka-name, x-request-id";

/** Answers in every case; never throws. */
export async function answer(
  context: RouteContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let headers: Headers = {};
  try {
    const { origin } = checkGuard(context.bridge, context.guard, request);
    if (origin !== undefined && origin !== "own") headers = corsOf(origin);
    await route(context, origin, request, response, headers);
  } catch (error) {
    if (response.headersSent || response.destroyed) response.destroy();
    else sendError(response, callError(error), headers);
  }
}

async function route(
  context: RouteContext,
  origin: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  headers: Headers,
): Promise<void> {
  const { bridge, rate } = context;
  const { method: verb = "" } = request;
  const path = (request.url ?? "/").split("?")[0]!;
  if (verb === "OPTIONS") return preflight(request, response, headers, HEADERS);
  if (isOperatorPath(path)) return serveOperator(context, origin, path, request, response);
  const asked = (expected: string): void => {
    if (verb !== expected) throw new BridgeRefusal("wrong-verb");
  };
  if (path === "/openapi.json") {
    asked("GET");
    return sendJson(response, 200, context.openApi(), headers);
  }
  if (!path.startsWith("/v1/")) throw new BridgeRefusal("unknown-path");
  if (path === "/v1/pair" || path === "/v1/paired") {
    asked("POST");
    return pair(context, path, origin, request, response, headers);
  }
  const name = headerOf(request, "x-duka-name");
  const caller = callerOf(bridge, rate, origin, bearerOf(request), name);
  if (path === "/v1/events") {
    asked("GET");
    return streamEvents(bridge, response, headers);
  }
  asked("POST");
  const params = await readJsonBody(request);
  const method = path.slice("/v1/".length);
  const id = headerOf(request, "x-request-id")?.slice(0, 64);
  const result = await bridge.call(caller, method, params, goneSignal(response), id);
  response.once("finish", () => bridge.delivered(caller));
  sendJson(response, 200, result, headers);
}

/** A page asks to be paired, and then for what the operator said. */
async function pair(
  { bridge, rate }: RouteContext,
  path: string,
  origin: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  headers: Headers,
): Promise<void> {
  // A program of this machine is paired at its command line: duka pair --program NAME.
  if (origin === undefined || origin === "own") throw new BridgeRefusal("page-without-origin");
  checkRate(bridge, rate, origin);
  const { name, pairing } = await readJsonBody(request);
  if (path === "/v1/pair") {
    sendJson(response, 200, bridge.pairing.ask(origin, nameOf(name)), headers);
    return;
  }
  const secret = typeof pairing === "string" ? pairing : "";
  sendJson(response, 200, await bridge.pairing.wait(secret, origin, goneSignal(response)), headers);
}
