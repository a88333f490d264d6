/** One world: the money of all books above, its lines as a sequence diagram, and all of the chosen line beside it. */
import type { RecordedEvent } from "../world/record/recorded-event.js";
import { drawRow, ROW_PX } from "./draw-row.js";
import { element } from "./element.js";
import { type Language, signedYuan, wordIn } from "./page-words.js";
import { LANES, ROW_KINDS, type Row, type RowKind } from "./row.js";
import { rowsOf } from "./rows.js";
import { createVirtualList } from "./virtual-list.js";

type Diagram = {
  readonly root: HTMLElement;
  /** @param at the kind of line that is chosen first */
  show(heading: HTMLElement, events: readonly RecordedEvent[]): void;
  /** Of it all is printed, up to a limit. */
  print(isPrinting: boolean): void;
  focus(): void;
};

const WIDE_LANE_PX = 62;
const NARROW_LANE_PX = 22;
const NARROW = "(max-width: 900px)";
const PRINTED_MAX = 3000;
/** Shown at first: what a person follows a sale by. */
const SHOWN: readonly RowKind[] = ["commands", "journal", "faults", "rest"];

export function createDiagram(language: Language, clauses: { readonly [command: string]: string }): Diagram {
  const say = wordIn.bind(undefined, language);
  const narrow = matchMedia(NARROW);
  const lanePx = (): number => (narrow.matches ? NARROW_LANE_PX : WIDE_LANE_PX);
  const shown = new Set<RowKind>(SHOWN);
  let all: readonly Row[] = [];
  let rows: readonly Row[] = [];

  const heading = element("div", { class: "about" });
  const books = element("dl", { class: "books", "aria-live": "off" });
  const heads = element("div", { class: "heads", "aria-hidden": "true" });
  const count = element("span", { class: "count", role: "status" });
  const note = element("p", { class: "printed" });
  const details = element("section", { class: "details", "aria-label": say("member"), tabindex: "0" });
  const search = element("input", {
    type: "search",
    placeholder: say("search"),
    "aria-label": `${say("search")}: ${say("lines")}`,
  });
  const list = createVirtualList({
    label: say("lines"),
    rowPx: ROW_PX,
    draw: (index) => drawRow(rows[index]!, { language, lanePx: lanePx() }),
    onChoose(index) {
      const row = rows[index]!;
      showBooks(row);
      details.replaceChildren(...detailsOf(row, clauses[row.command ?? ""], language));
    },
  });

  const switches = ROW_KINDS.map((kind) => {
    const box = element("input", { type: "checkbox", checked: shown.has(kind) });
    box.addEventListener("change", () => {
      if (box.checked) shown.add(kind);
      else shown.delete(kind);
      filter();
    });
    return element("label", {}, box, ` ${say(kind)}`);
  });
  search.addEventListener("input", filter);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Escape") search.value = "";
    if (event.key === "Escape") filter();
    if (event.key === "ArrowDown") list.root.focus();
  });
  narrow.addEventListener("change", () => {
    drawHeads();
    list.redraw();
  });

  function filter(): void {
    const wanted = search.value.trim().toLowerCase();
    rows = all.filter((row) => shown.has(row.kind) && (wanted === "" || textOf(row).includes(wanted)));
    count.textContent = rows.length === 0 ? say("noLines") : `${rows.length} / ${all.length} ${say("lines")}`;
    const struck = wanted === "" ? rows.findIndex(({ tone }) => tone === "fault") : -1;
    list.show(rows.length, struck);
    details.replaceChildren(element("p", {}, say("noSelection")));
    if (struck >= 0) details.replaceChildren(...detailsOf(rows[struck]!, undefined, language));
    showBooks(rows[struck] ?? all[all.length - 1]);
  }

  function showBooks(row: Row | undefined): void {
    const { cardFen, journalFen, centreFen, openFen } = row?.books ?? {
      ...{ cardFen: 0, journalFen: 0, centreFen: null, openFen: 0 },
    };
    const apart = cardFen - journalFen;
    const verdict = apart === 0 ? "agree" : openFen > 0 ? "open" : "differ";
    const entry = (name: string, value: string, tone = ""): HTMLElement =>
      element("div", { class: tone }, element("dt", {}, name), element("dd", {}, value));
    books.replaceChildren(
      entry(say("card"), signedYuan(cardFen)),
      entry(say("journal"), signedYuan(journalFen)),
      entry(say("centre"), centreFen === null ? "–" : signedYuan(centreFen)),
      entry(say("sum"), `${signedYuan(apart)} ${apart === 0 ? "✓" : "≠"} ${say(verdict)}`, verdict),
    );
  }

  function drawHeads(): void {
    heads.style.gridTemplateColumns = `repeat(${LANES.length}, ${lanePx()}px)`;
    heads.replaceChildren(...LANES.map((lane) => element("span", {}, say(lane))));
  }
  drawHeads();

  const root = element(
    "main",
    { class: "diagram" },
    heading,
    books,
    element(
      "div",
      { class: "tools", role: "group", "aria-label": say("search") },
      search,
      ...switches,
      count,
    ),
    note,
    heads,
    list.root,
    details,
  );
  return {
    root,
    show(words, events) {
      heading.replaceChildren(words);
      all = rowsOf(events);
      search.value = "";
      filter();
    },
    print(isPrinting) {
      note.textContent = isPrinting && rows.length > PRINTED_MAX ? say("printed") : "";
      if (isPrinting) list.unfold(PRINTED_MAX);
      else list.fold();
    },
    focus: () => list.root.focus(),
  };
}

const texts = new WeakMap<Row, string>();

function textOf(row: Row): string {
  let text = texts.get(row);
  if (text === undefined) {
    const fields = row.fields().map(([name, value]) => `${name} ${value}`);
    const changes = row.changes.flatMap(({ of, changes }) => [of, ...changes.flat()]);
    text = [row.title, row.detail, ...fields, ...changes].join(" ").toLowerCase();
    texts.set(row, text);
  }
  return text;
}

/** All of a line: command and clause, bytes, decoded members, wire time, and what changed. */
function detailsOf(row: Row, clause: string | undefined, language: Language): HTMLElement[] {
  const say = wordIn.bind(undefined, language);
  const facts: (readonly [string, string])[] = [[say("time"), `${row.atMs.toFixed(3)} ms`]];
  if (clause !== undefined) facts.push([say("clause"), clause]);
  if (row.detail !== "") facts.push(["", row.detail]);
  if (row.wire !== undefined) {
    const { ms, limitMs } = row.wire;
    facts.push(
      [say("wire"), `${ms.toFixed(3)} ms`],
      [say("limit"), `${limitMs.toFixed(3)} ms (×${(ms / limitMs).toFixed(3)})`],
    );
  }
  const fields = row.fields().map(([name, value]) => [name, value === "" ? say("noAnswer") : value] as const);
  return [
    element("h2", {}, row.title),
    element(
      "dl",
      {},
      ...[...facts, ...fields].flatMap(([name, value]) => [
        element("dt", {}, name),
        element("dd", {}, value),
      ]),
    ),
    ...row.changes.map(({ of, changes }) =>
      element(
        "table",
        {},
        element("caption", {}, of),
        element(
          "tr",
          {},
          ...(["member", "before", "after"] as const).map((word) =>
            element("th", { scope: "col" }, say(word)),
          ),
        ),
        ...changes.map(([name, before, after]) =>
          element(
            "tr",
            {},
            element("th", { scope: "row" }, name),
            element("td", {}, before === "" ? "–" : before),
            element("td", {}, after === "" ? "–" : after),
          ),
        ),
      ),
    ),
  ];
}
