/** The page of a run: its scenarios with their verdicts, and each of them as a sequence diagram. */
import type { PersonalMask } from "../world/personal-mask.js";
import type { ScenarioResult } from "../world/script/run-scenario.js";
import { placeText, type ScenarioError } from "../world/script/scenario-error.js";
import { createWorldPacker } from "./pack-worlds.js";
import type { ReportItem } from "./report-index.js";
import { reportPage } from "./report-page.js";

export function runPage(
  results: readonly ScenarioResult[],
  unread: readonly ScenarioError[],
  version: string,
  isWhole: boolean,
  mask: PersonalMask | undefined,
): string {
  const packer = createWorldPacker(mask);
  const all = [
    ...results.map((result) => itemOf(result, packer.add(result.recorded))),
    ...unread.map(({ place, message }) => unreadItem(place.file, message)),
  ];
  const items = mask === undefined ? all : mask.value(all);
  const title = items.length === 1 ? items[0]!.title : "duka-sim run";
  const isMasked = mask !== undefined;
  return reportPage({ title, version, isWhole, isMasked, items, map: undefined }, packer.packed());
}

function itemOf(
  { title, titleZh, file, seed, steps, tookMs, failures }: ScenarioResult,
  world: number,
): ReportItem {
  return {
    ...{ title, titleZh: titleZh ?? "", file, seed, steps: steps.length, tookMs, world },
    verdict: failures.length === 0 ? "passed" : "failed",
    failures: failures.map(({ place, message }) => `${placeText(place)}: ${message}`),
  };
}

function unreadItem(file: string, message: string): ReportItem {
  return {
    ...{ title: file, titleZh: "", file, seed: 0, steps: 0, tookMs: 0, world: undefined },
    verdict: "unread",
    failures: [message],
  };
}
