/** Every cut of a scenario, one in each run. */
import { seededRandom } from "../../time/random.js";
import type { Fault } from "../faults/fault.js";
import { type Point, pointText } from "../point.js";
import { cutsAt } from "./cuts.js";
import { type Replay, replayLine } from "./replay-line.js";
import { type CutResult, runCut } from "./run-cut.js";

type SweepOptions = Omit<Replay, "faults"> & {
  /** One in so many cuts, evenly spread; the seed says which. 1: all. */
  readonly every: number;
  /** Told after each run. */
  readonly onRun?: (done: number, of: number) => void;
  /** True: no further runs. */
  readonly isEnded?: () => boolean;
};

export type SweepReport = {
  /** Positions that the scenario comes to, by what they are. */
  readonly positions: { readonly [of in Point["of"]]: number };
  readonly cuts: number;
  readonly runs: number;
  readonly lost: number;
  readonly doubled: number;
  /** Not decided within the visits. */
  readonly undecided: number;
  /** Only a person can close them. */
  readonly manual: number;
  /** How often the cashier was told what, first and last. */
  readonly reached: { readonly [what: string]: number };
  readonly failures: readonly { readonly replay: string; readonly broken: readonly string[] }[];
};

export async function sweep(options: SweepOptions): Promise<SweepReport> {
  const { scenario, combination, seed, every } = options;
  const points = new Map<string, Point>();
  const replay = (faults: readonly Fault[]): Replay => ({ scenario, combination, seed, faults });
  const undisturbed = await runCut(replay([]), (point) => points.set(pointText(point), point));
  const random = seededRandom(seed, points.size);
  const cuts = [...points.values()].flatMap((point) => cutsAt(point, random));
  const offset = random.below(every);
  const chosen = cuts.filter((_cut, index) => index % every === offset);

  const count = { lost: 0, doubled: 0, undecided: 0, manual: 0, runs: 0 };
  const reached: { [what: string]: number } = {};
  const failures: SweepReport["failures"][number][] = [];
  take([], undisturbed);
  for (const cut of chosen) {
    if (options.isEnded?.() === true) break;
    take([cut], await runCut(replay([cut])));
    options.onRun?.(count.runs - 1, chosen.length);
  }
  const { runs, ...counts } = count;
  return { positions: kindsOf(points.values()), cuts: cuts.length, runs, ...counts, reached, failures };

  function take(faults: readonly Fault[], { first, last, state, broken }: CutResult): void {
    count.runs++;
    if (state !== "decided") count[state]++;
    if (broken.some((fault) => fault.startsWith("lost"))) count.lost++;
    if (broken.some((fault) => fault.startsWith("doubled"))) count.doubled++;
    for (const what of [`first: ${first}`, `last: ${last}`]) reached[what] = (reached[what] ?? 0) + 1;
    const all = state === "undecided" ? [...broken, `undecided for ever: "${last}"`] : broken;
    if (all.length > 0) failures.push({ replay: replayLine(replay(faults)), broken: all });
  }
}

function kindsOf(points: Iterable<Point>): SweepReport["positions"] {
  const kinds = { character: 0, command: 0, memory: 0, frame: 0, journal: 0, centre: 0 };
  for (const point of points) kinds[point.of]++;
  return kinds;
}
