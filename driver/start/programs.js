/** The tools that are started as one program (program.js). Made by `npm run build`, those of which something has changed. */
import { makeProgram, modulesIn } from "./program.js";

const run = (name) => `driver/dist/cli/run/${name}.js`;
const simulated = (name) => `simulator/dist/${name}.js`;

await makeProgram({
  folder: "driver",
  entries: { duka: "driver/dist/cli/main.js" },
  files: [
    ["start", ["driver/dist/cli/main.js", ...modulesIn("driver/dist/cli/commands")]],
    // A sale without a centre.
    ["sale", ["run-debit", "run-demo", "exit-code"].map(run)],
    // Apart: where it is not installed, nothing of it may run.
    ["simulated", ["simulator/dist/index.js"]],
  ],
});
await makeProgram({
  folder: "simulator",
  entries: {
    "duka-sim": "simulator/dist/cli/main.js",
    "session-process": "simulator/dist/world/campaign/session-process.js",
    "line-process": "simulator/dist/world/sweep/line-process.js",
    "cut-process": "simulator/dist/studio/cut-process.js",
  },
  files: [
    ["start", ["simulator/dist/cli/duka-sim.js", ...modulesIn("simulator/dist/cli/commands")]],
    ["card", ["simulator/dist/index.js"]],
    ["world", ["world", "world/sweep/run-cut", "world/campaign/session-result"].map(simulated)],
    // Apart: where it is not installed, nothing of it may run.
    ["driver", ["index", "reader", "trace"].map((name) => `driver/dist/${name}.js`)],
  ],
});

await makeProgram({
  folder: "firmware/flash",
  entries: {
    "duka-flash": "firmware/flash/dist/cli/main.js",
    "unit-worker": "firmware/flash/dist/line/unit-worker.js",
  },
  files: [
    ["start", ["firmware/flash/dist/cli/duka-flash.js", ...modulesIn("firmware/flash/dist/cli/commands")]],
    ["reader", ["driver/dist/reader.js"]],
    ["simulated", ["simulator/dist/index.js"]],
  ],
});
