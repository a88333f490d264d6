/** The report's page. Its list or map is there at once; the worlds are unpacked when the first one is looked at. */
import type { PackedWorlds } from "../report/pack-worlds.js";
import type { Cut, ReportedFailure, ReportIndex, ReportItem } from "../report/report-index.js";
import { createDiagram } from "./diagram.js";
import { drawCampaign } from "./draw-campaign.js";
import { element } from "./element.js";
import { drawMapOfCuts } from "./map-of-cuts.js";
import { type Language, wordIn } from "./page-words.js";
import { createScenarioList } from "./scenario-list.js";
import { eventsOf, readWorlds } from "./unpack.js";

/** Read before the page takes their place. */
const texts = new Map(
  [...document.querySelectorAll("script[id]")].map(({ id, textContent }) => [id, textContent ?? ""]),
);
const index = JSON.parse(textOf("index")) as ReportIndex;
let worlds: Promise<PackedWorlds> | undefined;
let stopPrinting = (): void => undefined;

show(navigator.language.startsWith("zh") ? "zh" : "en");

function show(language: Language): void {
  const say = wordIn.bind(undefined, language);
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  const diagram = createDiagram(language, index.clauses);

  const open = async (world: number | undefined, heading: HTMLElement): Promise<void> => {
    if (world === undefined) return diagram.show(heading, []);
    try {
      worlds ??= readWorlds(textOf("worlds"));
      diagram.show(heading, eventsOf(await worlds, world));
    } catch (error) {
      diagram.show(element("p", { class: "failed" }, `${say("damaged")}: ${error}`), []);
    }
  };
  const openItem = (item: ReportItem): void => void open(item.world, headingOfItem(item, language));
  const openCut = (cut: Cut | undefined): void =>
    void open(cut === undefined ? index.map!.plain : cut.world, headingOfCut(cut, language));

  const scenarios = createScenarioList(index.items, language, openItem);
  const openFailure = (failure: ReportedFailure): void =>
    void open(failure.world, headingOfFailure(failure, language));
  const { map, campaign } = index;
  const side =
    campaign !== undefined
      ? drawCampaign(campaign, language, openFailure)
      : map === undefined
        ? scenarios.root
        : drawMapOfCuts(map, language, openCut);
  const kind = side === scenarios.root ? "run" : "sweep";
  const hasDiagram = campaign === undefined || campaign.failures.some(({ world }) => world !== undefined);
  const other = element(
    "button",
    { type: "button", lang: language === "en" ? "zh-CN" : "en" },
    language === "en" ? "中文" : "English",
  );
  other.addEventListener("click", () => show(language === "en" ? "zh" : "en"));
  document.body.replaceChildren(
    element(
      "header",
      {},
      element("h1", {}, index.title),
      element(
        "p",
        {},
        [
          ...countsOf(language),
          say(index.isMasked ? "masked" : "unmasked"),
          ...(index.isWhole ? [] : [say("notWhole")]),
        ].join(" · "),
      ),
      other,
    ),
    element(
      // The diagram is the main part of a page that has one.
      hasDiagram ? "div" : "main",
      { class: `body ${hasDiagram ? kind : "alone"}` },
      side,
      hasDiagram ? diagram.root : undefined,
    ),
    element(
      "footer",
      {},
      `duka-sim ${index.version}`,
      element("span", { class: "keys" }, ` · ${say("keys")}`),
    ),
  );
  stopPrinting();
  const before = (): void => {
    scenarios.list.unfold(index.items.length);
    diagram.print(true);
  };
  const after = (): void => {
    scenarios.list.fold();
    diagram.print(false);
  };
  addEventListener("beforeprint", before);
  addEventListener("afterprint", after);
  stopPrinting = () => {
    removeEventListener("beforeprint", before);
    removeEventListener("afterprint", after);
  };

  if (campaign !== undefined) {
    void open(undefined, element("p", {}, say("chooseFailure")));
  } else if (map === undefined) {
    scenarios.showAll();
    const failed = index.items.findIndex(({ verdict }) => verdict === "failed");
    if (index.items.length > 0) scenarios.list.choose(Math.max(failed, 0));
  } else openCut(map.cuts.find(({ ending }) => ending === "broken"));
}

function textOf(id: string): string {
  return texts.get(id) ?? "";
}

function countsOf(language: Language): string[] {
  const count = (verdict: ReportItem["verdict"]): number =>
    index.items.filter((item) => item.verdict === verdict).length;
  if (index.map !== undefined || index.campaign !== undefined) return [];
  return (["passed", "failed", "unread"] as const).map(
    (verdict) => `${count(verdict)} ${wordIn(language, verdict)}`,
  );
}

function headingOfItem(item: ReportItem, language: Language): HTMLElement {
  const title = language === "zh" && item.titleZh !== "" ? item.titleZh : item.title;
  return element(
    "div",
    { class: item.verdict },
    element("h2", {}, title),
    element(
      "p",
      {},
      `${item.file} · ${wordIn(language, "seed")} ${item.seed} · ${(item.tookMs / 1000).toFixed(3)} s`,
    ),
    ...(item.failures.length === 0
      ? []
      : [element("ul", {}, ...item.failures.map((failure) => element("li", {}, failure)))]),
  );
}

function headingOfCut(cut: Cut | undefined, language: Language): HTMLElement {
  const say = wordIn.bind(undefined, language);
  if (cut === undefined) return element("div", {}, element("h2", {}, say("undisturbed")));
  return element(
    "div",
    { class: cut.ending },
    element("h2", {}, `${cut.kind} @ ${cut.at}`),
    element("p", {}, `${say("first")}: ${cut.first} · ${say("last")}: ${cut.last} · ${say(cut.ending)}`),
    ...(cut.broken.length === 0
      ? []
      : [element("ul", {}, ...cut.broken.map((failure) => element("li", {}, failure)))]),
    element(
      "p",
      {},
      say(cut.world === undefined ? "noWorld" : "runAgain"),
      " ",
      element("code", {}, `duka-sim replay '${cut.replay}'`),
    ),
  );
}

function headingOfFailure({ broken, replay }: ReportedFailure, language: Language): HTMLElement {
  return element(
    "div",
    { class: "failed" },
    element("h2", {}, broken[0] ?? ""),
    element("p", {}, wordIn(language, "runAgain"), " ", element("code", {}, replay)),
  );
}
