/** What the tool's file in `bin` runs: one command line of this process. */
import { EXIT_REFUSED, nodeTerminal } from "@duka/protocol/command-line";
import { runDukaSim } from "./duka-sim.js";

const TOOL = { name: "duka-sim", exitUntold: EXIT_REFUSED, remedy: "make room, then repeat" };

process.exitCode = await runDukaSim(process.argv.slice(2), nodeTerminal(TOOL));
