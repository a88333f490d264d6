import { readFileSync } from "node:fs";

const FILE = new URL("../../../vectors/general-standard-list.txt", import.meta.url);

/** The 8105 characters of 通用规范汉字表, each once, in the order of the list. */
export const GENERAL_STANDARD_LIST: readonly string[] = readFileSync(FILE, "utf8")
  .split("\n")
  .filter((line) => !line.startsWith("#"))
  .flatMap((line) => Array.from(line));
