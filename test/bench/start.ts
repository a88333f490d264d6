/** Start of the tools: files loaded, and CPU time of the process over that of a bare Node. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadedModules, TOOLS } from "../support/programs/loaded-modules.js";
import { HOME } from "../support/values/home.js";
import { type Goal, printGoal } from "./report.js";
import { median } from "./timing.js";

const ROUNDS = 7;
const RATIO_MAX = 2;
const MODULES_MAX = 80;
/**
 * A whole sale with its reader, card and journal. Five is met on Node 22 and 24; Node 20, which takes less while it is
 * bare, needs half of one more.
 */
const SALE_RATIO_MAX = Number.parseInt(process.versions.node, 10) >= 22 ? 5 : 6;
/** `npm start`, of which npm itself is more than three, and differs from release to release: nine were aimed at. */
const NO_GOAL = undefined;

const TOP = fileURLToPath(new URL("../../../", import.meta.url));
const REPORT = join(TOP, "test/bench/report-cpu.cjs");

/** What is started: words on a command line. */
const STARTED = [
  ["duka", "explain 6985", RATIO_MAX],
  ["duka", "--help", RATIO_MAX],
  ["duka-sim", "--help", RATIO_MAX],
  ["duka-flash", "--help", RATIO_MAX],
  ["duka", "debit --reader sim: --amount 12.50 --ref S-1 --journal :memory:", SALE_RATIO_MAX],
] as const;

export function measureStart(): Goal[] {
  console.log(`\nStart: files loaded, CPU time over that of node -e 0, median of ${ROUNDS} in turns`);
  const folder = mkdtempSync(join(tmpdir(), "duka-bench-"));
  try {
    const file = join(folder, "cpu.txt");
    const node = (...words: string[]) => cpuMs(file, process.execPath, words);
    const tools = STARTED.flatMap(([tool, line, ratioMax]) => {
      const words = line.split(" ");
      const files = loadedModules(tool, words).length;
      return inTurns(`${tool} ${line}`, files, ratioMax, node, () => node(TOOLS[tool], ...words));
    });
    // The first one finds out what has changed since the repository was built.
    const npm = () => cpuMs(file, "npm", ["start", "--silent"]);
    npm();
    return [...tools, ...inTurns("npm start", undefined, NO_GOAL, node, npm)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function inTurns(
  name: string,
  files: number | undefined,
  ratioMax: number | undefined,
  node: (...words: string[]) => number,
  measured: () => number,
): Goal[] {
  const bare: number[] = [];
  const ours: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(node("-e", "0"));
    ours.push(measured());
  }
  const ratio = median(ours) / median(bare);
  console.log(
    `  ${name.slice(0, 24).padEnd(24)} ${String(files ?? "-").padStart(4)} files   ${median(ours).toFixed(0).padStart(4)} ms` +
      `   bare ${median(bare).toFixed(0).padStart(4)} ms   ${ratio.toFixed(2)} x bare`,
  );
  if (ratioMax === undefined) return [];
  const met = (files ?? 0) <= MODULES_MAX && ratio <= ratioMax;
  const goal = { what: `${name} loads at most ${MODULES_MAX} files in ${ratioMax} x bare Node`, met };
  printGoal(goal);
  return [goal];
}

/** Of all Node processes that the program starts. */
function cpuMs(file: string, program: string, words: readonly string[]): number {
  rmSync(file, { force: true });
  const { status, stderr } = spawnSync(program, words, {
    cwd: TOP,
    env: { PATH: process.env.PATH, HOME, NODE_OPTIONS: `--require=${REPORT}`, DUKA_BENCH_CPU: file },
    stdio: ["ignore", "pipe", "pipe"],
    encoding: "utf8",
    // npm is a batch file there.
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error(`${words.join(" ")} ended with ${status}: ${stderr}`);
  const microseconds = readFileSync(file, "utf8").trim().split("\n").map(Number);
  return microseconds.reduce((sum, one) => sum + one, 0) / 1000;
}
