/** What a second process brings to a campaign: the same sessions by one that is warm, and by two. */
import { availableParallelism, cpus } from "node:os";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { buildHash } from "@duka/simulator/world/campaign/build-hash";
import { checkedPlan, type PlannedSession, sessionsOf, WHOLE } from "@duka/simulator/world/campaign/plan";
import type { SessionResult } from "@duka/simulator/world/campaign/session-result";
import { openSessionRunner, type SessionRunner } from "@duka/simulator/world/campaign/session-runner";
import { type Goal, printGoal } from "./report.js";

const PLAN = checkedPlan({ sales: 150, seed: 1, faults: "mixed", combination: "hangzhou,T=0,purse" });
const RATIO_MIN = 1.7;
const LOOK_MS = 1000;
/** Two processes and this one's messages. */
const FREE_CORES = 1.8;

export async function measureCampaign(): Promise<Goal> {
  const build = buildHash();
  const [warmUp, ...sessions] = sessionsOf(PLAN, WHOLE);
  const runners = [openSessionRunner(), openSessionRunner()];
  const run = async (runner: SessionRunner, some: readonly PlannedSession[]): Promise<SessionResult[]> => {
    const results: SessionResult[] = [];
    await runner.run({ plan: PLAN, build, sessions: some }, (result) => results.push(result));
    return results;
  };
  try {
    await Promise.all(runners.map((runner) => run(runner, [warmUp!])));
    const free = await idleCores();
    const [one] = runners;
    const alone = await timed(() => run(one!, sessions));
    const half = sessions.length >> 1;
    const halves = [sessions.slice(0, half), sessions.slice(half)];
    const together = await timed(async () =>
      (await Promise.all(runners.map((runner, at) => run(runner, halves[at]!)))).flat(),
    );
    const sum = (of: (result: SessionResult) => number) =>
      alone.results.reduce((total, result) => total + of(result), 0);
    const ratio = alone.seconds / together.seconds;
    console.log("\na campaign: several faults in each session, judged, in processes of its own");
    console.log(
      `  1 worker   ${(sum(({ sales }) => sales) / alone.seconds).toFixed(1)} sales and ${(sum(({ apdus }) => apdus) / alone.seconds).toFixed(0)} APDUs a second`,
    );
    console.log(`  2 workers  ${ratio.toFixed(2)} times as many`);
    const isFree = free >= FREE_CORES;
    if (!isFree)
      console.log(
        `  of ${availableParallelism()} cores ${free.toFixed(1)} were free: other programs computed meanwhile`,
      );
    const goal = { what: `2 workers do ${RATIO_MIN} times the work of 1`, met: ratio >= RATIO_MIN };
    printGoal(goal);
    return goal;
  } finally {
    for (const runner of runners) runner.stop();
  }
}

async function timed(work: () => Promise<SessionResult[]>) {
  const beganMs = performance.now();
  const results = await work();
  return { results, seconds: (performance.now() - beganMs) / 1000 };
}

/** How many cores had nothing to do. */
async function idleCores(): Promise<number> {
  const idleMs = () => cpus().reduce((sum, { times }) => sum + times.idle, 0);
  const [beganMs, before] = [performance.now(), idleMs()];
  await pause(LOOK_MS);
  return (idleMs() - before) / (performance.now() - beganMs);
}
