/** The frame that the command-line tools share: terminal, exit codes, usage, version. It alone knows the library. */
export { Argument, Command, Option } from "commander";
export {
  EXIT_DIFFERS,
  EXIT_DONE,
  EXIT_NO_CARD,
  EXIT_NO_READER,
  EXIT_REFUSED,
  EXIT_UNDECIDED,
  EXIT_USAGE,
} from "./command-line/exit-codes.js";
export { nodeTerminal, runInProcess, type Tool } from "./command-line/node-terminal.js";
export { packageVersion } from "./command-line/package-version.js";
export { plainOutput } from "./command-line/plain-output.js";
export {
  type Declare,
  type Failure,
  type Program,
  runProgram,
  terminalOf,
} from "./command-line/run-program.js";
export type { Input, Output, Terminal } from "./command-line/terminal.js";
export { untilInterrupted } from "./command-line/until-interrupted.js";
