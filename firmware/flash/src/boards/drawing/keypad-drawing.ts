/** The keypad as a matrix, its keys labelled as such keypads are sold. */
import type { KeypadWiring } from "@duka/protocol/board";
import { box, EDGE, joint, line, PARTS, ROW, text, title } from "./svg.js";

/** What is printed on the keys of a keypad of four rows and four columns as it is sold. */
const AS_SOLD = "123A456B789C*0#D";
const CELL = 82;
const KEY = { width: 62, height: 22 };

/** @param y of the first wire @returns where the next thing may stand */
export function drawKeypad({ rows, columns, keys }: KeypadWiring, y: number): { svg: string[]; end: number } {
  const rowY = (row: number): number => y + row * ROW;
  const columnX = (column: number): number => PARTS + 60 + column * CELL;
  const columnY = (column: number): number => rowY(rows.length) + 8 + column * ROW;
  const isSold = rows.length === 4 && columns.length === 4;
  const svg = [
    title(y - 26, "keypad: a matrix, no resistors; rows open drain, columns pulled up inside"),
    ...rows.flatMap((pin, row) => [
      text(EDGE - 8, rowY(row) + 4, pin, "end"),
      text(EDGE + 12, rowY(row) - 5, `row ${row + 1}`),
      line(EDGE, rowY(row), columnX(columns.length - 1), rowY(row)),
    ]),
    ...columns.flatMap((pin, column) => [
      text(EDGE - 8, columnY(column) + 4, pin, "end"),
      text(EDGE + 12, columnY(column) - 5, `column ${column + 1}`),
      line(EDGE, columnY(column), columnX(column) + KEY.width / 2 + 4, columnY(column)),
      line(
        columnX(column) + KEY.width / 2 + 4,
        rowY(0),
        columnX(column) + KEY.width / 2 + 4,
        columnY(column),
      ),
      joint(columnX(column) + KEY.width / 2 + 4, columnY(column)),
    ]),
    ...rows.flatMap((_, row) =>
      columns.flatMap((_, column) => {
        const at = row * columns.length + column;
        const x = columnX(column) - KEY.width / 2;
        return [
          box(x, rowY(row) - KEY.height / 2, KEY.width, KEY.height, "#fbf3df"),
          text(
            x + KEY.width / 2,
            rowY(row) + 4,
            label(keys[at] ?? " ", isSold ? AS_SOLD[at] : undefined),
            "middle",
          ),
        ];
      }),
    ),
  ];
  return { svg, end: columnY(columns.length - 1) + ROW };
}

/** @param sold what is printed on the key that is sold there */
function label(key: string, sold = key): string {
  if (key === "#") return "# OK";
  if (key === "*") return "* back";
  if (key === "C") return `${sold} cancel`;
  return key === " " ? `${sold.trim()} –` : key;
}
