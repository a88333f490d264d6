/**
 * Every possible cut of a sale, played in two processes, and told as it comes in. Processes and no threads: the
 * database's native code does not stand being ended in the middle.
 */
import { type ChildProcess, fork } from "node:child_process";
import { RealClock } from "../time/real-clock.js";
import type { Personal } from "../world/event-log.js";
import { parseReplay } from "../world/sweep/replay-line.js";
import { type CutResult, runCut } from "../world/sweep/run-cut.js";
import type { LoggedEvent } from "../world/world-event.js";
import type { CutMessage, CutShare } from "./cut-process.js";
import type { CutNews, CutTold } from "./cut-result.js";
import { StudioRefusal } from "./studio-refusal.js";
import type { Traced } from "./traces.js";

const PROCESSES = 2;
/** Between two messages to the page. */
const TOLD_MS = 100;

export type CutMap = {
  /** Ends the one before. */
  begin(scenario: "purchase" | "load" | "reverse", every: number): void;
  end(): void;
};

/** One run again, with what happened in it. */
type Rerun = {
  readonly first: string;
  readonly last: string;
  readonly broken: readonly string[];
  readonly events: readonly LoggedEvent[];
};

/** @throws StudioRefusal bad-request, for a line that is no run */
export async function rerun(line: string, personal: Personal): Promise<Rerun> {
  const { first, last, broken, events } = await played(line, false);
  return { first, last, broken, events: events.shown(personal) };
}

/** The same run as it is taken along. @throws StudioRefusal bad-request, for a line that is no run */
export async function tracedRun(line: string): Promise<Traced> {
  const { events, recorded } = await played(line, true);
  return { name: "studio-run", title: line, events: events.events, recorded, mask: events.mask };
}

async function played(line: string, isRecorded: boolean): Promise<CutResult> {
  try {
    return await runCut(parseReplay(line), undefined, true, isRecorded);
  } catch (error) {
    if (error instanceof RangeError) throw new StudioRefusal("bad-request", error.message);
    throw error;
  }
}

/** @param seed of what is left in torn cells */
export function createCutMap(seed: number, tell: (news: CutNews) => void): CutMap {
  const real = new RealClock();
  let running: readonly ChildProcess[] = [];

  function end(): void {
    const ended = running;
    running = [];
    for (const child of ended) child.kill("SIGKILL");
  }

  function begin(scenario: CutShare["scenario"], every: number): void {
    end();
    const beganMs = real.nowMs();
    let waiting: CutTold[] = [];
    let isTelling = false;
    const children = Array.from({ length: PROCESSES }, (_, share) => {
      const asked: CutShare = { scenario, seed, share, of: PROCESSES, every };
      return fork(new URL(import.meta.resolve("#cut-process")), [JSON.stringify(asked)]);
    });
    running = children;
    let left = PROCESSES;
    const flush = (): void => {
      isTelling = false;
      if (running !== children || waiting.length === 0) return;
      const cuts = waiting;
      waiting = [];
      tell({ news: "cuts", cuts });
    };
    for (const child of children) {
      child.on("message", (message: CutMessage) => {
        if (running !== children) return;
        if ("places" in message) {
          tell({ news: "places", scenario, ...message });
          return;
        }
        waiting.push(message.cut);
        if (isTelling) return;
        isTelling = true;
        real.after(TOLD_MS, flush);
      });
      child.once("error", () => undefined);
      child.once("exit", () => {
        left--;
        if (left > 0 || running !== children) return;
        flush();
        tell({ news: "swept", tookMs: Math.round(real.nowMs() - beganMs) });
      });
    }
  }

  return { begin, end };
}
