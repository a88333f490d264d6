/** What the tool's file in `bin` runs: one command line of this process. */
import { EXIT_REFUSED, nodeTerminal } from "@duka/protocol/command-line";
import { runDukaFlash } from "./duka-flash.js";

const TOOL = { name: "duka-flash", exitUntold: EXIT_REFUSED, remedy: "make room, then repeat" };

process.exitCode = await runDukaFlash(process.argv.slice(2), nodeTerminal(TOOL));
