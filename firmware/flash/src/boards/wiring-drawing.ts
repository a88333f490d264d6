/** The wires of a board as an SVG: the board in the middle, the host at its left, the slots at its right. */
import type { Board } from "@duka/protocol/board";
import { type WiringRow, wiringRows } from "./wiring.js";

const LINE_HEIGHT = 24;
const BOARD_X = 250;
const BOARD_WIDTH = 150;
const WIDTH = 880;
const TOP = 70;
const GAP = 14;

/** @returns the text of the file; the same table gives the same text */
export function drawWiring(table: Board): string {
  const rows = wiringRows(table);
  const host = rows.filter((row) => row.where === "host");
  const slots = rows.filter((row) => row.where !== "host");
  const right = placed(slots);
  const height = Math.max(right.at(-1)?.y ?? 0, TOP + host.length * LINE_HEIGHT) + 2 * LINE_HEIGHT;
  const body = [
    `<rect x="${BOARD_X}" y="${TOP - 30}" width="${BOARD_WIDTH}" height="${height - TOP}" rx="8" fill="#eef3f8" stroke="#234"/>`,
    text(BOARD_X + BOARD_WIDTH / 2, TOP - 40, table.name, "middle", "bold"),
    ...host.flatMap((row, index) => hostWire(row, TOP + index * LINE_HEIGHT)),
    ...right.flatMap(({ row, y, isFirst }) => slotWire(row, y, isFirst)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13">
<title>Wiring of ${table.name}, not verified on hardware</title>
<rect width="${WIDTH}" height="${height}" fill="#fff"/>
${body.join("\n")}
</svg>
`;
}

type Placed = { readonly row: WiringRow; readonly y: number; readonly isFirst: boolean };

function placed(rows: readonly WiringRow[]): Placed[] {
  let y = TOP;
  return rows.map((row, index) => {
    const isFirst = rows[index - 1]?.where !== row.where;
    if (index > 0) y += LINE_HEIGHT + (isFirst ? GAP : 0);
    return { row, y, isFirst };
  });
}

function hostWire(row: WiringRow, y: number): string[] {
  return [
    text(BOARD_X + 8, y + 4, row.pin, "start"),
    line(120, BOARD_X, y),
    text(112, y + 4, `host ${row.signal === "TX" ? "RX" : "TX"}`, "end"),
  ];
}

function slotWire(row: WiringRow, y: number, isFirst: boolean): string[] {
  const edge = BOARD_X + BOARD_WIDTH;
  return [
    ...(isFirst ? [text(edge + 12, y - 5, row.where, "start", "bold")] : []),
    text(edge - 8, y + 4, row.pin, "end"),
    line(edge, edge + 90, y),
    text(edge + 98, y + 4, row.signal, "start"),
    text(edge + 220, y + 4, row.note, "start"),
  ];
}

function line(from: number, to: number, y: number): string {
  return `<line x1="${from}" y1="${y}" x2="${to}" y2="${y}" stroke="#234"/>`;
}

function text(x: number, y: number, words: string, anchor: string, weight = "normal"): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" font-weight="${weight}">${words}</text>`;
}
