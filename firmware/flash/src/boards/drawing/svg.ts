/** The strokes of a wiring drawing. A drawing is light with dark lines, wherever it is shown. */

const INK = "#223344";
/** One wire to the next. */
export const ROW = 28;
/** Where the board's edge is, and the columns at its right: parts, then sockets, keys and lamps. */
export const EDGE = 330;
export const PARTS = 480;
export const PARTS_WIDTH = 190;
export const SOCKET = 830;
export const WIDTH = 1100;

export function line(x1: number, y1: number, x2: number, y2: number): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${INK}"/>`;
}

/** Wires that touch here are one. */
export function joint(x: number, y: number): string {
  return `<circle cx="${x}" cy="${y}" r="3" fill="${INK}"/>`;
}

export function box(x: number, y: number, width: number, height: number, fill = "#ffffff"): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="4" fill="${fill}" stroke="${INK}"/>`;
}

/** A part on a wire, with its name in it. */
export function part(y: number, name: string, x = PARTS, width = PARTS_WIDTH): string[] {
  return [box(x, y - 11, width, 22), text(x + width / 2, y + 4, name, "middle")];
}

export function text(x: number, y: number, words: string, anchor = "start", weight = "normal"): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" font-weight="${weight}" fill="${INK}">${escaped(words)}</text>`;
}

export function title(y: number, words: string): string {
  return text(EDGE + 12, y, words, "start", "bold");
}

function escaped(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
