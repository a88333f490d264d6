/**
 * Shapes: what a profile may look like, said once, for the type and for the check at run time. A shape answers the value
 * when it fits and throws a RangeError that names the place and what was expected there.
 */

/** @param path where in the profile the value stands, for the message */
export type Shape<T> = (value: unknown, path: string) => T;

type ShapeOf<F> = { readonly [name in keyof F]: F[name] extends Shape<infer T> ? T : never };

/** @throws RangeError always */
function refuse(path: string, expected: string): never {
  throw new RangeError(`${path} must be ${expected}`);
}

/** Exactly these members. */
export function object<F extends { readonly [name: string]: Shape<unknown> }>(fields: F): Shape<ShapeOf<F>> {
  return (value, path) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) refuse(path, "an object");
    const given = value as { readonly [name: string]: unknown };
    for (const name of Object.keys(given)) {
      if (!Object.hasOwn(fields, name)) {
        throw new RangeError(`${path} has no member "${name}"; known: ${Object.keys(fields).join(", ")}`);
      }
    }
    const entries = Object.entries(fields).map(([name, shape]) => [
      name,
      shape(given[name], `${path}.${name}`),
    ]);
    return Object.fromEntries(entries) as ShapeOf<F>;
  };
}

export function list<T>(shape: Shape<T>, atLeast = 0): Shape<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value) || value.length < atLeast) refuse(path, `a list of at least ${atLeast}`);
    return value.map((item: unknown, index) => shape(item, `${path}[${index}]`));
  };
}

/** The value, or null. */
export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return (value, path) => (value === null ? null : shape(value, path));
}

export const boolean: Shape<boolean> = (value, path) =>
  typeof value === "boolean" ? value : refuse(path, "true or false");

export function integer(min: number, max: number): Shape<number> {
  return (value, path) => {
    if (typeof value !== "number" || !Number.isInteger(value) || value < min || value > max) {
      refuse(path, `an integer from ${min} to ${max}`);
    }
    return value;
  };
}

export function oneOf<const T extends string | number>(...choices: readonly T[]): Shape<T> {
  return (value, path) =>
    choices.find((choice) => choice === value) ?? refuse(path, `one of ${choices.join(", ")}`);
}

/** Printable ASCII. */
export function text(minLength: number, maxLength: number): Shape<string> {
  const fits = new RegExp(`^[ -~]{${minLength},${maxLength}}$`);
  return matching(fits, `${minLength} to ${maxLength} printable ASCII characters`);
}

/** Any words for a person. */
export const words: Shape<string> = (value, path) =>
  typeof value === "string" && value.length > 0 ? value : refuse(path, "a text");

/** `bytes` bytes as hexadecimal digits. */
export function hex(bytes: number): Shape<string> {
  return matching(new RegExp(`^[0-9A-Fa-f]{${2 * bytes}}$`), `${2 * bytes} hexadecimal digits`);
}

/** At most `bytes` bytes as hexadecimal digits. */
export function hexUpTo(bytes: number): Shape<string> {
  return matching(
    new RegExp(`^([0-9A-Fa-f]{2}){0,${bytes}}$`),
    `at most ${bytes} bytes as hexadecimal digits`,
  );
}

export function digits(min: number, max = min): Shape<string> {
  const count = min === max ? `${min}` : `${min} to ${max}`;
  return matching(new RegExp(`^[0-9]{${min},${max}}$`), `${count} decimal digits`);
}

function matching(pattern: RegExp, expected: string): Shape<string> {
  return (value, path) => (typeof value === "string" && pattern.test(value) ? value : refuse(path, expected));
}
