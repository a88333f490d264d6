/** What became of a step, beside what its scenario expects. */
import type { Expected } from "./step-shape.js";

/** What a step answered, or how it failed. */
export type Became =
  | { readonly answer: unknown }
  | { readonly error: { readonly code: string; readonly message: string } };

type Known = {
  readonly outcome: string;
  readonly reason: string | undefined;
  readonly wireMs: number | undefined;
};

/** "committed", "refused wrong-password", "failed no-reader". */
export function becameText(became: Became): string {
  if ("error" in became) return `failed ${became.error.code}`;
  const { outcome, reason } = knownOf(became.answer);
  return reason === undefined ? outcome : `${outcome} ${reason}`;
}

/** @returns what is not as expected, a sentence for each */
export function differences(became: Became, expected: Expected | undefined): string[] {
  if ("error" in became) {
    const { code, message } = became.error;
    if (expected?.error === code) return [];
    return [`expected ${expectedText(expected)}, and it failed with ${code}: ${message}`];
  }
  const { outcome, reason, wireMs } = knownOf(became.answer);
  if (expected === undefined) {
    return outcome === "refused" ? [`it was refused: ${reason}, and the scenario does not expect it`] : [];
  }
  const found: string[] = [];
  if (expected.error !== undefined)
    found.push(`expected it to fail with ${expected.error}, and it is ${becameText(became)}`);
  if (expected.outcome !== undefined && expected.outcome !== outcome)
    found.push(`expected outcome ${expected.outcome}, and it is ${becameText(became)}`);
  if (expected.reason !== undefined && expected.reason !== reason)
    found.push(`expected reason ${expected.reason}, and it is ${reason ?? "none"}`);
  if (expected.answer !== undefined) found.push(...unlike(became.answer, expected.answer, "answer"));
  if (expected.wireMsMax !== undefined && !(wireMs !== undefined && wireMs <= expected.wireMsMax))
    found.push(
      `expected at most ${expected.wireMsMax} ms on the wires, and ${wireMs === undefined ? "none were measured" : `it took ${wireMs}`}`,
    );
  return found;
}

function expectedText({ outcome, error }: Expected = {}): string {
  return error ?? outcome ?? "it to be done";
}

function knownOf(answer: unknown): Known {
  const { outcome, reasonCode, refused, code, wire } = (answer ?? {}) as { readonly [name: string]: unknown };
  const wireMs = (wire as { readonly ms?: number | null } | undefined)?.ms ?? undefined;
  if (refused === true) return { outcome: "refused", reason: String(code), wireMs };
  if (typeof outcome !== "string") return { outcome: "done", reason: undefined, wireMs };
  return { outcome, reason: typeof reasonCode === "string" ? reasonCode : undefined, wireMs };
}

/** Of the members that are expected; a list has to be as long. */
export function unlike(found: unknown, expected: unknown, name: string): string[] {
  if (typeof expected !== "object" || expected === null) {
    return Object.is(found, expected)
      ? []
      : [`expected ${name} ${JSON.stringify(expected)}, and it is ${shown(found)}`];
  }
  if (typeof found !== "object" || found === null)
    return [`expected ${name} to have members, and it is ${shown(found)}`];
  if (Array.isArray(expected) && (!Array.isArray(found) || found.length !== expected.length))
    return [`expected ${name} to be a list of ${expected.length}, and it is ${shown(found)}`];
  return Object.entries(expected).flatMap(([member, value]) =>
    unlike(
      Object.hasOwn(found, member) ? (found as { readonly [member: string]: unknown })[member] : undefined,
      value,
      `${name}.${member}`,
    ),
  );
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  return value === undefined ? "missing" : JSON.stringify(value);
}
