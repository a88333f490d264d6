/** The wires of a board as an SVG: the host at the left of the board, all parts at its right. */
import type { Board } from "@duka/protocol/board";
import { drawKeypad } from "./keypad-drawing.js";
import { drawPanel } from "./panel-drawing.js";
import { drawSlot } from "./slot-drawing.js";
import { box, EDGE, line, ROW, text, WIDTH } from "./svg.js";

const BOARD_X = 200;
const TOP = 110;
/** From the last wire of one thing to the first of the next. */
const GAP = 44;
const UNVERIFIED = "NOT VERIFIED ON HARDWARE: from the interpreter's pin tables";

/** @returns the text of the file; the same table gives the same text */
export function drawWiring(table: Board): string {
  const things: ((y: number) => { svg: string[]; end: number })[] = [
    ...table.slots.map((slot, index) => (y: number) => drawSlot(slot, index, y)),
    ...(table.keypad.rows.length > 0 ? [(y: number) => drawKeypad(table.keypad, y)] : []),
    ...(Object.values(table.panel).some((pin) => pin !== "")
      ? [(y: number) => drawPanel(table.panel, y)]
      : []),
  ];
  let y = TOP;
  const body: string[] = [];
  for (const draw of things) {
    const { svg, end } = draw(y);
    body.push(...svg);
    y = end + GAP;
  }
  const height = y;
  const host = [
    [table.host.tx, "RX of the host"],
    [table.host.rx, "TX of the host"],
  ].flatMap(([pin = "", words = ""], at) =>
    pin === ""
      ? []
      : [
          text(BOARD_X + 8, TOP + at * ROW + 4, pin),
          line(130, TOP + at * ROW, BOARD_X, TOP + at * ROW),
          text(122, TOP + at * ROW + 4, words, "end"),
        ],
  );
  const board = [
    box(BOARD_X, TOP - 40, EDGE - BOARD_X, height - TOP + 16, "#eaf1f8"),
    text((BOARD_X + EDGE) / 2, TOP - 50, table.name, "middle", "bold"),
    text(20, 30, UNVERIFIED, "start", "bold"),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13">
<title>Wiring of ${table.name}, not verified on hardware</title>
<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
${[...board, ...host, ...body].join("\n")}
</svg>
`;
}
