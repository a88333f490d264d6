/**
 * Columns of a printer or terminal: what is East Asian wide takes two. What Unicode leaves ambiguous, such as the
 * dot of 买买提·阿, has two bytes in GB 18030, and printers in China set it two columns wide.
 */
import { eastAsianWidth } from "get-east-asian-width";

/** Columns that `text` takes. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text)
    columns += eastAsianWidth(character.codePointAt(0)!, { ambiguousAsWide: true });
  return columns;
}

/** Filled up with blanks on the right; longer text stays as it is. */
export function padColumns(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - columnsOf(text)));
}

/** `text` in pieces of at most `columns` columns each, cut between characters. */
export function wrapColumns(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const character of text) {
    if (line !== "" && columnsOf(line) + columnsOf(character) > columns) {
      lines.push(line);
      line = "";
    }
    line += character;
  }
  return line === "" && lines.length > 0 ? lines : [...lines, line];
}
