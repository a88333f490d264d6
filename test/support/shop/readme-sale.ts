/** The whole sale of the driver's README, on another reader than its own: only the address is changed. */
import { readFileSync } from "node:fs";
import { samplesOf } from "../../tidy/samples.js";

const README = new URL("../../../../driver/README.md", import.meta.url);

/** @returns the words after `node`; to be run in the repository, where the packages are found by their names */
export function readmeSale(address: string): { readonly lines: number; readonly words: readonly string[] } {
  const code = samplesOf(readFileSync(README, "utf8"))[0]?.code ?? "";
  const there = code.replace('openReader("sim:")', `openReader(${JSON.stringify(address)})`);
  if (there === code) throw new RangeError("the first sample of driver/README.md does not open sim:");
  return { lines: code.trimEnd().split("\n").length, words: ["--input-type=module", "--eval", there] };
}
