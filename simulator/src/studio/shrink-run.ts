/** The fewest faults with which a run still ends as it does: those without which it does not end so. */
import { parseReplay, type Replay, replayLine } from "../world/sweep/replay-line.js";
import { runCut } from "../world/sweep/run-cut.js";
import { StudioRefusal } from "./studio-refusal.js";

type ShrunkRun = {
  readonly line: string;
  /** Worlds that were played for it. */
  readonly runs: number;
};

/** A fault that never struck has no part in how it ends. */
const NEVER_STRUCK = / never struck$/;

/** @throws StudioRefusal bad-request, for a line that is no run */
export async function shrinkRun(line: string): Promise<ShrunkRun> {
  let replay = read(line);
  let runs = 0;
  const endOf = async (one: Replay): Promise<string> => {
    runs++;
    const { first, last, broken } = await runCut(one);
    return JSON.stringify([first, last, broken.filter((rule) => !NEVER_STRUCK.test(rule))]);
  };
  const wanted = await endOf(replay);
  // The last fault is tried first: what strikes later often changes nothing.
  for (const fault of [...replay.faults].reverse()) {
    const without = { ...replay, faults: replay.faults.filter((one) => one !== fault) };
    if ((await endOf(without)) === wanted) replay = without;
  }
  return { line: replayLine(replay), runs };
}

function read(line: string): Replay {
  try {
    return parseReplay(line);
  } catch (error) {
    if (error instanceof RangeError) throw new StudioRefusal("bad-request", error.message);
    throw error;
  }
}
