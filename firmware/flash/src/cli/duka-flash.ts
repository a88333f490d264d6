/** `duka-flash`: the manufacturer's tool. Data goes to standard output, messages to standard error. */
import { ReaderError } from "@duka/driver/reader";
import { Command, CommanderError } from "commander";
import { BuildError } from "../base/build-error.js";
import { FlashError } from "../base/flash-error.js";
import { CONSOLE, type Output } from "../base/output.js";
import { packageVersion } from "../base/package-version.js";
import { FRIENDLY_NAME, type PcscConfOptions, pcscConf, SERIAL_DRIVER } from "../build/pcsc-conf.js";
import { addBoardCommands } from "./boards-command.js";
import { addBuildCommand } from "./build-command.js";
import { addFlashCommand } from "./flash-command.js";

export type { Output } from "../base/output.js";

/** Exit codes: done, failed or refused, the command line is at fault, nothing answers at the port. */
const DONE = 0;
const FAILED = 1;
const USAGE = 2;
const NO_BOARD = 3;

/** @returns the exit code; never throws for what the user typed */
export async function main(words: readonly string[], output: Output = CONSOLE): Promise<number> {
  if (output === CONSOLE) outliveReaders();
  try {
    await program(output).parseAsync(words, { from: "user" });
    return DONE;
  } catch (error) {
    return exitCodeOf(error, output);
  }
}

function exitCodeOf(error: unknown, output: Output): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : USAGE;
  if (error instanceof RangeError || error instanceof BuildError) {
    output.error(`${error.message}\n`);
    return error instanceof RangeError ? USAGE : FAILED;
  }
  if (error instanceof FlashError) {
    // The command itself has said it, in words or as JSON.
    return error.code === "no-board" ? NO_BOARD : FAILED;
  }
  if (error instanceof ReaderError) {
    output.error(`${error.message}${error.remedy === undefined ? "" : `\n  ${error.remedy}`}\n`);
    return error.code === "no-reader" ? NO_BOARD : FAILED;
  }
  throw error;
}

/**
 * The reading program may stop (`| head`, a closed window): a board that is being flashed must not be left half-way for
 * that.
 */
function outliveReaders(): void {
  process.stderr.on("error", () => {});
  process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
    if (code === "EPIPE") return;
    process.once("exit", (exitCode) => {
      if (exitCode === DONE) process.exitCode = FAILED;
    });
  });
}

function program(output: Output): Command {
  const root = new Command("duka-flash")
    .description("Builds the firmware of a reader for a board, and flashes it.")
    .version(packageVersion())
    .exitOverride()
    .configureOutput({ writeOut: output.out, writeErr: output.error })
    .showHelpAfterError("(duka-flash --help shows what there is)")
    .addHelpText("after", EXAMPLES);
  addBoardCommands(root, output);
  addBuildCommand(root, output);
  addFlashCommand(root, output);
  root
    .command("pcsc-conf")
    .description("print what makes a reader one of the system's PC/SC readers on Linux, and where to put it")
    .requiredOption("--device <path>", "serial device of the reader")
    .option("--persona <name>", "reader type of its firmware", "pos")
    .option("--driver <path>", "serial driver of libccid", SERIAL_DRIVER)
    .option("--name <name>", "how PC/SC programs call the reader", FRIENDLY_NAME)
    .action((options: PcscConfOptions) => output.out(pcscConf(options)));
  return root;
}

const EXAMPLES = `
Examples:
  duka-flash boards
  duka-flash board PICO_R1_3
  duka-flash build --board PICO_R1_3 --persona pos --out firmware-out --serial-number D26-000123
  duka-flash flash --port /dev/ttyACM0 firmware-out
  duka-flash pcsc-conf --device /dev/ttyACM0 --persona pos`;
