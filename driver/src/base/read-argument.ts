/** What callers pass, read by its declaration. */
import { type DataOf, faultOf } from "@duka/protocol/data/read-data";
import type { z } from "zod";

/**
 * @param name of the argument, such as "request"
 * @throws TypeError for another kind of thing or a member that it may not have, RangeError for a value that it may not
 *   be, naming the member and what it may be
 */
export function readArgument<S extends z.ZodType>(schema: S, value: unknown, name: string): DataOf<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data as DataOf<S>;
  const { message, isOfAnotherKind } = faultOf(parsed.error, name);
  throw isOfAnotherKind ? new TypeError(message) : new RangeError(message);
}
