/** Whatever a method answers, to whomever, is as its schema says. */
import type { MethodName } from "@duka/driver/serve/requests";
import { RESULTS } from "@duka/driver/serve/results";

/** @throws Error naming the method and what is not as declared */
export function checkResult(method: MethodName, result: unknown): void {
  const parsed = RESULTS[method].safeParse(result);
  if (!parsed.success)
    throw new Error(`${method} answers otherwise than its schema: ${parsed.error.message}`);
}
