/** Requests and answers of HTTP, with their limits (wraps node:http). */
import type { IncomingMessage, ServerResponse } from "node:http";
import { parseJson } from "@duka/protocol/data/parse-json";
import { readBody } from "@duka/protocol/data/read-body";
import { BridgeRefusal } from "./bridge-refusal.js";
import type { CallError } from "./call-error.js";

/** The longest write of LD/T 33 is 20 KiB of GBK; escaped as JSON it may be six times as long. */
export const BODY_BYTES_MAX = 160 * 1024;

/** @throws BridgeRefusal too-long; Error when it is broken off */
export async function wholeBody(request: IncomingMessage, bytesMax = BODY_BYTES_MAX): Promise<Uint8Array> {
  const bytes = await readBody(request, bytesMax);
  if (bytes === undefined) throw new BridgeRefusal("too-long");
  return bytes;
}

/** An object; an empty body is one without members. @throws BridgeRefusal not-as-json, no-json, too-long */
export async function readJsonBody(request: IncomingMessage): Promise<{ readonly [name: string]: unknown }> {
  const bytes = await wholeBody(request);
  if (bytes.length === 0) return {};
  // A form of a page, which needs no preflight, has another type.
  if (!/^application\/json\s*(;|$)/i.test(request.headers["content-type"] ?? ""))
    throw new BridgeRefusal("not-as-json");
  return parseObject(bytes);
}

/** @throws BridgeRefusal no-json */
export function parseObject(bytes: Uint8Array): { readonly [name: string]: unknown } {
  let value: unknown;
  try {
    value = parseJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) throw new BridgeRefusal("no-json");
    throw error;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new BridgeRefusal("no-json");
  return value as { readonly [name: string]: unknown };
}

export type Headers = { readonly [name: string]: string };

export function sendJson(response: ServerResponse, status: number, body: unknown, headers: Headers): void {
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

export function sendError(response: ServerResponse, { status, error }: CallError, headers: Headers): void {
  // The rest of a body that is too long is not read.
  const ends = status === 413 ? { connection: "close" } : {};
  sendJson(response, status, { error }, { ...headers, ...ends });
}

/** Aborts when the caller has gone before it had its answer. */
export function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) gone.abort();
  });
  return gone.signal;
}

/** A header that came once. */
export function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}
