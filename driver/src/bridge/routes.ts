/** Paths of the bridge for pages and programs. The operator's own are in `operator-routes.ts`. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Guard, RateLimit } from "@duka/protocol/local-service";
import { BridgeRefusal } from "./bridge-refusal.js";
import { callError } from "./call-error.js";
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

/** What a listed page may read of an answer. */
function corsOf(origin: string): Headers {
  return {
    "access-control-allow-origin": origin,
    vary: "origin",
    "access-control-expose-headers": "retry-after",
  };
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
  if (verb === "OPTIONS") return preflight(request, response, headers);
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

/**
 * A browser asks first. `access-control-allow-private-network` is the answer to Private Network Access (Chromium until
 * 141), the other one that of the draft of Local Network Access; only a listed origin comes here.
 */
function preflight(request: IncomingMessage, response: ServerResponse, headers: Headers): void {
  const local = ["private-network", "local-network"].filter(
    (one) => headerOf(request, `access-control-request-${one}`) === "true",
  );
  response.writeHead(204, {
    ...headers,
    "access-control-allow-methods": "GET, POST",
    "access-control-allow-headers": "authorization, content-type, x-duka-name, x-request-id",
    "access-control-max-age": "600",
    "cache-control": "no-store",
    ...Object.fromEntries(local.map((one) => [`access-control-allow-${one}`, "true"])),
  });
  response.end();
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
