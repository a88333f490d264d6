/**
 * What callers pass, checked where it comes in: a clear error names the thing and what was expected, and tells little
 * of what stood there.
 */

import { rangeError, typeError } from "@duka/protocol/data/bilingual";
import type { DataFault } from "@duka/protocol/data/read-data";

const SHOWN_MAX = 40;

/** For a message: short, whatever it is. */
export function shown(value: unknown): string {
  if (typeof value === "string") {
    return value.length > SHOWN_MAX
      ? `${JSON.stringify(value.slice(0, SHOWN_MAX))}… (${value.length} characters)`
      : JSON.stringify(value);
  }
  if (typeof value === "bigint") return `${shownDigits(value)}n`;
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "symbol" || typeof value === "function" ? `a ${typeof value}` : String(value);
}

/** The same in Chinese. */
export function shownZh(value: unknown): string {
  if (Array.isArray(value)) return "列表";
  if (typeof value === "object" && value !== null) return "对象";
  if (typeof value === "function") return "函数";
  return shown(value).replace(/ \((\d+) characters\)$/, "（共 $1 个字符）");
}

function shownDigits(value: bigint): string {
  const digits = String(BigInt.asIntN(64, value));
  return digits.slice(0, SHOWN_MAX);
}

/**
 * For `readData` of a request, options, or one value of them: members are named on their own, and what stood there is
 * told. It throws a TypeError for another kind of thing or a member that may not be, else a RangeError.
 * @param name of the whole, such as "request"
 * @param untold members of which nothing is told: they hold what is a person's own, or a secret
 */
export function refusing(value: unknown, name: string, untold: readonly string[] = []) {
  return ({ message, messageZh, path, isOfAnotherKind, isForeign }: DataFault): never => {
    const [member] = path;
    const isTold = !isForeign && (member === undefined || !untold.includes(String(member)));
    const given = path.reduce<unknown>((whole, step) => (whole as Members | undefined)?.[step], value);
    const [en, zh] = [message, messageZh].map((text) =>
      member === undefined ? text : text.slice(name.length + 1),
    ) as [string, string];
    const made = isOfAnotherKind || isForeign ? typeError : rangeError;
    throw isTold ? made(`${en}, not ${shown(given)}`, `${zh}，不能是 ${shownZh(given)}`) : made(en, zh);
  };
}

type Members = { readonly [name: PropertyKey]: unknown };

/** @throws TypeError */
export function checkText(name: string, value: unknown): void {
  if (typeof value !== "string")
    throw typeError(`${name} is a text, not ${shown(value)}`, `${name} 必须是文本，不能是 ${shownZh(value)}`);
}

/**
 * Something with functions of its own, such as a journal or a clock.
 * @param from where callers have it from
 * @throws TypeError
 */
export function checkThing(name: string, value: unknown, from: string, functions: readonly string[]): void {
  if (!hasFunctions(value, functions))
    throw typeError(
      `${name} is what ${from}, not ${shown(value)}`,
      `${name} 必须是 ${from} 所给的对象，不能是 ${shownZh(value)}`,
    );
}

export function hasFunctions(value: unknown, functions: readonly string[]): boolean {
  if (typeof value !== "object" || value === null) return false;
  return functions.every((name) => typeof (value as Members)[name] === "function");
}

export const CLOCK_FUNCTIONS = ["nowMs", "wallMs", "after"] as const;

/** @throws TypeError */
export function checkClock(name: string, value: unknown): void {
  checkThing(name, value, "realClock is: a clock", CLOCK_FUNCTIONS);
}

/** @throws RangeError */
export function checkOneOf(name: string, value: unknown, allowed: readonly (string | number)[]): void {
  if (allowed.includes(value as string | number)) return;
  throw rangeError(
    `${name} is ${allowed.map((one) => JSON.stringify(one)).join(", ")}, not ${shown(value)}`,
    `${name} 必须是 ${allowed.map((one) => JSON.stringify(one)).join("、")} 之一，不能是 ${shownZh(value)}`,
  );
}

/** @throws TypeError */
export function checkFunction(name: string, value: unknown): void {
  if (typeof value !== "function")
    throw typeError(
      `${name} is a function, not ${shown(value)}`,
      `${name} 必须是函数，不能是 ${shownZh(value)}`,
    );
}

/** @throws TypeError */
export function checkFlag(name: string, value: unknown): void {
  if (typeof value !== "boolean")
    throw typeError(
      `${name} is true or false, not ${shown(value)}`,
      `${name} 必须是 true 或 false，不能是 ${shownZh(value)}`,
    );
}

/** @throws TypeError */
export function checkSignal(name: string, value: unknown): void {
  if (!isAbortSignal(value))
    throw typeError(
      `${name} is an AbortSignal, not ${shown(value)}`,
      `${name} 必须是 AbortSignal，不能是 ${shownZh(value)}`,
    );
}

export function isAbortSignal(value: unknown): boolean {
  return hasFunctions(value, ["addEventListener"]) && typeof (value as AbortSignal).aborted === "boolean";
}
