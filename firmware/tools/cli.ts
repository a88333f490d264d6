/** `duka-flash`: the manufacturer's tool. Data goes to standard output, messages to standard error. */
import { resolve } from "node:path";
import { Command, CommanderError } from "commander";
import { listModules, readBoard } from "./board-table.js";
import { BuildError } from "./build-error.js";
import {
  BUNDLE_FOLDER,
  BUNDLE_LIMIT_BYTES,
  buildAll,
  COMPILED_FOLDER,
  type Manifest,
} from "./firmware-build.js";
import { packageVersion } from "./package-version.js";
import { FRIENDLY_NAME, type PcscConfOptions, pcscConf, SERIAL_DRIVER } from "./pcsc-conf.js";

/** Exit codes: done, the firmware is at fault, the command line is. */
const DONE = 0;
const FAILED = 1;
const USAGE = 2;

/** Where the words of a run go. */
export type Output = { out(text: string): void; error(text: string): void };

const CONSOLE: Output = {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
};

/** @returns the exit code; never throws for what the user typed */
export async function main(words: readonly string[], output: Output = CONSOLE): Promise<number> {
  if (output === CONSOLE) process.stdout.on("error", endWithReader);
  try {
    await program(output).parseAsync(words, { from: "user" });
    return DONE;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : USAGE;
    if (error instanceof RangeError) {
      output.error(`${error.message}\n`);
      return USAGE;
    }
    if (error instanceof BuildError) {
      output.error(`${error.message}\n`);
      return FAILED;
    }
    throw error;
  }
}

/** `duka-flash boards | head`: whoever read has seen enough. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit(DONE);
}

function program(output: Output): Command {
  const root = new Command("duka-flash")
    .description("Builds the firmware of a reader for a board.")
    .version(packageVersion())
    .exitOverride()
    .configureOutput({ writeOut: output.out, writeErr: output.error })
    .showHelpAfterError("(duka-flash --help shows what there is)")
    .addHelpText("after", EXAMPLES);
  root
    .command("boards")
    .description("list the boards: name, card clock, host line, slots")
    .option("--json", "as JSON")
    .action((options: { json?: true }) => showBoards(options.json === true, output));
  root
    .command("build")
    .description("write the bundle of a board and its manifest")
    .option("--board <name>", "only this board")
    .option("--persona <name>", "only this reader type")
    .option("--out <folder>", "where to", BUNDLE_FOLDER)
    .option("--json", "print the manifests as JSON")
    .action((options: BuildWords) => build(options, output));
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
  duka-flash build --board PICO_R1_3 --persona pos --out firmware-out
  duka-flash pcsc-conf --device /dev/ttyACM0 --persona pos`;

type BuildWords = { board?: string; persona?: string; out: string; json?: true };

async function showBoards(asJson: boolean, output: Output): Promise<void> {
  const tables = [];
  for (const module of listModules(COMPILED_FOLDER, "boards"))
    tables.push(await readBoard(COMPILED_FOLDER, module));
  if (asJson) {
    output.out(`${JSON.stringify(tables, null, 2)}\n`);
    return;
  }
  for (const table of tables) {
    const host = `${table.host.uart} ${table.host.baud} baud 8N${table.host.stopBits}`;
    output.out(`${table.name}  card clock ${table.clockHz} Hz, host ${host}\n`);
    table.slots.forEach((slot, index) => {
      const pins = Object.entries(slot)
        .filter(([, pin]) => pin !== "")
        .map(([name, pin]) => `${name} ${pin}`);
      output.out(`  slot ${index}  ${pins.join("  ")}\n`);
    });
  }
}

async function build(options: BuildWords, output: Output): Promise<void> {
  const built = await buildAll({
    sourceFolder: COMPILED_FOLDER,
    outputFolder: resolve(options.out),
    instrumented: false,
    limitBytes: BUNDLE_LIMIT_BYTES,
    ...(options.board === undefined ? {} : { board: options.board }),
    ...(options.persona === undefined ? {} : { persona: options.persona }),
  });
  output.out(options.json === true ? `${JSON.stringify(built, null, 2)}\n` : built.map(line).join(""));
}

function line(one: Manifest): string {
  return `${one.board}-${one.persona}.js ${one.bytes} bytes\n`;
}
