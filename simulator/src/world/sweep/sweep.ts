/** Every cut of a scenario, one in each run. */
import { seededRandom } from "../../time/random.js";
import type { Fault, FaultKind } from "../faults/fault.js";
import { type Point, pointText } from "../point.js";
import { runPool } from "../workers/pool.js";
import { CUTS, runLine } from "./cut-job.js";
import { askedBesideAt, cutsAt, faultsAt } from "./cuts.js";
import { type Replay, replayLine } from "./replay-line.js";
import { type CutEnd, type CutResult, endOf, runCut } from "./run-cut.js";
import { missingFacts } from "./sometimes.js";

type SweepOptions = Omit<Replay, "faults"> & {
  /** One in so many cuts, evenly spread; the seed says which. 1: all. */
  readonly every: number;
  /** Only cuts in whose position this stands; "" or undefined: all. */
  readonly at?: string;
  /** In place of cuts: faults of these kinds wherever they can strike. */
  readonly kinds?: readonly FaultKind[];
  /** No further runs behind the first that failed. */
  readonly untilFailure?: boolean;
  /** Processes that run the cuts; 1, as without: this one. The report is the same. */
  readonly workers?: number;
  /** Told after each run. */
  readonly onRun?: (done: number, of: number) => void;
  /** True: no further runs. */
  readonly isEnded?: () => boolean;
  /** Told of each run with all that happened in it, for a report; the first has no fault. All run in this process. */
  readonly onResult?: (fault: Fault | undefined, replay: string, result: CutResult) => void;
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
  /** How often the cashier was told what, first and last, and how often recovery found what. */
  readonly reached: { readonly [what: string]: number };
  /** Of a whole sweep: what has to be reached at least once, and was not. */
  readonly missing: readonly string[];
  readonly failures: readonly { readonly replay: string; readonly broken: readonly string[] }[];
};

export async function sweep(options: SweepOptions): Promise<SweepReport> {
  const {
    scenario,
    combination,
    seed,
    every,
    at = "",
    kinds = [],
    workers = 1,
    untilFailure = false,
  } = options;
  const points = new Map<string, Point>();
  const replay = (faults: readonly Fault[]): Replay => ({ scenario, combination, seed, faults });
  const { onResult } = options;
  const undisturbed = await runCut(
    replay([]),
    (point) => points.set(pointText(point), point),
    false,
    onResult !== undefined,
  );
  onResult?.(undefined, replayLine(replay([])), undisturbed);
  const random = seededRandom(seed, points.size);
  const cutting = (point: Point): readonly Fault[] => {
    if (kinds.length > 0) return faultsAt(kinds, point, random);
    return scenario === "two-tills" ? askedBesideAt(point) : cutsAt(point, random);
  };
  const cuts = [...points.values()].flatMap(cutting);
  if (at !== "" && !cuts.some((cut) => cut.at.includes(at)))
    throw new RangeError(
      `--at "${at.slice(0, 40)}" stands in no position of ${scenario}; one of them is "${cuts[0]?.at ?? ""}"`,
    );
  const offset = random.below(every);
  const chosen = cuts
    .filter((cut) => cut.at.includes(at))
    .filter((_cut, index) => index % every === offset % every);
  const lines = chosen.map((cut) => replayLine(replay([cut])));

  const ends: CutEnd[] = [];
  const failed = (end: CutEnd): boolean => failureOf(end).length > 0;
  const first = endOf(undisturbed);
  const isOver = () => options.isEnded?.() === true || (untilFailure && (failed(first) || ends.some(failed)));
  const onEnd = (index: number, end: CutEnd): void => {
    ends[index] = end;
    options.onRun?.(Object.keys(ends).length, lines.length);
  };
  if (onResult === undefined) await runLines(lines, workers, onEnd, isOver);
  else
    for (const [index, cut] of chosen.entries()) {
      if (isOver()) break;
      const result = await runCut(replay([cut]), undefined, false, true);
      onResult(cut, lines[index]!, result);
      onEnd(index, endOf(result));
    }

  const all = [
    [replayLine(replay([])), first] as const,
    ...lines.map((line, index) => [line, ends[index]] as const),
  ];
  const report = counted(all);
  const isWhole = every === 1 && at === "" && kinds.length === 0 && report.runs === lines.length + 1;
  return {
    positions: kindsOf(points.values()),
    cuts: cuts.length,
    ...report,
    missing: isWhole ? missingFacts(scenario, combination, report.reached) : [],
  };
}

/** In this process, or in several of their own. */
async function runLines(
  lines: readonly string[],
  workers: number,
  onEnd: (index: number, end: CutEnd) => void,
  isOver: () => boolean,
): Promise<void> {
  const tasks = lines.map((line, index) => ({ index, line }));
  if (workers > 1 && tasks.length > 1 && !isOver()) {
    const pool = runPool({
      ...{ job: CUTS, context: undefined, tasks, workers },
      onAnswer(end, index) {
        onEnd(index, end);
        if (isOver()) pool.stop();
      },
    });
    await pool.done;
    return;
  }
  for (const task of tasks) {
    if (isOver()) return;
    onEnd(task.index, await runLine(undefined, task));
  }
}

function counted(all: readonly (readonly [line: string, end: CutEnd | undefined])[]) {
  const count = { runs: 0, lost: 0, doubled: 0, undecided: 0, manual: 0 };
  const reached: { [what: string]: number } = {};
  const failures: SweepReport["failures"][number][] = [];
  for (const [line, end] of all) {
    if (end === undefined) continue;
    const { first, last, state, broken, recovered } = end;
    count.runs++;
    if (state !== "decided") count[state]++;
    if (broken.some((fault) => fault.startsWith("lost"))) count.lost++;
    if (broken.some((fault) => fault.startsWith("doubled"))) count.doubled++;
    for (const what of [`first: ${first}`, `last: ${last}`, ...recovered.map((found) => `found: ${found}`)])
      reached[what] = (reached[what] ?? 0) + 1;
    const faults = failureOf(end);
    if (faults.length > 0) failures.push({ replay: line, broken: faults });
  }
  return { ...count, reached, failures };
}

function failureOf({ last, state, broken }: CutEnd): readonly string[] {
  return state === "undecided" ? [...broken, `undecided for ever: "${last}"`] : broken;
}

function kindsOf(points: Iterable<Point>): SweepReport["positions"] {
  const kinds = { character: 0, command: 0, memory: 0, frame: 0, journal: 0, centre: 0 };
  for (const point of points) kinds[point.of]++;
  return kinds;
}
