/** What the centre's HTTP interface answers to a request: routes and refusals, without any socket. */
import { isOperation, openApiDocument, pathOf } from "@duka/protocol/centre";
import { parseJson } from "@duka/protocol/data/parse-json";
import type { FaultyEntry, Received } from "../faulty-entry.js";

/** A day of 10 000 sales fits. */
export const BODY_BYTES_MAX = 4 * 1024 * 1024;

export type Request = {
  readonly method: string;
  /** With what follows a question mark, which is not looked at. */
  readonly target: string;
  readonly origin: string | undefined;
  readonly contentType: string | undefined;
  /** Undefined when it is longer than allowed. */
  readonly body: Uint8Array | undefined;
};

export type Reply = { readonly status: number; readonly body: unknown };

/** One answer at once, or what the centre made of an operation. */
type Routed = { readonly reply: Reply } | { readonly received: Received };

/** @param version of the software, for the OpenAPI document */
export function route(entry: FaultyEntry, version: string, request: Request): Routed {
  const { method, body, contentType } = request;
  const refused = refusalOf(request);
  if (refused !== undefined || body === undefined) return { reply: refused ?? TOO_LONG };
  const path = request.target.split("?")[0]!;
  const page = ownPage(entry, version, path, request, body);
  if (page !== undefined) return { reply: page };
  const operation = path.slice(path.lastIndexOf("/") + 1);
  if (!isOperation(operation) || pathOf(operation) !== path) {
    return {
      reply: refusal(404, "unknown-operation", "no operation stands at this path; see /openapi.json"),
    };
  }
  if (method !== "POST") return { reply: refusal(405, "bad-request", "every operation is POST") };
  const parsed = parse(contentType, body);
  return "refused" in parsed
    ? { reply: parsed.refused }
    : { received: entry.receive(operation, parsed.value) };
}

function refusal(status: number, code: string, message: string): Reply {
  return { status, body: { code, message } };
}

const TOO_LONG = refusal(413, "bad-request", `a body has at most ${BODY_BYTES_MAX} bytes`);
const NOT_AS_JSON = refusal(415, "bad-request", "the body has to be application/json");
const NO_JSON = refusal(400, "bad-request", "the body is no JSON in UTF-8");

/** Web pages name their origin: none of them may ask for MACs. */
function refusalOf({ origin, body }: Request): Reply | undefined {
  if (origin !== undefined) return refusal(403, "browser-refused", "web pages may not ask the centre");
  return body === undefined ? TOO_LONG : undefined;
}

/** Made when it is first asked for: it does not change. */
const documents = new Map<string, ReturnType<typeof openApiDocument>>();

function documentOf(version: string): ReturnType<typeof openApiDocument> {
  const document = documents.get(version) ?? openApiDocument(version);
  documents.set(version, document);
  return document;
}

/** Pages of the simulation, which no fault touches. */
function ownPage(
  entry: FaultyEntry,
  version: string,
  path: string,
  { method, contentType }: Request,
  body: Uint8Array,
): Reply | undefined {
  if (path === "/openapi.json" && method === "GET") return { status: 200, body: documentOf(version) };
  if (path !== "/faults") return undefined;
  if (method === "GET") return { status: 200, body: entry.faults() };
  if (method !== "PUT") return refusal(405, "bad-request", "/faults knows GET and PUT");
  const parsed = parse(contentType, body);
  if ("refused" in parsed) return parsed.refused;
  try {
    return { status: 200, body: entry.setFaults(parsed.value) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return refusal(400, "bad-request", error.message);
  }
}

type Parsed = { readonly value: unknown } | { readonly refused: Reply };

function parse(contentType: string | undefined, body: Uint8Array): Parsed {
  if (!/^application\/json\s*(;|$)/i.test(contentType ?? "")) return { refused: NOT_AS_JSON };
  try {
    return { value: parseJson(new TextDecoder("utf-8", { fatal: true }).decode(body)) };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return { refused: NO_JSON };
    throw error;
  }
}
