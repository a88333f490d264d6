import { availableParallelism } from "node:os";
import { GROUPS, OTHER_RUNS, SWEEPS } from "./test/group/files.js";

// `npm test` writes the groups, and names them to AVA; a file by its name runs alone.
const others = OTHER_RUNS.map((folder) => `!test/dist/${folder}/**`);
const isGrouped = process.env.DUKA_TEST_GROUPS === "1";

export default {
  files: isGrouped
    ? [`${GROUPS}/*.test.js`]
    : [
        "test/dist/**/*.test.js",
        ...others,
        ...(process.env.COVERAGE === undefined ? [] : SWEEPS.map((name) => `!test/dist/${name}`)),
      ],
  // Child processes: coverage counts in them, and no test shares a global with another group.
  workerThreads: false,
  // One more than processors: a test that waits for a process, or for a port, lets another one run.
  concurrency: availableParallelism() + 1,
  failFast: false,
  // Nothing is told while a group loads its files, nor while one of them waits for npm on a busy machine.
  timeout: "4m",
};
