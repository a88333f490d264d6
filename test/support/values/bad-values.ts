/** What a caller may pass by mistake or on purpose, by its name; and what a clear refusal of it is. */

const MEGABYTES_10 = 10 * 1024 * 1024;

type BadValue = readonly [name: string, value: unknown];

function deep(levels: number): unknown {
  let nest: unknown = 1;
  for (let level = 0; level < levels; level++) nest = { nest };
  return nest;
}

/** Made once: three of them are large. */
export const BAD_VALUES: readonly BadValue[] = [
  ["undefined", undefined],
  ["null", null],
  ["true", true],
  ["0", 0],
  ["-0", -0],
  ["-1", -1],
  ["1", 1],
  ["1.5", 1.5],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["2 ** 32", 2 ** 32],
  ["2 ** 53", 2 ** 53],
  ["a bigint", 10n],
  ["a symbol", Symbol("secret")],
  ["a function", () => 1],
  ["an empty text", ""],
  ["a space", " "],
  ["digits", "1250"],
  ["a fraction as text", "12.505"],
  ["a separator", "a|b$c^d"],
  ["a control character", "a\u0007b"],
  ["a line end", "a\r\nb"],
  ["a zero byte", "a\0b"],
  ["a lone surrogate", "a\ud800"],
  ["a direction mark", "a\u202eb"],
  ["a formula", "=1+1"],
  ["__proto__", "__proto__"],
  ["constructor", "constructor"],
  ["10 MB of text", "9".repeat(MEGABYTES_10)],
  ["10 MB of separators", "|".repeat(MEGABYTES_10)],
  ["a list", [1, 2]],
  ["an empty list", []],
  ["an empty object", {}],
  ["an object without a prototype", Object.create(null)],
  [
    "an object that pollutes",
    JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
  ],
  ["an object 10 000 levels deep", deep(10_000)],
  ["bytes", Uint8Array.of(1, 2, 3)],
  ["a date", new Date(0)],
];

/** Words of the engine: the mistake was noticed by accident, somewhere inside. */
const BY_ACCIDENT =
  /Cannot (read|set|convert|destructure|mix)|is not (a function|iterable|a constructor|defined|an object)|Invalid (time|array|count|string length)|circular|Maximum call|must be of type|serialize/i;
const MESSAGE_MAX = 600;

/** What is wrong with the way in which it was refused; undefined when it is clear. */
export function faultOfRefusal(error: unknown, names: RegExp): string | undefined {
  if (!(error instanceof Error)) return "no Error was thrown";
  const { message } = error;
  if (error.constructor === Error) return `a bare Error: ${message.slice(0, 100)}`;
  if (message.length > MESSAGE_MAX) return `a message of ${message.length} characters`;
  if (BY_ACCIDENT.test(message)) return `by accident: ${message}`;
  if (/\bat .*\.[jt]s:\d/.test(message)) return `with a stack: ${message}`;
  if (!names.test(message)) return `without the name ${names}: ${message}`;
  return undefined;
}

/** What the values above must never have done to anything. */
export function isPolluted(): boolean {
  return Object.hasOwn(Object.prototype, "polluted") || ({} as { polluted?: unknown }).polluted !== undefined;
}

/** A copy of `args` with another value at a place such as "0.medical.poolFen". */
export function withAt(args: readonly unknown[], place: string, value: unknown): unknown[] {
  const [first = "", ...rest] = place.split(".");
  const copy = [...args];
  copy[Number(first)] = replaced(copy[Number(first)], rest, value);
  return copy;
}

function replaced(whole: unknown, path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (Array.isArray(whole))
    return whole.map((one, at) => (String(at) === name ? replaced(one, rest, value) : one));
  const members = (whole ?? {}) as { readonly [member: string]: unknown };
  return { ...members, [name]: replaced(members[name], rest, value) };
}
