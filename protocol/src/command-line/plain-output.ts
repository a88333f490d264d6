/** What stands between a tool and the terminal: nothing that a centre, a reader, a card or a word says can drive it. */
import { inLines, onOneLine } from "../data/plain-text.js";
import type { Output } from "./terminal.js";

/**
 * The same terminal; control characters are written as what they are. A progress bar goes back to the start of its line
 * at the beginning of a message.
 * @param words of the command line: messages repeat them, and an end of line in one of them begins no line of ours
 */
export function plainOutput<T extends Output>(terminal: T, words: readonly string[]): T {
  const parts = words.flatMap((word) => [word, word.slice(word.indexOf("=") + 1)]);
  const broken = [...new Set(parts)].filter((part) => part.trim() !== "" && onOneLine(part) !== part);
  const repeated = (text: string): string =>
    broken.reduce((all, part) => all.replaceAll(part, onOneLine(part)), text);
  const tell = (text: string): void => {
    const isAgain = text.startsWith("\r");
    terminal.tell((isAgain ? "\r" : "") + inLines(repeated(isAgain ? text.slice(1) : text)));
  };
  const out = (text: string): void => terminal.out(inLines(text));
  // The rest is looked up where it is: touching the input keeps some processes alive.
  return Object.create(terminal, { tell: { value: tell }, out: { value: out } }) as T;
}
