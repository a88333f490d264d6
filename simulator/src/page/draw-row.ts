/** Draws one line of a sequence diagram: its piece of the lanes as SVG, and beside it what happened, as text. */
import { drawn, element } from "./element.js";
import { type Language, wordIn } from "./page-words.js";
import { LANES, type Lane, type Row } from "./row.js";

export const ROW_PX = 44;
const MIDDLE = 16;
const BACK = 30;
const HEAD = 5;
/** What is longer than this in proportion to its limit is worth a look. */
const SLOW = 1.5;

type Look = { readonly language: Language; readonly lanePx: number };

export function drawRow(row: Row, { language, lanePx }: Look): HTMLElement {
  const time = `${row.atMs.toFixed(1)} ms`;
  const count = row.count > 1 ? ` ×${row.count}` : "";
  const fault = row.tone === "fault" ? `⚡ ${wordIn(language, "fault")}: ` : "";
  const marks = [syncMark(row, language), ...row.changes.map(({ changes }) => `Δ${changes.length}`)];
  return element(
    "div",
    { class: `row ${row.tone} ${row.kind}`, style: `height:${ROW_PX}px` },
    drawLanes(row, lanePx),
    element(
      "span",
      { class: "said" },
      element(
        "span",
        { class: "first" },
        element("b", { class: "ellipsis" }, `${fault}${row.title}${count}`),
        element("i", {}, time),
      ),
      element(
        "span",
        { class: "second ellipsis" },
        wireMark(row),
        [row.detail, ...marks].filter((part) => part !== "").join(" · "),
      ),
    ),
  );
}

function syncMark({ isSynced }: Row, language: Language): string {
  if (isSynced === undefined) return "";
  return isSynced ? `⤓ ${wordIn(language, "synced")}` : wordIn(language, "notSynced");
}

/** "23.4/21.9 ms": what it took, and what the wires need at least. */
function wireMark({ wire }: Row): HTMLElement | undefined {
  if (wire === undefined) return undefined;
  const isSlow = wire.ms > wire.limitMs * SLOW;
  return element(
    "em",
    { class: isSlow ? "slow" : "" },
    `${wire.ms.toFixed(1)}/${wire.limitMs.toFixed(1)} ms${isSlow ? " !" : ""} `,
  );
}

function drawLanes(row: Row, lanePx: number): SVGSVGElement {
  const middleOf = (lane: Lane): number => (LANES.indexOf(lane) + 0.5) * lanePx;
  const width = LANES.length * lanePx;
  const lines = LANES.map((lane) =>
    drawn("line", { class: "life", x1: middleOf(lane), x2: middleOf(lane), y1: 0, y2: ROW_PX }),
  );
  const [from, to] = [middleOf(row.from), middleOf(row.to)];
  return drawn(
    "svg",
    { width, height: ROW_PX, viewBox: `0 0 ${width} ${ROW_PX}`, "aria-hidden": "true" },
    ...lines,
    ...(row.tone === "fault" ? [faultBand(from, to)] : []),
    ...(from === to ? [mark(row, from)] : arrows(row, from, to)),
  );
}

function mark({ kind, tone }: Row, x: number): SVGElement {
  if (tone === "fault") return bolt(x);
  return kind === "memory"
    ? drawn("rect", { class: "mark", x: x - 5, y: MIDDLE - 5, width: 10, height: 10 })
    : drawn("circle", { class: "mark", cx: x, cy: MIDDLE, r: 5 });
}

function arrows(row: Row, from: number, to: number): SVGElement[] {
  const drawnArrows = [arrow(from, to, MIDDLE, "ask")];
  if (row.isAnswered) drawnArrows.push(arrow(to, from, BACK, "back"));
  if (row.isSynced)
    drawnArrows.push(drawn("rect", { class: "sync", x: to - 4, y: MIDDLE + 6, width: 8, height: 8 }));
  if (row.tone === "fault") drawnArrows.push(bolt((from + to) / 2));
  return drawnArrows;
}

function arrow(from: number, to: number, y: number, name: string): SVGElement {
  const back = from < to ? -HEAD : HEAD;
  return drawn(
    "g",
    { class: name },
    drawn("line", { x1: from, x2: to, y1: y, y2: y }),
    drawn("path", { d: `M${to} ${y} l${back} ${-HEAD + 1} v${2 * HEAD - 2} z` }),
  );
}

function faultBand(from: number, to: number): SVGElement {
  const x = Math.min(from, to) - 8;
  return drawn("rect", { class: "band", x, y: 0, width: Math.abs(to - from) + 16, height: ROW_PX });
}

function bolt(x: number): SVGElement {
  return drawn("path", { class: "bolt", d: `M${x + 3} 4 l-9 15 h6 l-3 13 l10 -17 h-6 l5 -11 z` });
}
