/** What the tool's file in `bin` runs: one command line of this process. */
import { EXIT_UNDECIDED, nodeTerminal } from "@duka/protocol/command-line";
import { runDuka } from "./duka.js";

/** The card may have paid: not done, nor refused. */
const TOOL = { name: "duka", exitUntold: EXIT_UNDECIDED, remedy: "make room, then ask again" };

process.exitCode = await runDuka(process.argv.slice(2), nodeTerminal(TOOL));
