/** Data from outside, read by its declaration. */
import { z } from "zod";

/** What a declaration describes, for reading only. */
export type DataOf<S extends z.ZodType> = DeepReadonly<z.output<S>>;

type DeepReadonly<T> = T extends object ? { readonly [name in keyof T]: DeepReadonly<T[name]> } : T;

/** A JSON Schema (draft 2020-12), or a part of one. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/**
 * @param name what the value is called in messages, such as "profile"
 * @throws RangeError naming the first member that does not fit and what it must be. What stood there is not told: it
 *   may be a key
 */
export function readData<S extends z.ZodType>(schema: S, value: unknown, name: string): DataOf<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data as DataOf<S>;
  throw new RangeError(faultOf(parsed.error, name).message);
}

/** The first thing that is wrong, in words; and whether another kind of thing stood there, or a member that may not. */
export function faultOf({ issues }: z.ZodError, name: string) {
  const [first] = issues;
  const { path, message, code } = first ?? { path: [], message: "does not fit", code: "custom" };
  return {
    message: `${name}${path.map(placeText).join("")} ${message}`,
    isOfAnotherKind: code === "invalid_type" || code === "unrecognized_keys",
  };
}

function placeText(step: PropertyKey): string {
  return typeof step === "number" ? `[${step}]` : `.${String(step)}`;
}

/** For editors and other programs: what `readData` checks, as far as JSON Schema can say it. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return rest;
}
