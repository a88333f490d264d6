/** What stands between a tool and the terminal: nothing that a centre, a reader, a card or a word says can drive it. */
import { inLines, onOneLine } from "../data/plain-text.js";
import type { Output } from "./terminal.js";

/** An end of line inside a word, with what it is known by in a message that repeats some of the word. */
const LINE_END = /[^\n]{0,3}\n[^\n]{0,3}/g;

/**
 * The same terminal; control characters are written as what they are. A progress bar goes back to the start of its line
 * at the beginning of a message.
 * @param words of the command line: messages repeat them, and an end of line in one of them begins no line of ours
 */
export function plainOutput<T extends Output>(terminal: T, words: readonly string[]): T {
  const ends = [...new Set(words.flatMap((word) => word.match(LINE_END) ?? []))].filter(
    (end) => end.trim() !== "",
  );
  const repeated = (text: string): string =>
    ends.reduce((all, end) => all.replaceAll(end, onOneLine(end)), text);
  const tell = (text: string): void => {
    const isAgain = text.startsWith("\r");
    terminal.tell((isAgain ? "\r" : "") + inLines(repeated(isAgain ? text.slice(1) : text)));
  };
  const out = (text: string): void => terminal.out(inLines(text));
  // The rest is looked up where it is: touching the input keeps some processes alive.
  return Object.create(terminal, { tell: { value: tell }, out: { value: out } }) as T;
}
