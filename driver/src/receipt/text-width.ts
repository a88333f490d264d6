/** Columns of a receipt printer: an East Asian wide character takes two. */

/** Ranges of wide and fullwidth characters (Unicode, East Asian Width W and F) that texts of ours can hold. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x20000, 0x3fffd],
];

/** Columns that `text` takes. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += isWide(character.codePointAt(0)!) ? 2 : 1;
  return columns;
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

function isWide(codePoint: number): boolean {
  return WIDE.some(([first, last]) => codePoint >= first && codePoint <= last);
}
