/** Calls of a table, each behind a guard that turns what the database throws into an error that names the journal. */

export type Guarded = <T>(work: () => T) => Promise<T>;

type Called = (...args: never[]) => unknown;
type Promised<F> = F extends (...args: infer A) => infer R ? (...args: A) => Promise<R> : never;
/** Without number and owner, which an attempt knows. */
type Step<F> = F extends (id: number, owner: string, ...args: infer A) => infer R
  ? (...args: A) => Promise<R>
  : never;

export function guardedAs<T extends { readonly [name in N]: Called }, N extends keyof T & string>(
  table: T,
  names: readonly N[],
  guarded: Guarded,
): { [name in N]: Promised<T[name]> } {
  return mapped(
    names,
    (name) =>
      (...args: never[]) =>
        guarded(() => table[name](...args)),
  );
}

export function guardedSteps<T extends { readonly [name in N]: Called }, N extends keyof T & string>(
  table: T,
  names: readonly N[],
  id: number,
  owner: string,
  guarded: Guarded,
): { [name in N]: Step<T[name]> } {
  const call = (name: N, args: readonly never[]) => table[name](...([id, owner, ...args] as never[]));
  return mapped(
    names,
    (name) =>
      (...args: never[]) =>
        guarded(() => call(name, args)),
  );
}

function mapped<N extends string, R>(names: readonly N[], of: (name: N) => Called): R {
  return Object.fromEntries(names.map((name) => [name, of(name)])) as R;
}
