/** Puts every bad value into every place of a function's arguments: it is taken for what it is, or refused clearly. */
import { ReaderError } from "@duka/driver";
import type { ExecutionContext } from "ava";
import { BAD_VALUES, faultOfRefusal, isPolluted, withAt } from "./bad-values.js";

export type Sweep = {
  readonly call: (...args: never[]) => unknown;
  /** Arguments that are right. */
  readonly good: readonly unknown[];
  /**
   * Where others may stand, such as "0.medical.poolFen", and which of the bad values are right there after all; "any"
   * for all of them.
   */
  readonly places: { readonly [place: string]: readonly string[] | "any" };
  /** What a message may name instead of the last member of the place. */
  readonly names?: RegExp;
};

/** @param title of what is swept, for messages */
export async function sweep(
  t: ExecutionContext,
  title: string,
  { call, good, places, names }: Sweep,
): Promise<void> {
  const faults: string[] = [];
  for (const [place, right] of Object.entries(places)) {
    const last = place.split(".").at(-1)!;
    const named = names ?? (/^\d+$/.test(last) ? /./ : new RegExp(last, "i"));
    for (const [what, value] of BAD_VALUES) {
      const isRight = right === "any" || right.includes(what);
      const fault = await faultOf(call, withAt(good, place, value), isRight, named);
      if (fault !== undefined) faults.push(`${title}, ${place} is ${what}: ${fault}`);
    }
  }
  t.deepEqual(faults, []);
  t.false(isPolluted());
}

async function faultOf(
  call: Sweep["call"],
  args: readonly unknown[],
  isRight: boolean,
  named: RegExp,
): Promise<string | undefined> {
  try {
    await (call as (...all: readonly unknown[]) => unknown)(...args);
  } catch (error) {
    // The arguments were taken, and the work began.
    if (error instanceof ReaderError && error.code === "card-absent") return isRight ? undefined : "accepted";
    return faultOfRefusal(error, isRight ? /./ : named);
  }
  return isRight ? undefined : "accepted";
}

/** Names of all functions in it, those one level down with their book's name. */
export function functionsOf(api: object): string[] {
  return Object.entries(api).flatMap(([name, value]) => {
    if (typeof value === "function") return [name];
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value as object).flatMap(([inner, one]) =>
      typeof one === "function" ? [`${name}.${inner}`] : [],
    );
  });
}
