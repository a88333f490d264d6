/** The committed numbers of variables and of instructions. */
import { readFileSync } from "node:fs";

type Variables = { readonly start: number; readonly peak: number };

const FILE = new URL("../../tidy/budget.json", import.meta.url);

/** @throws RangeError for a bundle without numbers */
export function committedVariables(bundle: string): Variables {
  const { variables }: { variables: { readonly [bundle: string]: Variables | undefined } } = JSON.parse(
    readFileSync(FILE, "utf8"),
  );
  const numbers = variables[bundle];
  if (numbers === undefined) throw new RangeError(`test/tidy/budget.json has no variables of ${bundle}`);
  return numbers;
}

/** Millions of instructions that an operation may cost on the interpreter for Linux, by name. */
export function committedInstructions(): { readonly [operation: string]: number | undefined } {
  return JSON.parse(readFileSync(FILE, "utf8")).millionInstructions;
}
