/**
 * What callers pass, checked where it comes in: a clear error names the thing and what was expected, and tells little
 * of what stood there.
 */

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
  return ({ message, path, isOfAnotherKind, isForeign }: DataFault): never => {
    const [member] = path;
    const isTold = !isForeign && (member === undefined || !untold.includes(String(member)));
    const given = path.reduce<unknown>((whole, step) => (whole as Members | undefined)?.[step], value);
    const says = member === undefined ? message : message.slice(name.length + 1);
    const text = isTold ? `${says}, not ${shown(given)}` : says;
    throw isOfAnotherKind || isForeign ? new TypeError(text) : new RangeError(text);
  };
}

type Members = { readonly [name: PropertyKey]: unknown };

/**
 * @param name of the argument, such as "request" or "request.when"
 * @param members all that it may have: a mistyped one would be passed over in silence
 * @throws TypeError
 */
export function checkMembers(name: string, value: unknown, members: readonly string[]): void {
  if (typeof value !== "object" || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) {
    throw new TypeError(`${name} is an object with ${members.join(", ")}, not ${shown(value)}`);
  }
  const foreign = Object.keys(value).find((member) => !members.includes(member));
  if (foreign !== undefined) {
    throw new TypeError(`${name} has no member ${shown(foreign)}: it may have ${members.join(", ")}`);
  }
}

/** @throws TypeError */
export function checkText(name: string, value: unknown): void {
  if (typeof value !== "string") throw new TypeError(`${name} is a text, not ${shown(value)}`);
}

/**
 * Something with functions of its own, such as a journal or a clock.
 * @param from where callers have it from
 * @throws TypeError
 */
export function checkThing(name: string, value: unknown, from: string, functions: readonly string[]): void {
  const thing = value as { readonly [name: string]: unknown } | null | undefined;
  const isThing =
    typeof thing === "object" && thing !== null && functions.every((one) => typeof thing[one] === "function");
  if (!isThing) throw new TypeError(`${name} is what ${from}, not ${shown(value)}`);
}

/** @throws TypeError */
export function checkClock(name: string, value: unknown): void {
  checkThing(name, value, "realClock is: a clock", ["nowMs", "wallMs", "after"]);
}

/** @throws RangeError */
export function checkOneOf(name: string, value: unknown, allowed: readonly (string | number)[]): void {
  if (allowed.includes(value as string | number)) return;
  throw new RangeError(
    `${name} is ${allowed.map((one) => JSON.stringify(one)).join(", ")}, not ${shown(value)}`,
  );
}

/** @throws TypeError */
export function checkFunction(name: string, value: unknown): void {
  if (typeof value !== "function") throw new TypeError(`${name} is a function, not ${shown(value)}`);
}

/** @throws TypeError */
export function checkFlag(name: string, value: unknown): void {
  if (typeof value !== "boolean") throw new TypeError(`${name} is true or false, not ${shown(value)}`);
}

/** @throws TypeError */
export function checkSignal(name: string, value: unknown): void {
  const signal = value as Partial<AbortSignal> | null;
  const isSignal =
    typeof signal === "object" &&
    signal !== null &&
    typeof signal.aborted === "boolean" &&
    typeof signal.addEventListener === "function";
  if (!isSignal) throw new TypeError(`${name} is an AbortSignal, not ${shown(value)}`);
}
