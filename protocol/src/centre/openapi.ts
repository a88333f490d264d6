/** The OpenAPI 3.1 document of the centre's HTTP interface, made from the same schemas that check its messages. */
import { z } from "zod";
import { centreGroups } from "./centre.js";
import { COMMON_REFUSALS, REFUSAL_STATUS, refusal } from "./centre-error.js";
import { centreFaults } from "./faults.js";
import type { OperationDeclaration } from "./operation.js";

type Json = { readonly [member: string]: unknown };

const DESCRIPTION =
  "A working model of a medical-insurance centre and its key server, for tests. All keys are test keys. Amounts are integer fen.";

/** @param version of the software */
export function openApiDocument(version: string): Json {
  const paths: { [path: string]: Json } = {};
  for (const [group, members] of Object.entries(centreGroups)) {
    for (const [name, declaration] of Object.entries(members)) {
      paths[`/${group}/${name}`] = { post: pathItem(group, name, declaration) };
    }
  }
  paths["/faults"] = {
    get: { ...about("faults", "readFaults", "How the centre misbehaves now"), responses: faultsAnswer },
    put: {
      ...about("faults", "setFaults", "Sets how the centre misbehaves"),
      requestBody: body(schemaOf(centreFaults)),
      responses: { ...faultsAnswer, "400": refusalAnswer(["bad-request"]) },
    },
  };
  paths["/openapi.json"] = {
    get: {
      ...about("openapi", "readDocument", "This document"),
      responses: {
        "200": { description: "done", content: { "application/json": { schema: { type: "object" } } } },
      },
    },
  };
  return {
    openapi: "3.1.0",
    info: {
      ...{ title: "Duka insurance centre", version, description: DESCRIPTION },
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    // Who may ask is the business of the line to the centre, and no part of its messages.
    security: [],
    paths,
    components: { schemas: { Refusal: schemaOf(refusal) } },
  };
}

function pathItem(group: string, name: string, declaration: OperationDeclaration): Json {
  const { summary, request, response, repeatable, refusals } = declaration;
  const byStatus = new Map<number, string[]>();
  const common = Object.keys(COMMON_REFUSALS).filter((code) => repeatable || code !== "reference-in-use");
  for (const code of [...common, ...refusals]) {
    const status = REFUSAL_STATUS[code]!;
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const refused = [...byStatus].map(([status, codes]) => [String(status), refusalAnswer(codes)] as const);
  return {
    ...about(group, name, summary),
    ...(repeatable ? { description: "Repeatable under the same reference." } : {}),
    requestBody: body(schemaOf(request)),
    responses: {
      "200": { description: "done", content: { "application/json": { schema: schemaOf(response) } } },
      ...Object.fromEntries(refused),
    },
  };
}

function about(group: string, operationId: string, summary: string): Json {
  return { tags: [group], operationId, summary };
}

function body(schema: Json): Json {
  return { required: true, content: { "application/json": { schema } } };
}

function refusalAnswer(codes: readonly string[]): Json {
  const schema = { $ref: "#/components/schemas/Refusal" };
  return { description: codes.join(", "), content: { "application/json": { schema } } };
}

/** The dialect is OpenAPI 3.1's own, so no schema has to name it. */
function schemaOf(schema: z.ZodType): Json {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return rest;
}

const faultsAnswer = {
  "200": { description: "done", content: { "application/json": { schema: schemaOf(centreFaults) } } },
};
