/**
 * What members of a file or a request may be: the words of which its declaration is made. Each says what it must be,
 * for the person who wrote the wrong thing; type, check and JSON Schema come from the one declaration.
 */
import { z } from "zod";
import { rule } from "./bilingual.js";

type Members = { readonly [name: string]: z.ZodType };

/** What a value must be: "4 to 16 decimal digits", in English and Chinese; English alone where no clerk writes it. */
export type Expected = string | readonly [en: string, zh: string];

export function mustBe(expected: Expected): string {
  return typeof expected === "string"
    ? `must be ${expected}`
    : rule(`must be ${expected[0]}`, `必须是${expected[1]}`);
}

/** A declaration that is made when it is first read: many members take milliseconds, and most processes read none. */
export function late<S>(make: () => S): () => S {
  let made: S | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const MUST_BE_OBJECT = mustBe(["an object", "对象"]);

/** `params` of a rule of its own that another kind of thing breaks, not a value out of range. */
export const IS_OF_ANOTHER_KIND = { isOfAnotherKind: true } as const;

/** Exactly these members. */
export function members<const M extends Members>(shape: M) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? noMember(shownName(issue.keys[0] ?? ""), Object.keys(shape).join(", "))
        : MUST_BE_OBJECT,
  });
}

const noMember = (name: string, known: string): string => `has no member ${name}; known: ${known}`;

/** Names are a caller's: no rule that could be kept. */
export function noMemberInChinese(text: string): string {
  return text.replace(/^has no member (.*); known: (.*)$/s, "没有成员 $1；可用：$2");
}

/** These members; what else stands there is let be. */
export function knownMembers<const M extends Members>(shape: M) {
  return z.object(shape, { error: MUST_BE_OBJECT });
}

/** Any members at all: whoever takes them checks them. */
export const anyMembers = z.record(z.string(), z.unknown(), { error: MUST_BE_OBJECT });

/** Members of any name, each of them such a value. */
export function mapOf<S extends z.ZodType>(value: S) {
  return z.record(z.string(), value, { error: "must be an object" });
}

/** The same, with words for the person who writes it in an editor. */
export function described<S extends z.ZodType>(schema: S, description: string): S {
  return schema.meta({ description });
}

export const flag = z.boolean({ error: rule("must be true or false", "必须是 true 或 false") });

export function integer(
  min: number,
  max: number,
  expected: Expected = [`an integer from ${min} to ${max}`, ` ${min} 至 ${max} 的整数`],
) {
  const error = mustBe(expected);
  return z.int({ error }).min(min, { error }).max(max, { error });
}

const POSITIVE = { error: mustBe(["a positive number", "正数"]) };
export const positive = z.number(POSITIVE).positive(POSITIVE);

const TEXT = { error: mustBe(["a text", "文本"]) };

/** Any text, an empty one too. */
export const text = z.string(TEXT);

export function oneOf<const T extends readonly (string | number)[]>(...choices: T) {
  return z.literal(choices, {
    error: mustBe([`one of ${choices.join(", ")}`, `以下之一：${choices.join("、")}`]),
  });
}

/** Any words for a person. */
export const words = z.string(TEXT).min(1, TEXT);

/** A text that this pattern describes wholly. */
export function matching(pattern: string, expected: Expected) {
  const error = mustBe(expected);
  return z.string({ error }).regex(new RegExp(`^${pattern}$`), { error, abort: true });
}

/** Printable ASCII. */
export function ascii(min: number, max: number) {
  return matching(`[ -~]{${min},${max}}`, [
    `${min} to ${max} printable ASCII characters`,
    ` ${min} 至 ${max} 个可打印 ASCII 字符`,
  ]);
}

export function decimals(min: number, max: number = min) {
  const [en, zh] = min === max ? [min, min] : [`${min} to ${max}`, `${min} 至 ${max}`];
  return matching(`[0-9]{${min},${max}}`, [`${en} decimal digits`, ` ${zh} 位数字`]);
}

/** `bytes` bytes. */
export function hexBytes(bytes: number) {
  return matching(`[0-9A-Fa-f]{${2 * bytes}}`, [
    `${2 * bytes} hexadecimal digits`,
    ` ${2 * bytes} 位十六进制数字`,
  ]);
}

/** At most `bytes` bytes. */
export function hexUpTo(bytes: number) {
  return matching(`([0-9A-Fa-f]{2}){0,${bytes}}`, [
    `at most ${bytes} bytes as hexadecimal digits`,
    `至多 ${bytes} 字节的十六进制数字`,
  ]);
}

export function listOf<S extends z.ZodType>(item: S, atLeast = 0, atMost?: number) {
  const [en, zh] =
    atMost === undefined
      ? [`at least ${atLeast}`, `至少 ${atLeast}`]
      : atLeast === atMost
        ? [atLeast, ` ${atLeast}`]
        : [`${atLeast} to ${atMost}`, ` ${atLeast} 至 ${atMost}`];
  const error = mustBe([`a list of ${en}`, `${zh} 项的列表`]);
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
