/** The map of cuts, as it streams in, and the run that is looked at. */
import { computed, signal } from "@preact/signals";
import type { CutEnding, CutNews, CutPlace, CutTold } from "../src/studio/cut-result.js";
import type { InBoth } from "../src/studio/studio-state.js";
import type { LoggedEvent } from "../src/world/world-event.js";
import { call } from "./connection.js";
import type { Lane } from "./lanes.js";
import { selected, shownRun } from "./store.js";
import { follow } from "./strip-view.js";

type Scenario = "purchase" | "load" | "reverse";

export const CUT_SCENARIOS: { readonly [scenario in Scenario]: InBoth } = {
  purchase: { en: "sale", zh: "消费" },
  load: { en: "load", zh: "圈存" },
  reverse: { en: "reversal", zh: "撤销" },
};

export const ENDINGS: { readonly [ending in CutEnding]: InBoth } = {
  paid: { en: "done at once", zh: "当场完成" },
  found: { en: "done later", zh: "之后完成" },
  "not-paid": { en: "not done", zh: "未完成" },
  "by-hand": { en: "a person decides", zh: "人工处理" },
  broken: { en: "a rule is broken", zh: "违反规则" },
};

export const cutScenario = signal<Scenario>("purchase");
export const places = signal<readonly CutPlace[]>([]);
export const cutsOf = signal<number>(0);
/** The worst of each place counts: what stands behind in this list. */
export const cuts = signal<readonly CutTold[]>([]);
export const sweptMs = signal<number | null>(null);
/** On the map: of the cut that is looked at, or of the fault that was put there last; -1: none. */
export const chosenPlace = signal(-1);
export const chosenCut = signal<CutTold | null>(null);
/** What did not hold in the run that is looked at. */
export const broken = signal<readonly string[]>([]);
export const isShrinking = signal(false);
/** Worlds that were played to find the fewest faults. */
export const shrunkIn = signal<number | null>(null);
/** How long it took from the press to the picture, in this browser. */
export const shownInMs = signal<number | null>(null);

const BAD_FIRST: readonly CutEnding[] = ["broken", "by-hand", "found", "not-paid", "paid"];

/** By place. */
export const worst = computed(() => {
  const found = new Map<number, CutTold>();
  for (const cut of cuts.value) {
    const before = found.get(cut.place);
    if (before === undefined || BAD_FIRST.indexOf(cut.ending) < BAD_FIRST.indexOf(before.ending))
      found.set(cut.place, cut);
  }
  return found;
});

export const counts = computed(() => {
  const found: { [ending in CutEnding]: number } = {
    paid: 0,
    found: 0,
    "not-paid": 0,
    "by-hand": 0,
    broken: 0,
  };
  for (const { ending } of cuts.value) found[ending]++;
  return found;
});

export function laneOfPlace({ of, chip }: CutPlace): Lane {
  if (of === "frame") return "host";
  if (of === "journal" || of === "centre") return of;
  if (chip === "psam") return "psam";
  return of === "memory" ? "memory" : "card";
}

export function takeCutNews(news: CutNews): void {
  if (news.news === "places") {
    places.value = news.places;
    cutsOf.value = news.cuts;
    cuts.value = [];
    sweptMs.value = null;
  } else if (news.news === "cuts") cuts.value = [...cuts.value, ...news.cuts];
  else sweptMs.value = news.tookMs;
}

/** The sale without a cut is shown; its cuts come in. */
function plainRun(): string {
  return `${cutScenario.value};hangzhou,T=0,purse;seed=1`;
}

export async function beginCuts(): Promise<void> {
  places.value = [];
  cuts.value = [];
  sweptMs.value = null;
  chosenCut.value = null;
  chosenPlace.value = -1;
  await show(plainRun());
  await call("POST", "/api/cuts", { scenario: cutScenario.value });
}

type Rerun = {
  readonly first: string;
  readonly last: string;
  readonly broken: readonly string[];
  readonly events: readonly LoggedEvent[];
};

/** Plays a run again, and shows it in place of the counter. */
export async function show(line: string, cut: CutTold | null = null): Promise<void> {
  const beganMs = Number(document.timeline.currentTime);
  const run = await call<Rerun>("POST", "/api/rerun", { line });
  if (run === undefined) return;
  chosenCut.value = cut ?? { place: -1, ending: "paid", first: run.first, last: run.last, line };
  if (cut !== null) chosenPlace.value = cut.place;
  broken.value = run.broken;
  shrunkIn.value = null;
  shownRun.value = { title: line, events: run.events };
  selected.value = run.events.find(({ type }) => type === "fault") ?? null;
  follow();
  requestAnimationFrame((nowMs) => {
    shownInMs.value = Math.round(nowMs - beganMs);
  });
}

export function showCounter(): void {
  shownRun.value = null;
  selected.value = null;
  chosenCut.value = null;
  chosenPlace.value = -1;
  broken.value = [];
  follow();
}

/** Of a line: what is played, and what strikes it. */
function partsOf(line: string): { readonly run: string; readonly faults: readonly string[] } {
  const [scenario, combination, seed, ...faults] = line.split(";");
  return { run: [scenario, combination, seed].join(";"), faults };
}

/** Of the run that is looked at. */
export const runFaults = computed(() => partsOf(chosenCut.value?.line ?? "").faults);

/** One more fault at a place of the run, as one that is dragged there. */
export function strikeAt(place: CutPlace, kind: string): Promise<void> {
  const { run, faults } = partsOf(chosenCut.value?.line ?? plainRun());
  const added = `${kind}@${place.at}`;
  chosenPlace.value = places.value.indexOf(place);
  return show([run, ...faults.filter((one) => one !== added), added].join(";"));
}

/** Where a fault strikes that is put there without a hand: near what is chosen, where it can. */
export function placeNearChosen(accepts: (place: CutPlace) => boolean): CutPlace | undefined {
  const atMs = places.value[chosenPlace.value]?.atMs ?? selected.value?.atMs ?? 0;
  let best: CutPlace | undefined;
  for (const place of places.value)
    if (accepts(place) && (best === undefined || Math.abs(place.atMs - atMs) < Math.abs(best.atMs - atMs)))
      best = place;
  return best;
}

/** The next cut on a lane that was played, after or before the chosen place. */
export function neighbourCut(lane: Lane, step: 1 | -1): CutTold | undefined {
  const all = places.value;
  const from = chosenPlace.value >= 0 ? chosenPlace.value : step === 1 ? -1 : all.length;
  for (let at = from + step; at >= 0 && at < all.length; at += step) {
    const cut = laneOfPlace(all[at]!) === lane ? worst.value.get(at) : undefined;
    if (cut !== undefined) return cut;
  }
  return undefined;
}

export function withoutFault(fault: string): Promise<void> {
  const { run, faults } = partsOf(chosenCut.value?.line ?? plainRun());
  return show([run, ...faults.filter((one) => one !== fault)].join(";"));
}

/** The fewest faults with which it still ends so. */
export async function shrinkShown(): Promise<void> {
  const line = chosenCut.value?.line;
  if (line === undefined) return;
  isShrinking.value = true;
  const shrunk = await call<{ readonly line: string; readonly runs: number }>("POST", "/api/shrink", {
    line,
  });
  isShrinking.value = false;
  if (shrunk === undefined) return;
  await show(shrunk.line);
  shrunkIn.value = shrunk.runs;
}
