/**
 * What the options of a function in this process are made of, beside what files and requests have: functions, and
 * things that another function of the package gives. Type and check come from the one declaration.
 */
import { rule } from "@duka/protocol/data/bilingual";
import { type DataFault, readData } from "@duka/protocol/data/read-data";
import { IS_OF_ANOTHER_KIND, integer } from "@duka/protocol/data/values";
import type { Clock } from "@duka/protocol/transport";
import { z } from "zod";
import { CLOCK_FUNCTIONS, hasFunctions, isAbortSignal, refusing } from "./argument.js";
import { DEADLINE_MAX_MS } from "./deadline.js";

/** What a caller may give. */
export type OptionsOf<S extends z.ZodType> = {
  readonly [name in keyof z.input<S>]: Unchanged<z.input<S>[name]>;
};
type Unchanged<T> = T extends (infer One)[] ? readonly One[] : T;

/**
 * @param name of the whole, such as "options"
 * @param untold members of which nothing is told: they hold a secret
 * @returns with what stands for members that were left out
 * @throws TypeError, RangeError naming the member and what it may be
 */
export function readOptions<S extends z.ZodType>(
  schema: S,
  value: unknown,
  name = "options",
  untold: readonly string[] = [],
): Readonly<z.output<S>> {
  const refuse: (fault: DataFault) => never = refusing(value, name, untold);
  return readData(schema, value, name, refuse) as unknown as Readonly<z.output<S>>;
}

/** Something with functions of its own, such as a journal. @param from where callers have it from */
export function thing<T>(from: string, ...functions: readonly (keyof T & string)[]) {
  const error = rule(`is what ${from}`, `必须是 ${from} 所给的对象`);
  return z.custom<T>((value) => hasFunctions(value, functions), { error, params: IS_OF_ANOTHER_KIND });
}

export function func<T extends (...args: never[]) => unknown>() {
  const error = rule("must be a function", "必须是函数");
  return z.custom<T>((value) => typeof value === "function", { error, params: IS_OF_ANOTHER_KIND });
}

export function listOf<S extends z.ZodType>(one: S) {
  return z.array(one, { error: rule("must be a list", "必须是列表") });
}

/** What is read by a declaration of its own, where it is used. */
export function readLater<T>() {
  return z.custom<T>();
}

export const clock = thing<Clock>("realClock is: a clock", ...CLOCK_FUNCTIONS);

export const signal = z.custom<AbortSignal>(isAbortSignal, {
  error: rule("is an AbortSignal", "必须是 AbortSignal"),
  params: IS_OF_ANOTHER_KIND,
});

const SLOT_MAX = 15;
/** Of a reader. */
export const slotIndex = integer(0, SLOT_MAX);

const DEADLINE = {
  error: rule(`must be above 0 and at most ${DEADLINE_MAX_MS}`, `必须大于 0 且不超过 ${DEADLINE_MAX_MS}`),
};
export const deadlineMs = z.number(DEADLINE).positive(DEADLINE).max(DEADLINE_MAX_MS, DEADLINE);

/** Of every call that may take long, as `Limits`. */
export const limits = {
  /** Above 0 and at most 3600000. */
  deadlineMs: deadlineMs.optional(),
  /** Gives the call up: it ends with the error `aborted`. */
  signal: signal.optional(),
};
