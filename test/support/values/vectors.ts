import { readFileSync } from "node:fs";

export type Vector = { readonly name: string; readonly origin: string; readonly [field: string]: string };

/** The named vectors of a file in `test/vectors`; hexadecimal with spaces. */
export function loadVectors(file: string): readonly Vector[] {
  return JSON.parse(readFileSync(new URL(`../../../vectors/${file}`, import.meta.url), "utf8")) as Vector[];
}
