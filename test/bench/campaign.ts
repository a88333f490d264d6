/** What a second process brings to a campaign: the same sessions by one that is warm, and by two. */
import { performance } from "node:perf_hooks";
import { Worker as Thread } from "node:worker_threads";
import {
  checkedPlan,
  type Plan,
  type PlannedSession,
  sessionsOf,
  WHOLE,
} from "@duka/simulator/world/campaign/plan";
import { SESSIONS } from "@duka/simulator/world/campaign/session-job";
import type { SessionResult } from "@duka/simulator/world/campaign/session-result";
import { thisBuild } from "@duka/simulator/world/workers/build-hash";
import { openWorker, type Worker } from "@duka/simulator/world/workers/worker";
import { type Goal, printGoal } from "./report.js";
import { median } from "./timing.js";

const PLAN = checkedPlan({ sales: 450, seed: 1, faults: "mixed", combination: "hangzhou,T=0,purse" });
/** Sessions that both processes run first, so that neither compiles while it is measured. */
const WARM_UP = 30;
/** Of what two loops get that touch no memory: more than the machine has is not to be had. */
const SHARE_MIN = 0.85;
/** Turns of such a loop. */
const TURNS = 600_000_000;
const LOOKS = 3;

type SessionWorker = Worker<Plan, PlannedSession, SessionResult>;

export async function measureCampaign(): Promise<Goal> {
  const build = thisBuild();
  const all = sessionsOf(PLAN, WHOLE);
  const [warmUp, sessions] = [all.slice(0, WARM_UP), all.slice(WARM_UP)];
  const workers = [openWorker(SESSIONS), openWorker(SESSIONS)] as const;
  const run = async (worker: SessionWorker, tasks: readonly PlannedSession[]): Promise<SessionResult[]> => {
    const results: SessionResult[] = [];
    await worker.run({ build, context: PLAN, tasks }, (result) => results.push(result));
    return results;
  };
  try {
    await Promise.all(workers.map((worker) => run(worker, warmUp)));
    const cores = await worthOfTwoCores();
    const alone = await timed(() => run(workers[0], sessions));
    const half = sessions.length >> 1;
    const halves = [sessions.slice(0, half), sessions.slice(half)];
    const together = await timed(async () =>
      (await Promise.all(workers.map((worker, at) => run(worker, halves[at]!)))).flat(),
    );
    const sum = (of: (result: SessionResult) => number) =>
      alone.results.reduce((total, result) => total + of(result), 0);
    const ratio = alone.seconds / together.seconds;
    console.log("\na campaign: several faults in each session, judged, in processes of its own");
    console.log(
      `  1 worker   ${(sum(({ sales }) => sales) / alone.seconds).toFixed(1)} sales and ${(sum(({ apdus }) => apdus) / alone.seconds).toFixed(0)} APDUs a second`,
    );
    console.log(
      `  2 workers  ${ratio.toFixed(2)} times as many; 2 loops that touch no memory ${cores.toFixed(2)} times one`,
    );
    const goal = {
      what: `2 workers get at least ${SHARE_MIN} of what 2 loops get (${(ratio / cores).toFixed(2)})`,
      met: ratio >= SHARE_MIN * cores,
    };
    printGoal(goal);
    return goal;
  } finally {
    for (const worker of workers) worker.stop();
  }
}

async function timed(work: () => Promise<SessionResult[]>) {
  const beganMs = performance.now();
  const results = await work();
  return { results, seconds: (performance.now() - beganMs) / 1000 };
}

/** How much two threads get done beside what one does; 2 where nothing else computes, and the cores share nothing. */
async function worthOfTwoCores(): Promise<number> {
  const ratios: number[] = [];
  for (let look = 0; look < LOOKS; look++) {
    const alone = await secondsOf([loop]);
    ratios.push((2 * alone) / (await secondsOf([loop, loop])));
  }
  return median(ratios);
}

async function secondsOf(loops: readonly (() => Promise<void>)[]): Promise<number> {
  const beganMs = performance.now();
  await Promise.all(loops.map((run) => run()));
  return (performance.now() - beganMs) / 1000;
}

function loop(): Promise<void> {
  const thread = new Thread(`let sum = 0; for (let at = 0; at < ${TURNS}; at++) sum = (sum + at) | 0;`, {
    eval: true,
  });
  return new Promise((resolve, reject) => {
    thread.once("error", reject).once("exit", () => resolve());
  });
}
