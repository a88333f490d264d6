/** What the tool's file in `bin` runs, from its modules or as one program: one command line of this process. */
import { EXIT_REFUSED, runInProcess } from "@duka/protocol/command-line";
import { runDukaSim } from "./duka-sim.js";

const TOOL = { name: "duka-sim", exitUntold: EXIT_REFUSED, remedy: "make room, then repeat" };

runInProcess(TOOL, runDukaSim);
