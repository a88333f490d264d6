/** The map of cuts: each position of a sale a cell, with a sign and a colour for what became of the cut there. */
import { type Cut, ENDINGS_OF_CUTS, type EndingOfCut, type MapOfCuts } from "../report/report-index.js";
import { element } from "./element.js";
import { type Language, wordIn } from "./page-words.js";

const SIGNS: { readonly [E in EndingOfCut]: string } = {
  paid: "✓",
  found: "↺",
  again: "↻",
  manual: "!",
  undecided: "?",
  broken: "✗",
};

/** "DEBIT FOR PURCHASE, answer byte 2" belongs to "DEBIT FOR PURCHASE, answer"; each byte and step is a cell of it. */
function groupOf(at: string): string {
  return at
    .replace(/,? byte \d+$/, "")
    .replace(/ step \d+ of /, " of ")
    .replace(/, (before sync|after sync|before)$/, "");
}

export function drawMapOfCuts(
  map: MapOfCuts,
  language: Language,
  onChoose: (cut: Cut | undefined) => void,
): HTMLElement {
  const say = wordIn.bind(undefined, language);
  const groups = new Map<string, Cut[]>();
  for (const cut of map.cuts) {
    const name = groupOf(cut.at);
    groups.set(name, [...(groups.get(name) ?? []), cut]);
  }
  const cells: HTMLButtonElement[] = [];
  const cellOf = (cut: Cut): HTMLElement => {
    const told = cut.first === cut.last ? cut.first : `${cut.first} → ${cut.last}`;
    const label = `${cut.kind} @ ${cut.at}: ${told}; ${say(cut.ending)}`;
    const cell = element(
      "button",
      {
        type: "button",
        class: `cell ${cut.ending}`,
        title: label,
        "aria-label": label,
        tabindex: cells.length === 0 ? "0" : "-1",
      },
      SIGNS[cut.ending],
    );
    const at = cells.push(cell) - 1;
    cell.addEventListener("click", () => {
      select(at);
      onChoose(cut);
    });
    return cell;
  };
  const plain = element("button", { type: "button", class: "plain" }, say("undisturbed"));
  plain.addEventListener("click", () => onChoose(undefined));

  function select(at: number): void {
    for (const cell of cells) {
      cell.tabIndex = -1;
      cell.removeAttribute("aria-pressed");
    }
    cells[at]!.tabIndex = 0;
    cells[at]!.setAttribute("aria-pressed", "true");
  }

  const root = element(
    "nav",
    { class: "map", "aria-label": say("cutMap") },
    element("p", {}, `${map.cuts.length} ${say("cuts")}; ${say("ofPositions")}: ${map.positions}. `, plain),
    element(
      "ul",
      { class: "legend" },
      ...ENDINGS_OF_CUTS.map((ending) => {
        const count = map.cuts.filter((cut) => cut.ending === ending).length;
        return element(
          "li",
          {},
          element("span", { class: `cell ${ending}` }, SIGNS[ending]),
          ` ${count} ${say(ending)}`,
        );
      }),
    ),
    ...[...groups].map(([name, cuts]) =>
      element(
        "section",
        {},
        element("h2", {}, name),
        element("div", { class: "cells" }, ...cuts.map(cellOf)),
      ),
    ),
  );
  root.addEventListener("keydown", (event) => {
    const at = cells.indexOf(event.target as HTMLButtonElement);
    const steps: { readonly [key: string]: number } = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: 1,
      ArrowUp: -1,
    };
    const step = steps[event.key];
    if (at < 0 || step === undefined) return;
    event.preventDefault();
    const isLine = event.key === "ArrowDown" || event.key === "ArrowUp";
    const next = isLine ? lineAway(cells, at, step) : at + step;
    const cell = cells[next];
    if (cell === undefined) return;
    cells[at]!.tabIndex = -1;
    cell.tabIndex = 0;
    cell.focus();
  });
  return root;
}

/** The nearest cell of the next line, up or down. */
function lineAway(cells: readonly HTMLElement[], at: number, step: number): number {
  const from = cells[at]!;
  let next = at;
  while (cells[next] !== undefined && cells[next]!.offsetTop === from.offsetTop) next += step;
  const line = cells[next]?.offsetTop;
  let best = next;
  for (; cells[next]?.offsetTop === line && cells[next] !== undefined; next += step) {
    const isNearer =
      Math.abs(cells[next]!.offsetLeft - from.offsetLeft) <
      Math.abs(cells[best]!.offsetLeft - from.offsetLeft);
    if (isNearer) best = next;
  }
  return best;
}
