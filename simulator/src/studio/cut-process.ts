/** A process that plays its share of all cuts of a sale, one world after the other, and tells each. */
import { seededRandom } from "../time/random.js";
import { type Point, pointText } from "../world/point.js";
import { parseCombination } from "../world/sweep/combination.js";
import { cutsAt } from "../world/sweep/cuts.js";
import { type Replay, replayLine } from "../world/sweep/replay-line.js";
import { type CutResult, runCut } from "../world/sweep/run-cut.js";
import { scenarioOf } from "../world/sweep/scenario-name.js";
import { endWithParent } from "../world/workers/end-with-parent.js";
import type { CutEnding, CutPlace, CutTold } from "./cut-result.js";

export type CutShare = {
  readonly scenario: string;
  readonly seed: number;
  /** This process's of so many. */
  readonly share: number;
  readonly of: number;
  /** One in so many cuts. */
  readonly every: number;
};

export type CutMessage =
  | { readonly places: readonly CutPlace[]; readonly cuts: number }
  | { readonly cut: CutTold };

endWithParent();

play(JSON.parse(process.argv[2] ?? "{}") as CutShare)
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exitCode = 1;
  })
  .finally(() => process.disconnect?.());

async function play({ scenario, seed, share, of, every }: CutShare): Promise<void> {
  const what = { scenario: scenarioOf(scenario), combination: parseCombination("hangzhou"), seed };
  const points = new Map<string, { readonly point: Point; readonly atMs: number }>();
  await runCut({ ...what, faults: [] }, (point, atMs) => points.set(pointText(point), { point, atMs }));
  const places = [...points].map(([at, { point, atMs }]) => ({
    ...{ at, of: point.of, atMs },
    chip: "chip" in point ? point.chip : null,
  }));
  const random = seededRandom(seed, points.size);
  const cuts = [...points.values()].flatMap(({ point }, place) =>
    cutsAt(point, random).map((fault) => ({ fault, place })),
  );
  /** Spread over the whole sale, so that the map is seen at once, and finer as it fills. */
  const chosen = shuffled(
    cuts.filter((_cut, index) => index % every === 0),
    seed,
  );
  if (share === 0) tell({ places, cuts: chosen.length });
  for (const [index, { fault, place }] of chosen.entries()) {
    if (index % of !== share) continue;
    const replay: Replay = { ...what, faults: [fault] };
    const result = await runCut(replay);
    const { first, last } = result;
    tell({ cut: { place, ending: endingOf(result), first, last, line: replayLine(replay) } });
  }
}

function tell(message: CutMessage): void {
  process.send?.(message);
}

function shuffled<T>(all: readonly T[], by: number): readonly T[] {
  const draw = seededRandom(by, all.length + 1);
  const left = [...all];
  for (let count = left.length; count > 1; count--) {
    const other = draw.below(count);
    [left[count - 1], left[other]] = [left[other]!, left[count - 1]!];
  }
  return left;
}

function endingOf({ first, last, state, broken }: CutResult): CutEnding {
  if (broken.length > 0) return "broken";
  if (state !== "decided") return "by-hand";
  const isDone = /^(committed|credited)/.test(last);
  if (!isDone) return "not-paid";
  return /^(committed|credited)/.test(first) ? "paid" : "found";
}
