/** The page of a run: its scenarios with their verdicts, and each of them as a sequence diagram. */
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
): string {
  const packer = createWorldPacker((json) => json);
  const items = [
    ...results.map((result) => itemOf(result, packer.add(result.recorded))),
    ...unread.map(({ place, message }) => unreadItem(place.file, message)),
  ];
  const title = results.length === 1 ? results[0]!.title : "duka-sim run";
  return reportPage({ title, version, isWhole, isMasked: true, items, map: undefined }, packer.packed());
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
