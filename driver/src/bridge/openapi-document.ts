/** The OpenAPI 3.1 document of the bridge, made from the declarations that check its calls. */
import { jsonSchemaOf } from "@duka/protocol/data/read-data";
import { METHODS, type MethodName } from "../serve/requests.js";
import { resultSchemaOf } from "../serve/serve-schema.js";
import { bridgeStatuses } from "./bridge-refusal.js";

type Json = { readonly [member: string]: unknown };

const DESCRIPTION =
  "A card reader of this machine, for listed pages and paired programs. Amounts are integer fen. A password is never passed here: it is typed on the reader's keypad or on the bridge's own page.";

const error = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["kind", "code", "message", "text", "remedy"],
      properties: {
        kind: { enum: ["bridge", "usage", "reader", "equipment", "journal", "centre", "internal"] },
        code: { type: "string" },
        message: { type: "string" },
        text: { type: "object", properties: { en: { type: "string" }, zh: { type: "string" } } },
        remedy: { type: "object", properties: { en: { type: "string" }, zh: { type: "string" } } },
        delivery: { enum: ["not-sent", "unknown", "answered"] },
      },
    },
  },
} as const;

/** @param version of the program @param url where it listens @param names of the methods that it has */
export function bridgeDocument(version: string, url: string, names: readonly MethodName[]): Json {
  const paths: { [path: string]: Json } = {};
  for (const name of names) {
    const { says, params } = METHODS[name];
    paths[`/v1/${name}`] = { post: operation(name, says, jsonSchemaOf(params), resultSchemaOf(name)) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "duka serve --http",
      version,
      description: DESCRIPTION,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url }],
    security: [{ token: [] }],
    paths: { ...paths, ...OTHER_PATHS },
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
      schemas: { Error: error },
      responses: refusals(),
    },
  };
}

const PAGE_NAME = {
  name: "x-duka-name",
  in: "header",
  description: "what this page calls itself, percent-encoded; others see it while it has the reader",
  schema: { type: "string", maxLength: 40 },
};
const REQUEST_ID = {
  name: "x-request-id",
  in: "header",
  description: "by which the same caller may cancel this request",
  schema: { type: "string", maxLength: 64 },
};

function operation(operationId: string, summary: string, params: Json, result: Json): Json {
  const isNeeded = Array.isArray(params.required) && params.required.length > 0;
  return {
    operationId,
    summary,
    parameters: [PAGE_NAME, REQUEST_ID],
    requestBody: { required: isNeeded, content: { "application/json": { schema: params } } },
    responses: { "200": done(result), ...refused() },
  };
}

function done(schema: Json): Json {
  return { description: "done", content: { "application/json": { schema } } };
}

function statuses(): number[] {
  return [...new Set([500, ...bridgeStatuses().map(({ status }) => status)])].sort();
}

function refused(): Json {
  return Object.fromEntries(
    statuses().map((status) => [String(status), { $ref: `#/components/responses/${status}` }]),
  );
}

function refusals(): Json {
  const content = { "application/json": { schema: { $ref: "#/components/schemas/Error" } } };
  return Object.fromEntries(
    statuses().map((status) => {
      const codes = bridgeStatuses().flatMap((one) => (one.status === status ? [one.code] : []));
      return [String(status), { description: codes.join(", ") || "a fault of the program", content }];
    }),
  );
}

const text = { type: "string" };
const OTHER_PATHS: Json = {
  "/v1/pair": {
    post: {
      ...{ operationId: "pair", summary: "a listed page asks for a token; the operator confirms the code" },
      security: [],
      requestBody: content({ name: text }),
      responses: {
        "200": done({
          type: "object",
          properties: { pairing: text, code: text, expiresInMs: { type: "integer" } },
        }),
        ...refused(),
      },
    },
  },
  "/v1/paired": {
    post: {
      ...{ operationId: "paired", summary: "waits some seconds for what the operator said; ask again" },
      security: [],
      requestBody: content({ pairing: text }),
      responses: {
        "200": done({
          type: "object",
          required: ["state"],
          properties: { state: { enum: ["waiting", "refused", "paired"] }, token: text },
        }),
        ...refused(),
      },
    },
  },
  "/v1/events": {
    get: {
      ...{
        operationId: "events",
        summary: "Server-Sent Events: recovered, queue, password-asked, card, reader; progress with --events",
      },
      responses: { "200": { description: "events", content: { "text/event-stream": {} } }, ...refused() },
    },
  },
};

function content(properties: Json): Json {
  return { content: { "application/json": { schema: { type: "object", properties } } } };
}
