/**
 * `npm run bench:studio`: how fast the studio's page answers: a click on a cut plays its world again, and the map of
 * all single cuts of a sale streams in. It takes a minute or two. Exit code 1 when a goal is missed.
 */
import { createCutMap, rerun } from "@duka/simulator/studio/cut-map";
import type { CutTold } from "@duka/simulator/studio/cut-result";
import { type Goal, printGoal } from "./report.js";
import { median } from "./timing.js";

const CLICK_MS_MAX = 200;
const MAP_S_MAX = 60;
/** Spread over the map. */
const CLICKS = 25;

const cuts: CutTold[] = [];
const tookMs = await new Promise<number>((resolve) => {
  const map = createCutMap(1, (news) => {
    if (news.news === "cuts") cuts.push(...news.cuts);
    if (news.news === "swept") resolve(news.tookMs);
  });
  map.begin("purchase", 1);
});
const seconds = tookMs / 1000;
console.log(
  `map of a sale: ${cuts.length} cuts in ${seconds.toFixed(1)} s (${(cuts.length / seconds).toFixed(0)} a second)`,
);

const times: number[] = [];
const step = Math.max(Math.floor(cuts.length / CLICKS), 1);
for (const { line } of cuts.filter((_cut, index) => index % step === 0)) {
  const began = performance.now();
  await rerun(line, {});
  times.push(performance.now() - began);
}
console.log(
  `a click: median ${median(times).toFixed(0)} ms, slowest ${Math.max(...times).toFixed(0)} ms, of ${times.length}`,
);

const goals: readonly Goal[] = [
  { what: `the map within ${MAP_S_MAX} s`, met: seconds <= MAP_S_MAX },
  { what: `a click within ${CLICK_MS_MAX} ms`, met: median(times) <= CLICK_MS_MAX },
];
for (const goal of goals) {
  printGoal(goal);
  if (!goal.met) process.exitCode = 1;
}
