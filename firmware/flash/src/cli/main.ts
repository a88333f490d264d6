/** What the tool's file in `bin` runs, from its modules or as one program: one command line of this process. */
import { EXIT_REFUSED, runInProcess } from "@duka/protocol/command-line";
import { runDukaFlash } from "./duka-flash.js";

const TOOL = { name: "duka-flash", exitUntold: EXIT_REFUSED, remedy: "make room, then repeat" };

runInProcess(TOOL, runDukaFlash);
