/**
 * Runs cuts, each written as its line, in this process or in several of their own. A process that dies is replaced; the
 * cut that it died of is told as failed.
 */
import { type ChildProcess, fork } from "node:child_process";
import { parseReplay } from "./replay-line.js";
import { type CutEnd, endOf, runCut } from "./run-cut.js";

/** Cuts that a process is given at a time: a second or two of work. */
const RANGE = 8;

export type CutsToRun = readonly { readonly index: number; readonly line: string }[];
export type CutRan = { readonly index: number; readonly end: CutEnd };

export async function runInProcesses(
  lines: readonly string[],
  workers: number,
  onEnd: (index: number, end: CutEnd) => void,
  isOver: () => boolean,
): Promise<void> {
  const waiting = lines.map((line, index) => ({ index, line }));
  const count = Math.min(workers, Math.ceil(waiting.length / RANGE));
  if (count > 1) {
    await Promise.all(Array.from({ length: count }, () => inProcess(waiting, onEnd, isOver)));
    return;
  }
  for (const { index, line } of waiting) {
    if (isOver()) return;
    onEnd(index, endOf(await runCut(parseReplay(line))));
  }
}

/** Until there is nothing left to do, in one process after the other where they die. */
async function inProcess(
  waiting: { index: number; line: string }[],
  onEnd: (index: number, end: CutEnd) => void,
  isOver: () => boolean,
): Promise<void> {
  while (waiting.length > 0 && !isOver()) {
    const left = await untilExit(
      fork(new URL("./sweep-process.js", import.meta.url)),
      waiting,
      onEnd,
      isOver,
    );
    const [died, ...others] = left.given;
    if (died === undefined || isOver()) continue;
    waiting.unshift(...others);
    onEnd(died.index, crashed(left.how));
  }
}

function untilExit(
  child: ChildProcess,
  waiting: { index: number; line: string }[],
  onEnd: (index: number, end: CutEnd) => void,
  isOver: () => boolean,
): Promise<{ readonly given: CutsToRun; readonly how: string }> {
  let given: CutsToRun = [];
  const give = (): void => {
    given = isOver() ? [] : waiting.splice(0, RANGE);
    if (given.length === 0) child.disconnect();
    else child.send(given);
  };
  child.on("message", ({ index, end }: CutRan) => {
    given = given.filter((one) => one.index !== index);
    onEnd(index, end);
    if (isOver()) child.kill("SIGKILL");
    else if (given.length === 0) give();
  });
  give();
  return new Promise((resolve, reject) => {
    child.on("error", (error) => {
      if (child.pid === undefined) reject(error);
    });
    child.on("exit", (code, signal) => resolve({ given, how: `${signal ?? `exit code ${code}`}` }));
  });
}

function crashed(how: string): CutEnd {
  const broken = [`crashed: the process that ran it ended with ${how}`];
  return { first: "crashed", last: "crashed", visits: 0, state: "decided", recovered: [], broken };
}
