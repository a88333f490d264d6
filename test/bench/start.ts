/** Start of the tools: files loaded, and CPU time of the process over that of a bare Node. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { loadedModules, TOOLS } from "../support/programs/loaded-modules.js";
import { type Goal, printGoal } from "./report.js";
import { median } from "./timing.js";

const ROUNDS = 7;
const RATIO_MAX = 2;
const MODULES_MAX = 80;

const REPORT = fileURLToPath(new URL("../../bench/report-cpu.cjs", import.meta.url));

/** What is started: words on a command line that need no reader. */
const STARTED = [
  ["duka", "explain 6985"],
  ["duka", "--help"],
  ["duka-sim", "--help"],
  ["duka-flash", "--help"],
] as const;

export function measureStart(): Goal[] {
  console.log(`\nStart: files loaded, CPU time over that of node -e 0, median of ${ROUNDS} in turns`);
  const goals: Goal[] = [];
  for (const [tool, line] of STARTED) {
    const words = line.split(" ");
    const modules = loadedModules(tool, words).length;
    const bare: number[] = [];
    const ours: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      bare.push(cpuMs("-e", "0"));
      ours.push(cpuMs(TOOLS[tool], ...words));
    }
    const ratio = median(ours) / median(bare);
    const name = `${tool} ${line}`;
    console.log(
      `  ${name.padEnd(24)} ${String(modules).padStart(4)} files   ${median(ours).toFixed(0).padStart(4)} ms` +
        `   bare ${median(bare).toFixed(0).padStart(4)} ms   ${ratio.toFixed(2)} x bare`,
    );
    const met = modules <= MODULES_MAX && ratio <= RATIO_MAX;
    const goal = { what: `${name} loads at most ${MODULES_MAX} files in ${RATIO_MAX} x bare Node`, met };
    printGoal(goal);
    goals.push(goal);
  }
  return goals;
}

function cpuMs(...words: string[]): number {
  const { status, output } = spawnSync(process.execPath, ["--require", REPORT, ...words], {
    env: {},
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${words.join(" ")} ended with ${status}: ${output[2]}`);
  return Number(output[3]) / 1000;
}
