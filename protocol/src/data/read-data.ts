/** Data from outside, read by its declaration. */
import { z } from "zod";
import { rangeError, ruleInChinese } from "./bilingual.js";
import { noMemberInChinese } from "./values.js";

/** What a declaration describes, for reading only. */
export type DataOf<S extends z.ZodType> = DeepReadonly<z.output<S>>;

type DeepReadonly<T> = T extends object ? { readonly [name in keyof T]: DeepReadonly<T[name]> } : T;

/** A JSON Schema (draft 2020-12), or a part of one. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** What is wrong with a value, in words that tell nothing of it. */
export type DataFault = {
  /** With the value's name and the member's place. */
  readonly message: string;
  /** The same in Chinese. */
  readonly messageZh: string;
  readonly path: readonly PropertyKey[];
  /** Another kind of thing stood there. */
  readonly isOfAnotherKind: boolean;
  /** There is a member that may not be. */
  readonly isForeign: boolean;
  /** Its name, where there is one that may not be. */
  readonly foreignName: string | undefined;
};

/**
 * @param name what the value is called in messages, such as "profile"
 * @param refuse throws what its caller throws; a RangeError by default
 * @throws RangeError naming the first member that does not fit and what it must be. What stood there is not told: it
 *   may be a key
 */
export function readData<S extends z.ZodType>(
  schema: S,
  value: unknown,
  name: string,
  refuse: (fault: DataFault) => never = refuseData,
): DataOf<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data as DataOf<S>;
  return refuse(faultOf(parsed.error, name, chineseOf(schema, value)));
}

function refuseData(fault: DataFault): never {
  throw rangeError(fault.message, fault.messageZh);
}

/** The first thing that is wrong; a mistyped member before the one that is missing because of it. */
function faultOf(
  { issues }: z.ZodError,
  name: string,
  chinese: readonly { readonly message: string }[],
): DataFault {
  const at = Math.max(
    0,
    issues.findIndex(({ code }) => code === "unrecognized_keys"),
  );
  const first = issues[at];
  const { path, message, code } = first ?? { path: [], message: "does not fit", code: "custom" };
  // A fraction where a whole number is wanted is a number still; so are NaN and infinity, which zod names.
  const isOtherType = first?.code === "invalid_type" && first.expected !== "int" && !("received" in first);
  const isOtherThing = first?.code === "custom" && first.params?.isOfAnotherKind === true;
  const within = path.map(placeText).join("");
  const place = `${name}${within}`;
  const placeZh = name === "it" ? within.replace(/^\./, "") || "内容" : place;
  return {
    path,
    message: `${place} ${message}`,
    messageZh: `${placeZh} ${chinese[at]?.message ?? "不符合要求"}`,
    isOfAnotherKind: isOtherType || isOtherThing,
    isForeign: code === "unrecognized_keys",
    foreignName: first?.code === "unrecognized_keys" ? first.keys[0] : undefined,
  };
}

/**
 * What is wrong with a value, issue by issue, with the member's place: "params.amountFen：必须是…".
 * @param name of the whole
 */
export function issuesInChinese(schema: z.ZodType, value: unknown, name: string): readonly string[] {
  return chineseOf(schema, value).map(
    ({ path, message }) => `${[name, ...path.map(String)].join(".")}：${message}`,
  );
}

/** Our rules, and what the library words itself. */
function chineseOf(schema: z.ZodType, value: unknown): readonly Pick<z.core.$ZodIssue, "path" | "message">[] {
  const { error } = schema.safeParse(value, { error: z.locales.zhCN().localeError });
  return (
    error?.issues.map(({ path, message }) => ({
      path,
      message: noMemberInChinese(ruleInChinese(message)),
    })) ?? []
  );
}

function placeText(step: PropertyKey): string {
  return typeof step === "number" ? `[${step}]` : `.${String(step)}`;
}

/** For editors and other programs: what `readData` checks, as far as JSON Schema can say it. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return rest;
}
