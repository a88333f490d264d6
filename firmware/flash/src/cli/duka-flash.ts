/**
 * `duka-flash`: the manufacturer's tool. Data goes to standard output, messages to standard error. Exit codes: 0 done,
 * 1 failed or refused, 2 the command line is at fault, 3 nothing answers at the port.
 */
import {
  Command,
  type Failure,
  type Input,
  type Output,
  type Program,
  plainOutput,
  runProgram,
} from "@duka/protocol/command-line";
import { flashVersion } from "../base/flash-version.js";

/** With a keyboard, where there is one. */
type Asking = Output & { readonly input?: Input };

const COMMANDS: Program<Asking>["commands"] = {
  boards: async () => (await import("./commands/board-commands.js")).boardsCommand,
  board: async () => (await import("./commands/board-commands.js")).boardCommand,
  build: async () => (await import("./commands/build-command.js")).buildCommand,
  flash: async () => (await import("./commands/flash-command.js")).flashCommand,
  update: async () => (await import("./commands/update-command.js")).updateCommand,
  line: async () => (await import("./commands/line-command.js")).lineCommand,
  "pcsc-conf": async () => (await import("./commands/pcsc-conf-command.js")).pcscConfCommand,
};

const EXAMPLES = `
Examples:
  duka-flash boards
  duka-flash board PICO_R1_3
  duka-flash build --board PICO_R1_3 --persona pos --out firmware-out
  duka-flash flash --port /dev/ttyACM0 firmware-out
  duka-flash line --batch batch.json --ports '/dev/ttyACM*'
  duka-flash pcsc-conf --device /dev/ttyACM0 --persona pos`;

/** @param words after the program's name @returns the exit code; never throws for what the user typed */
export function runDukaFlash(words: readonly string[], process: Asking): Promise<number> {
  const output = plainOutput(process, words);
  const root = new Command("duka-flash")
    .description("Builds the firmware of a reader for a board, and flashes it.")
    .version(flashVersion())
    .showHelpAfterError("(duka-flash --help shows what there is)")
    .addHelpText("after", EXAMPLES);
  const explain = async (error: unknown): Promise<Failure> =>
    (await import("./run/flash-failure.js")).failureOf(error);
  return runProgram({ root, commands: COMMANDS, explain }, words, output);
}
