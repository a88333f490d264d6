/**
 * The bridge's own page, and what it and `duka pair` may do with the operator's key: confirm a pairing, type a
 * password, see what was asked.
 */
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Password } from "../base/password.js";
import { BridgeRefusal } from "./bridge-refusal.js";
import { goneSignal, readJsonBody, sendJson, wholeBody } from "./http-message.js";
import { checkOperator, nameOf } from "./let-in.js";
import type { PairedBridge } from "./paired-bridge.js";

/** What anyone who opens the page may know. */
export type ListenFacts = {
  readonly version: string;
  readonly listens: readonly { readonly url: string; readonly what: string }[];
  readonly origins: readonly string[];
};

type OperatorContext = { readonly bridge: PairedBridge; readonly facts: ListenFacts };

const PAGES = new URL("../../pages/bridge/", import.meta.url);
const FILES: { readonly [path: string]: readonly [file: string, type: string] } = {
  "/": ["index.html", "text/html"],
  "/page.css": ["page.css", "text/css"],
  "/page.js": ["page.js", "text/javascript"],
};
/** Nothing from elsewhere, and in no frame. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
const PASSWORD_BYTES_MAX = 16;

export function isOperatorPath(path: string): boolean {
  return Object.hasOwn(FILES, path) || path === "/about" || path.startsWith("/operator/");
}

export async function serveOperator(
  context: OperatorContext,
  origin: string | undefined,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { bridge, facts } = context;
  // A listed page has no business here either.
  if (origin !== undefined && origin !== "own") throw new BridgeRefusal("operator-only");
  if (Object.hasOwn(FILES, path)) return sendFile(path, request, response);
  if (path === "/about") {
    const strangers = bridge.log.strangers().map((one) => one.origin);
    return sendJson(response, 200, { ...facts, strangers }, {});
  }
  checkOperator(bridge, { isLetIn: true, origin }, request);
  if (path === "/operator/state") return sendState(context, request, response);
  if (request.method !== "POST") throw new BridgeRefusal("wrong-verb");
  sendJson(response, 200, await act(bridge, path, request), {});
}

function sendFile(path: string, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== "GET") throw new BridgeRefusal("wrong-verb");
  const [file, type] = FILES[path]!;
  const bytes = readFileSync(new URL(file, PAGES));
  response.writeHead(200, {
    "content-type": `${type}; charset=utf-8`,
    "content-length": bytes.length,
    "cache-control": "no-cache",
    "content-security-policy": POLICY,
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
  });
  response.end(bytes);
}

/** Waits until there is something new: `?after=` is the revision that is known. */
async function sendState(
  { bridge, facts }: OperatorContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const seen = Number(/[?&]after=(\d{1,15})(?:&|$)/.exec(request.url ?? "")?.[1] ?? 0);
  await bridge.revision.after(seen, bridge.clock, goneSignal(response));
  if (response.destroyed) return;
  const state = {
    revision: bridge.revision.now(),
    ...facts,
    strangers: bridge.log.strangers(),
    queue: bridge.turns.state(),
    pairings: bridge.pairing.pending(),
    paired: bridge.tokens.list(),
    question: bridge.desk.waiting() ?? null,
    log: bridge.log.entries(),
  };
  sendJson(response, 200, state, {});
}

async function act(bridge: PairedBridge, path: string, request: IncomingMessage): Promise<object> {
  const number = /^\/operator\/password\/(\d{1,9})$/.exec(path)?.[1];
  if (number !== undefined) {
    const password = passwordOf(await wholeBody(request, PASSWORD_BYTES_MAX));
    if (!bridge.desk.answer(Number(number), password)) throw new BridgeRefusal("no-question");
    return { answered: true };
  }
  const body = await readJsonBody(request);
  const told = (member: string): string => (typeof body[member] === "string" ? body[member] : "");
  switch (path) {
    case "/operator/pair":
      bridge.pairing.decide(told("code"), body.confirm === true);
      return { decided: true };
    case "/operator/program":
      return { token: bridge.tokens.add(null, nameOf(told("name")), bridge.clock.wallMs()) };
    case "/operator/remove": {
      const removed = bridge.tokens.remove(told("id"));
      bridge.revision.bump();
      return { removed };
    }
    default:
      throw new BridgeRefusal("unknown-path");
  }
}

/** The body is the digits alone, and is overwritten; an empty one says that no one will type it. */
function passwordOf(body: Uint8Array): Password | undefined {
  if (body.length === 0) return undefined;
  try {
    return Password.fromAscii(body);
  } catch (error) {
    if (error instanceof RangeError) throw new BridgeRefusal("bad-password");
    throw error;
  }
}
