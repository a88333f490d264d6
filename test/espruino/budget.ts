/** The committed numbers of variables. */
import { readFileSync } from "node:fs";

type Variables = { readonly start: number; readonly peak: number };

/** @throws RangeError for a bundle without numbers */
export function committedVariables(bundle: string): Variables {
  const file = new URL("../../tidy/budget.json", import.meta.url);
  const { variables }: { variables: { readonly [bundle: string]: Variables | undefined } } = JSON.parse(
    readFileSync(file, "utf8"),
  );
  const numbers = variables[bundle];
  if (numbers === undefined) throw new RangeError(`test/tidy/budget.json has no variables of ${bundle}`);
  return numbers;
}
