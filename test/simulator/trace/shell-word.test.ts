/** Paths in commands that are copied from the screen. */
import { shellWord } from "@duka/simulator/trace/shell-word";
import test from "ava";

const WORDS: readonly (readonly [path: string, word: string])[] = [
  ["lines/001-sale-card-10264-baud.vcd", "lines/001-sale-card-10264-baud.vcd"],
  ["my sale.pcapng", "'my sale.pcapng'"],
  ["it's.vcd", "'it'\\''s.vcd'"],
  ["$(date);.vcd", "'$(date);.vcd'"],
  ["", "''"],
];

for (const [path, word] of WORDS) {
  test(`the path "${path}" is one word of a shell`, (t) => t.is(shellWord(path), word));
}
