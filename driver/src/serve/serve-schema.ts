/** The lines of `duka serve --stdio` besides the methods' parameters, and the JSON Schema of all of them. */
import { z } from "zod";
import { METHODS, methodNames, requestId } from "./requests.js";

const passwordAnswer = z.strictObject({
  id: requestId,
  password: z.union([z.string().regex(/^[0-9]{4,16}$/), z.null()]).meta({
    description: 'answers an "ask": "password" of this id; null: no one will type it',
    writeOnly: true,
  }),
});

const bilingual = z.strictObject({ en: z.string(), zh: z.string() });

/** Every line that is written is one of these. */
export const replies = z.union([
  z.strictObject({ id: requestId, result: z.unknown() }),
  z.strictObject({
    id: z.union([requestId, z.null()]).meta({ description: "null: the line had no id that could be read" }),
    error: z.strictObject({
      kind: z.enum(["line", "usage", "busy", "reader", "equipment", "journal", "centre", "internal"]),
      code: z.string(),
      message: z.string(),
      remedy: bilingual,
      delivery: z.enum(["not-sent", "unknown", "answered"]).optional(),
    }),
  }),
  z.strictObject({
    id: requestId,
    ask: z.literal("password"),
    question: z.strictObject({
      what: z.enum(["current", "old", "new", "again"]),
      maskedCardNumber: z.string(),
      triesLeft: z.union([z.int(), z.null()]),
      ask: z.int(),
      because: z.string(),
      lengthMin: z.int(),
      lengthMax: z.int(),
    }),
  }),
  z.strictObject({
    event: z.literal("recovered").meta({ description: "an earlier sale, undecided until now, was decided" }),
    outcome: z.unknown(),
  }),
]);

/** JSON Schema (2020-12): `$defs` request, answer and reply are the lines in and out. */
export function serveSchema(): object {
  const requests = methodNames.map((name) =>
    z
      .strictObject({ id: requestId, method: z.literal(name), params: METHODS[name].params.optional() })
      .meta({ description: METHODS[name].says }),
  );
  const { $schema, ...request } = z.toJSONSchema(z.union(requests), { io: "input" });
  return {
    $schema,
    title: "duka serve --stdio",
    description: "One JSON object a line, UTF-8. In: request or answer. Out: reply.",
    oneOf: [{ $ref: "#/$defs/request" }, { $ref: "#/$defs/answer" }, { $ref: "#/$defs/reply" }],
    $defs: { request, answer: defOf(passwordAnswer), reply: defOf(replies) },
  };
}

function defOf(shape: z.ZodType): object {
  const { $schema, ...definition } = z.toJSONSchema(shape);
  return definition;
}
