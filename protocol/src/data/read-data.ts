/** Data from outside, read by its declaration. */
import { z } from "zod";

/** What a declaration describes, for reading only. */
export type DataOf<S extends z.ZodType> = DeepReadonly<z.output<S>>;

type DeepReadonly<T> = T extends object ? { readonly [name in keyof T]: DeepReadonly<T[name]> } : T;

/** A JSON Schema (draft 2020-12), or a part of one. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** What is wrong with a value, in words that tell nothing of it. */
export type DataFault = {
  /** With the value's name and the member's place. */
  readonly message: string;
  readonly path: readonly PropertyKey[];
  /** Another kind of thing stood there. */
  readonly isOfAnotherKind: boolean;
  /** There is a member that may not be. */
  readonly isForeign: boolean;
  /** Its name, where there is one that may not be. */
  readonly foreignName: string | undefined;
};

/**
 * @param name what the value is called in messages, such as "profile"
 * @param refuse throws what its caller throws; a RangeError by default
 * @throws RangeError naming the first member that does not fit and what it must be. What stood there is not told: it
 *   may be a key
 */
export function readData<S extends z.ZodType>(
  schema: S,
  value: unknown,
  name: string,
  refuse: (fault: DataFault) => never = refuseData,
): DataOf<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data as DataOf<S>;
  return refuse(faultOf(parsed.error, name));
}

function refuseData({ message }: DataFault): never {
  throw new RangeError(message);
}

/** The first thing that is wrong; a mistyped member before the one that is missing because of it. */
function faultOf({ issues }: z.ZodError, name: string): DataFault {
  const first = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];
  const { path, message, code } = first ?? { path: [], message: "does not fit", code: "custom" };
  // A fraction where a whole number is wanted is a number still; so are NaN and infinity, which zod names.
  const isOtherType = first?.code === "invalid_type" && first.expected !== "int" && !("received" in first);
  const isOtherThing = first?.code === "custom" && first.params?.isOfAnotherKind === true;
  return {
    path,
    message: `${name}${path.map(placeText).join("")} ${message}`,
    isOfAnotherKind: isOtherType || isOtherThing,
    isForeign: code === "unrecognized_keys",
    foreignName: first?.code === "unrecognized_keys" ? first.keys[0] : undefined,
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
