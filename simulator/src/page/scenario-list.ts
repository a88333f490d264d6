/** The scenarios of a run with their verdicts: found by words, left out by verdict. */
import type { ReportItem, Verdict } from "../report/report-index.js";
import { element } from "./element.js";
import { type Language, wordIn } from "./page-words.js";
import { createVirtualList, type VirtualList } from "./virtual-list.js";

const ITEM_PX = 52;
const MARKS: { readonly [V in Verdict]: string } = { passed: "✓", failed: "✗", unread: "!" };

type ScenarioList = { readonly root: HTMLElement; readonly list: VirtualList; showAll(): void };

export function createScenarioList(
  items: readonly ReportItem[],
  language: Language,
  onChoose: (item: ReportItem) => void,
): ScenarioList {
  const say = wordIn.bind(undefined, language);
  let shown: readonly ReportItem[] = items;
  const list = createVirtualList({
    label: say("scenarios"),
    rowPx: ITEM_PX,
    draw: (index) => drawItem(shown[index]!),
    onChoose: (index) => onChoose(shown[index]!),
  });
  const search = element("input", {
    type: "search",
    placeholder: say("search"),
    "aria-label": `${say("search")}: ${say("scenarios")}`,
  });
  const verdicts: readonly (Verdict | "all")[] = ["all", "failed", "passed", "unread"];
  const select = element(
    "select",
    { "aria-label": `${say("passed")} / ${say("failed")}` },
    ...verdicts.map((verdict) =>
      element("option", { value: verdict }, `${say(verdict)} (${countOf(verdict)})`),
    ),
  );

  function countOf(verdict: Verdict | "all"): number {
    return items.filter((item) => verdict === "all" || item.verdict === verdict).length;
  }

  function drawItem(item: ReportItem): HTMLElement {
    const title = language === "zh" && item.titleZh !== "" ? item.titleZh : item.title;
    const name = item.file.split(/[\\/]/).pop() ?? item.file;
    return element(
      "div",
      { class: `item ${item.verdict}`, style: `height:${ITEM_PX}px`, title },
      element("b", {}, `${MARKS[item.verdict]} ${say(item.verdict)}`),
      element("span", { class: "ellipsis" }, title),
      element("i", { class: "ellipsis" }, `${name} · ${item.steps} ${say("steps")}`),
    );
  }

  function filter(): void {
    const wanted = search.value.trim().toLowerCase();
    shown = items.filter(
      (item) =>
        (select.value === "all" || item.verdict === select.value) &&
        [item.title, item.titleZh, item.file, ...item.failures].join(" ").toLowerCase().includes(wanted),
    );
    list.show(shown.length);
  }
  search.addEventListener("input", filter);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Escape") search.value = "";
    if (event.key === "Escape") filter();
    if (event.key === "ArrowDown") list.root.focus();
  });
  select.addEventListener("change", filter);

  const root = element(
    "nav",
    { class: "scenarios", "aria-label": say("scenarios") },
    element("div", { class: "tools" }, search, select),
    list.root,
  );
  return { root, list, showAll: filter };
}
