/** What the tool's file in `bin` runs, from its modules or as one program: one command line of this process. */
import { EXIT_REFUSED, nodeTerminal } from "@duka/protocol/command-line";
import { runDukaSim } from "./duka-sim.js";

const TOOL = { name: "duka-sim", exitUntold: EXIT_REFUSED, remedy: "make room, then repeat" };

// Node's own exit code for a program that waits for what never comes, until this one has ended.
process.exitCode = 13;
runDukaSim(process.argv.slice(2), nodeTerminal(TOOL)).then((code) => {
  process.exitCode = code;
});
