/** The lines of `duka serve --stdio` besides the methods' parameters, and the JSON Schema of all of them. */
import { z } from "zod";
import { type ErrorCode, READER_ERRORS } from "../base/error-codes.js";
import { progressLine } from "./event-shapes.js";
import { LINE_FAULTS } from "./replies.js";
import { METHODS, type MethodName, methodNames, requestId } from "./requests.js";
import { bilingual, creditOutcome, saleOutcome } from "./result-shapes.js";
import { RESULTS } from "./results.js";

const passwordAnswer = z.strictObject({
  id: requestId,
  password: z.union([z.string().regex(/^[0-9]{4,16}$/), z.null()]).meta({
    description: 'answers an "ask": "password" of this id; null: no one will type it',
    writeOnly: true,
  }),
});

const broken = {
  message: z.string(),
  text: bilingual.meta({ description: "the message for a person" }),
  remedy: bilingual,
};
const delivery = z.enum(["not-sent", "unknown", "answered"]).meta({ description: "may it have been done?" });
const failure = <K extends string, C extends z.ZodType>(kind: K, code: C) =>
  z.strictObject({ kind: z.literal(kind), code, ...broken });

/** Whose fault it is, and which; `reader` and `centre` say whether card or centre may have acted. */
const failures = z.discriminatedUnion("kind", [
  failure("line", z.enum(LINE_FAULTS)),
  failure("busy", z.literal("too-many")),
  failure("usage", z.string().meta({ description: "RangeError, TypeError; RefInUseError" })),
  failure("reader", z.enum(Object.keys(READER_ERRORS) as [ErrorCode, ...ErrorCode[]])).extend({ delivery }),
  failure("equipment", z.enum(["psam", "centre-line", "clock", "printer"])),
  failure("journal", z.literal("journal")),
  failure("centre", z.string().regex(/^[a-z0-9-]+$/)).extend({ delivery }),
  failure("internal", z.literal("internal")),
]);

/** Every line that is written is one of these. */
export const replies = z.union([
  z.strictObject({
    id: requestId,
    result: z.unknown().meta({ description: "by the method: $defs/results" }),
  }),
  z.strictObject({
    id: z.union([requestId, z.null()]).meta({ description: "null: the line had no id that could be read" }),
    error: failures,
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
    event: z
      .enum(["card-awaited", "card-inserted"])
      .meta({ description: "with --wait-card: no card is in, and the call waits for one; it came" }),
  }),
  progressLine,
  z.strictObject({
    event: z.literal("recovered").meta({ description: "an earlier sale, undecided until now, was decided" }),
    outcome: z.union([saleOutcome, creditOutcome]),
  }),
]);

/**
 * JSON Schema (2020-12): `$defs` request, answer and reply are the lines in and out.
 * @param names of the methods that there are
 */
export function serveSchema(names: readonly MethodName[] = methodNames): object {
  const requests = names.map((name) =>
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
    $defs: {
      request,
      answer: defOf(passwordAnswer),
      reply: defOf(replies),
      results: Object.fromEntries(names.map((name) => [name, resultSchemaOf(name)])),
    },
  };
}

/** What a method answers, member by member. */
export function resultSchemaOf(name: MethodName): { readonly [keyword: string]: unknown } {
  return defOf(RESULTS[name]);
}

function defOf(shape: z.ZodType): { readonly [keyword: string]: unknown } {
  const { $schema, ...definition } = z.toJSONSchema(shape, { unrepresentable: "any" });
  return definition;
}
