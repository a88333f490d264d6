/**
 * What members of a file or a request may be: the words of which its declaration is made. Each says what it must be,
 * for the person who wrote the wrong thing; type, check and JSON Schema come from the one declaration.
 */
import { z } from "zod";

type Members = { readonly [name: string]: z.ZodType };

/** `params` of a rule of its own that another kind of thing breaks, not a value out of range. */
export const IS_OF_ANOTHER_KIND = { isOfAnotherKind: true } as const;

/** Exactly these members. */
export function members<const M extends Members>(shape: M) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `has no member ${shownName(issue.keys[0] ?? "")}; known: ${Object.keys(shape).join(", ")}`
        : "must be an object",
  });
}

/** These members; what else stands there is let be. */
export function knownMembers<const M extends Members>(shape: M) {
  return z.object(shape, { error: "must be an object" });
}

/** Any members at all: whoever takes them checks them. */
export const anyMembers = z.record(z.string(), z.unknown(), { error: "must be an object" });

/** The same, with words for the person who writes it in an editor. */
export function described<S extends z.ZodType>(schema: S, description: string): S {
  return schema.meta({ description });
}

export const flag = z.boolean({ error: "must be true or false" });

export function integer(min: number, max: number, expected = `an integer from ${min} to ${max}`) {
  const error = `must be ${expected}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

export const positive = z.number({ error: "must be a positive number" }).positive({
  error: "must be a positive number",
});

/** Any text, an empty one too. */
export const text = z.string({ error: "must be a text" });

export function oneOf<const T extends readonly (string | number)[]>(...choices: T) {
  return z.literal(choices, { error: `must be one of ${choices.join(", ")}` });
}

/** Any words for a person. */
export const words = z.string({ error: "must be a text" }).min(1, { error: "must be a text" });

/** A text that this pattern describes wholly. */
export function matching(pattern: string, expected: string) {
  const error = `must be ${expected}`;
  return z.string({ error }).regex(new RegExp(`^${pattern}$`), { error, abort: true });
}

/** Printable ASCII. */
export function ascii(min: number, max: number) {
  return matching(`[ -~]{${min},${max}}`, `${min} to ${max} printable ASCII characters`);
}

export function decimals(min: number, max: number = min) {
  return matching(`[0-9]{${min},${max}}`, `${min === max ? min : `${min} to ${max}`} decimal digits`);
}

/** `bytes` bytes. */
export function hexBytes(bytes: number) {
  return matching(`[0-9A-Fa-f]{${2 * bytes}}`, `${2 * bytes} hexadecimal digits`);
}

/** At most `bytes` bytes. */
export function hexUpTo(bytes: number) {
  return matching(`([0-9A-Fa-f]{2}){0,${bytes}}`, `at most ${bytes} bytes as hexadecimal digits`);
}

export function listOf<S extends z.ZodType>(item: S, atLeast = 0, atMost?: number) {
  const count = atMost === undefined ? `at least ${atLeast}` : `${atLeast} to ${atMost}`;
  const error = `must be a list of ${atLeast === atMost ? atLeast : count}`;
  const list = z.array(item, { error }).min(atLeast, { error });
  return atMost === undefined ? list : list.max(atMost, { error });
}

/** With what one member's rule cannot say. @param faultsOf the member, and the words after its name */
export function withRules<S extends z.ZodType>(
  schema: S,
  faultsOf: (
    value: z.output<S>,
  ) => readonly { readonly path: readonly (string | number)[]; readonly message: string }[],
): S {
  return schema.superRefine((value, context) => {
    for (const { path, message } of faultsOf(value))
      context.addIssue({ code: "custom", path: [...path], message });
  });
}

const NAME_MAX = 40;

/** A name that someone made up, short enough for a message. */
function shownName(name: string): string {
  return JSON.stringify(name.length > NAME_MAX ? `${name.slice(0, NAME_MAX)}…` : name);
}
