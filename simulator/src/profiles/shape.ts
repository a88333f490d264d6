/**
 * Shapes: what a profile may look like, said once, for the type, for the check at run time and for the JSON Schema that
 * editors read. A shape answers the value when it fits and throws a RangeError that names the place and what was
 * expected.
 */

/** A JSON Schema (draft 2020-12), or a part of one. */
export type JsonSchema = { readonly [keyword: string]: unknown };

type Shape<T> = {
  /** @param path where in the profile the value stands, for the message */
  (value: unknown, path: string): T;
  readonly schema: JsonSchema;
};

export type ShapeValue<S> = S extends Shape<infer T> ? T : never;
type ShapeOf<F> = { readonly [name in keyof F]: F[name] extends Shape<infer T> ? T : never };

function shape<T>(schema: JsonSchema, check: (value: unknown, path: string) => T): Shape<T> {
  return Object.assign((value: unknown, path: string) => check(value, path), { schema });
}

/** @throws RangeError always */
function refuse(path: string, expected: string): never {
  throw new RangeError(`${path} must be ${expected}`);
}

/** The same shape, with words for whoever writes the profile in an editor. */
export function described<T>(plain: Shape<T>, description: string): Shape<T> {
  return shape({ ...plain.schema, description }, plain);
}

/** Exactly these members. */
export function object<F extends { readonly [name: string]: Shape<unknown> }>(fields: F): Shape<ShapeOf<F>> {
  const properties = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.schema]));
  const schema = { type: "object", properties, required: Object.keys(fields), additionalProperties: false };
  return shape(schema, (value, path) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) refuse(path, "an object");
    const given = value as { readonly [name: string]: unknown };
    for (const name of Object.keys(given)) {
      if (!Object.hasOwn(fields, name)) {
        throw new RangeError(`${path} has no member "${name}"; known: ${Object.keys(fields).join(", ")}`);
      }
    }
    const entries = Object.entries(fields).map(([name, field]) => [
      name,
      field(Object.hasOwn(given, name) ? given[name] : undefined, `${path}.${name}`),
    ]);
    return Object.fromEntries(entries) as ShapeOf<F>;
  });
}

export function list<T>(item: Shape<T>, atLeast = 0): Shape<readonly T[]> {
  return shape({ type: "array", items: item.schema, minItems: atLeast }, (value, path) => {
    if (!Array.isArray(value) || value.length < atLeast) refuse(path, `a list of at least ${atLeast}`);
    return value.map((one: unknown, index) => item(one, `${path}[${index}]`));
  });
}

/** The value, or null. */
export function nullable<T>(plain: Shape<T>): Shape<T | null> {
  return shape({ anyOf: [plain.schema, { type: "null" }] }, (value, path) =>
    value === null ? null : plain(value, path),
  );
}

export const boolean: Shape<boolean> = shape({ type: "boolean" }, (value, path) =>
  typeof value === "boolean" ? value : refuse(path, "true or false"),
);

export function integer(min: number, max: number): Shape<number> {
  return shape({ type: "integer", minimum: min, maximum: max }, (value, path) => {
    if (typeof value !== "number" || !Number.isInteger(value) || value < min || value > max) {
      refuse(path, `an integer from ${min} to ${max}`);
    }
    return value;
  });
}

export function oneOf<const T extends string | number>(...choices: readonly T[]): Shape<T> {
  return shape(
    { enum: choices },
    (value, path) =>
      choices.find((choice) => choice === value) ?? refuse(path, `one of ${choices.join(", ")}`),
  );
}

/** Printable ASCII. */
export function text(minLength: number, maxLength: number): Shape<string> {
  return matching(
    `[ -~]{${minLength},${maxLength}}`,
    `${minLength} to ${maxLength} printable ASCII characters`,
  );
}

/** Any words for a person. */
export const words: Shape<string> = shape({ type: "string", minLength: 1 }, (value, path) =>
  typeof value === "string" && value.length > 0 ? value : refuse(path, "a text"),
);

/** `bytes` bytes as hexadecimal digits. */
export function hex(bytes: number): Shape<string> {
  return matching(`[0-9A-Fa-f]{${2 * bytes}}`, `${2 * bytes} hexadecimal digits`);
}

/** At most `bytes` bytes as hexadecimal digits. */
export function hexUpTo(bytes: number): Shape<string> {
  return matching(`([0-9A-Fa-f]{2}){0,${bytes}}`, `at most ${bytes} bytes as hexadecimal digits`);
}

export function digits(min: number, max = min): Shape<string> {
  const count = min === max ? `${min}` : `${min} to ${max}`;
  return matching(`[0-9]{${min},${max}}`, `${count} decimal digits`);
}

/** A text that this pattern describes wholly. */
export function matching(pattern: string, expected: string): Shape<string> {
  const fits = new RegExp(`^${pattern}$`);
  return shape({ type: "string", pattern: `^${pattern}$` }, (value, path) =>
    typeof value === "string" && fits.test(value) ? value : refuse(path, expected),
  );
}

/** A further condition, which a schema cannot say. */
export function checked<T>(plain: Shape<T>, holds: (value: T) => boolean, expected: string): Shape<T> {
  return shape(plain.schema, (value, path) => {
    const read = plain(value, path);
    return holds(read) ? read : refuse(path, expected);
  });
}
