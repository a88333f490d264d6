/**
 * Answers by reference: the same request again gets the same answer, and nothing happens twice. Of the request only a
 * digest is kept, for it may name an ID document.
 */
import { createHash } from "node:crypto";
import { refuse } from "./refusal.js";
import type { Store } from "./store/store.js";

/** @param scope whose references they are: an institution, or a service point */
export function answerKey(operation: string, scope: string, ref: string): string {
  return `${operation}|${scope}|${ref}`;
}

/**
 * @param request checked, so that its members stand in the order of the declaration
 * @throws CentreRefusal `reference-in-use` when the reference stands for another request
 */
export function onceOnly(
  store: Store,
  operation: string,
  request: unknown,
  carryOut: () => unknown,
): unknown {
  const { ref, institutionId, window } = request as { ref: string; institutionId?: string; window?: string };
  // At a window one reference is one act, whatever it is: what it leaves due on a card is found by it.
  const key =
    window === undefined ? answerKey(operation, institutionId ?? "", ref) : answerKey("window", window, ref);
  const content = createHash("sha256")
    .update(JSON.stringify([operation, request]))
    .digest("hex");
  const known = store.get("answer", key);
  if (known?.content === content) return known.response;
  if (known !== undefined)
    refuse("reference-in-use", "this reference stands for another request already: use a new one");
  const response = carryOut();
  store.put("answer", key, { content, response });
  return response;
}
