/** A step of a scenario in words for a page: what it is about. What a holder types is never among them. */
import { actionOf } from "./carry-out.js";
import type { Step } from "./step-shape.js";

/** Members that are told; documents and numbers of persons are not. */
const TOLD: readonly string[] = [
  "ref",
  "of",
  "amountFen",
  "totalFen",
  "selfCostFen",
  "kind",
  "visit",
  "act",
  "by",
  "oldCard",
  "reason",
  "call",
  "at",
];

export function stepWords(step: Step): string {
  const action = actionOf(step);
  if (action === "types") return `${step.types!.length} passwords`;
  return wordsOf(step[action]);
}

function wordsOf(what: unknown): string {
  if (Array.isArray(what)) return what.map(wordsOf).join("; ");
  if (typeof what !== "object" || what === null) return String(what ?? "");
  return Object.entries(what)
    .filter(([name]) => TOLD.includes(name))
    .map(([name, value]) => (name === "ref" || name === "act" ? String(value) : `${name} ${value}`))
    .join(", ");
}
