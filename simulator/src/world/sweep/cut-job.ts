/** What the processes of a sweep do: cuts, each written as its line. */
import type { Job } from "../workers/worker.js";
import type { Task } from "../workers/worker-messages.js";
import { parseReplay } from "./replay-line.js";
import { type CutEnd, endOf, runCut } from "./run-cut.js";

type LineToRun = Task & { readonly line: string };

export const CUTS: Job<undefined, LineToRun, CutEnd> = {
  module: new URL(import.meta.resolve("#line-process")),
  crashed(_context, _task, how) {
    const broken = [`crashed: the processes that ran it ended, the last one with ${how}`];
    return { first: "crashed", last: "crashed", visits: 0, state: "decided", recovered: [], broken };
  },
};

export async function runLine(_context: undefined, { line }: LineToRun): Promise<CutEnd> {
  return endOf(await runCut(parseReplay(line)));
}
