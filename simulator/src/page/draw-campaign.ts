/** A campaign: what has to hold and whether it did, every failure, its faults, and what the cashier was told. */
import type { CampaignSummary, ReportedFailure } from "../report/report-index.js";
import { element } from "./element.js";
import { type Language, wordIn } from "./page-words.js";

type Cell = string | number | HTMLElement;

export function drawCampaign(
  campaign: CampaignSummary,
  language: Language,
  onChoose: (failure: ReportedFailure) => void,
): HTMLElement {
  const say = wordIn.bind(undefined, language);
  const { facts, sessions, sales, apdus, missing, manual, invariants, told, faults, failures } = campaign;
  const counts = { sessions, sales, apdus, missing, manual };
  const fateNames = ["struck", "missed", "decided", "manual", "undecided", "failed"] as const;
  return element(
    "nav",
    { class: "map campaign", "aria-label": say("campaign"), tabindex: "0" },
    element(
      "dl",
      { class: "books" },
      ...(["sessions", "sales", "apdus", "missing", "manual"] as const).map((name) =>
        element(
          "div",
          { class: name === "missing" && missing > 0 ? "bad" : "" },
          element("dt", {}, say(name)),
          element("dd", {}, String(counts[name])),
        ),
      ),
    ),
    table(
      say("invariants"),
      [say("invariant"), say("brokenIn")],
      invariants.map(([kind, count]) => [say(INVARIANTS[kind] ?? "ruleHolds"), verdict(count)]),
    ),
    element("h2", {}, `${say("failures")} (${failures.length + campaign.failuresLeftOut})`),
    ...(failures.length === 0 ? [element("p", {}, `✓ ${say("noFailures")}`)] : []),
    element("ol", { class: "failures" }, ...failures.map(drawFailure)),
    ...(campaign.failuresLeftOut > 0
      ? [element("p", {}, `+ ${campaign.failuresLeftOut}: duka-sim merge … --json`)]
      : []),
    table(
      `${say("faults")}: ${say("fates")}`,
      [say("fault"), ...fateNames.map((name) => say(name))],
      faults.map((fate) => [fate.kind, ...fateNames.map((name) => fate[name])]),
    ),
    table(say("toldAtLast"), [say("told"), say("times")], told),
    table(
      say("campaign"),
      [say("member"), say("value")],
      facts.map(([name, value]) => [say(name), value]),
    ),
  );

  function drawFailure(failure: ReportedFailure): HTMLElement {
    const { broken, sessions: times, replay, world, isSeenAgain } = failure;
    const open = element("button", { type: "button", "aria-pressed": "false" }, say("showDiagram"));
    open.addEventListener("click", () => {
      for (const other of document.querySelectorAll(".failures [aria-pressed]"))
        other.setAttribute("aria-pressed", String(other === open));
      onChoose(failure);
    });
    const note = isSeenAgain === false ? "notSeenAgain" : world === undefined ? "noWorld" : "runAgain";
    return element(
      "li",
      {},
      element("b", {}, `✗ ${broken[0] ?? ""}`),
      ...broken.slice(1).map((fault) => element("p", {}, fault)),
      element("p", {}, `${times} ${say("sessions")} · ${say(note)}`),
      element("code", {}, replay),
      ...(world === undefined ? [] : [open]),
    );
  }
}

const INVARIANTS: { readonly [kind: string]: Parameters<typeof wordIn>[1] } = {
  lost: "nothingLost",
  doubled: "nothingDoubled",
  undecided: "allDecided",
  hung: "nothingHangs",
  crashed: "nothingCrashes",
  "broke off": "allEnd",
};

function verdict(count: number): HTMLElement {
  return element("b", { class: count === 0 ? "good" : "bad" }, `${count} ${count === 0 ? "✓" : "✗"}`);
}

function table(caption: string, heads: readonly string[], rows: readonly (readonly Cell[])[]): HTMLElement {
  const tag = (text: string): HTMLElement => element("th", { scope: "col" }, text);
  const cell = (value: Cell): HTMLElement =>
    element("td", {}, typeof value === "object" ? value : String(value));
  return element(
    "table",
    {},
    element("caption", {}, caption),
    element("thead", {}, element("tr", {}, ...heads.map(tag))),
    element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row.map(cell)))),
  );
}
