/** The OpenAPI 3.1 document of the control API, made from the declarations that check its requests. */
import { type JsonSchema, jsonSchemaOf } from "@duka/protocol/data/read-data";
import { controlStatuses } from "./control-refusal.js";
import { OPERATIONS, type OperationName, operationNames } from "./operations.js";

type Json = { readonly [member: string]: unknown };

const DESCRIPTION =
  "Steers a simulated reader or centre while another program uses it. Amounts are integer fen. Faults and protocol positions are those of duka-sim schema faults. All keys and cards are for tests.";

const PROBLEM = {
  type: "object",
  required: ["type", "title", "status", "detail", "code", "expected", "remedy"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    code: { enum: controlStatuses().map(({ code }) => code) },
    expected: { type: "string", description: "what would have fitted" },
    remedy: {
      type: "object",
      required: ["en", "zh"],
      properties: { en: { type: "string" }, zh: { type: "string" } },
    },
  },
} as const;

/** @param version of the program @param url where it listens @param hasReader false for a centre alone */
export function controlDocument(version: string, url: string, hasReader: boolean): Json {
  const paths: { [path: string]: Json } = {};
  for (const name of operationNames(hasReader)) {
    paths[`/v1/${name}`] = { [OPERATIONS[name].verb.toLowerCase()]: operation(name) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "duka-sim --control",
      version,
      description: DESCRIPTION,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url }],
    security: [{ token: [] }, {}],
    paths: { ...paths, "/v1/events": { get: EVENTS } },
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "where it was started with --control-token" },
      },
      schemas: { Problem: PROBLEM },
      responses: refusals(),
    },
  };
}

const AFTER = { type: "integer", minimum: 0 };
const EVENTS = {
  operationId: "events",
  summary: "Server-Sent Events: each event as in log, its id too, from the next one on",
  parameters: [
    { name: "after", in: "query", description: "from behind this number on", schema: AFTER },
    {
      name: "last-event-id",
      in: "header",
      description: "the same; sent by who connects again",
      schema: AFTER,
    },
  ],
  responses: {
    "200": { description: "events", content: { "text/event-stream": { schema: { type: "string" } } } },
    ...refused(),
  },
};

function operation(name: OperationName): Json {
  const { verb, says, params, result } = OPERATIONS[name];
  const schema = jsonSchemaOf(params);
  const content = { "application/json": { schema: jsonSchemaOf(result) } };
  return {
    operationId: name,
    summary: says,
    ...(verb === "GET" ? { parameters: queryOf(schema) } : bodyOf(schema)),
    responses: { "200": { description: "done", content }, ...refused() },
  };
}

function queryOf({ properties }: JsonSchema): readonly Json[] {
  return Object.entries((properties ?? {}) as { [name: string]: Json }).map(
    ([name, { description, ...schema }]) => ({
      name,
      in: "query",
      ...(description === undefined ? {} : { description }),
      schema,
    }),
  );
}

function bodyOf(schema: JsonSchema): Json {
  const { required } = schema;
  const isNeeded = Array.isArray(required) && required.length > 0;
  return { requestBody: { required: isNeeded, content: { "application/json": { schema } } } };
}

function statuses(): readonly number[] {
  return [...new Set(controlStatuses().map(({ status }) => status))].sort();
}

function refused(): Json {
  return Object.fromEntries(
    statuses().map((status) => [String(status), { $ref: `#/components/responses/${status}` }]),
  );
}

function refusals(): Json {
  const content = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };
  return Object.fromEntries(
    statuses().map((status) => {
      const codes = controlStatuses().flatMap((one) => (one.status === status ? [one.code] : []));
      return [String(status), { description: codes.join(", "), content }];
    }),
  );
}
