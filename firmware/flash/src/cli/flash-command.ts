/** `duka-flash flash`: from a folder of `build` to a board that runs it. */
import { realClock } from "@duka/driver/reader";
import type { Command } from "commander";
import { BoardError, FlashError } from "../base/flash-error.js";
import type { Output } from "../base/output.js";
import { type BuiltFirmware, RefusedFirmware, readFirmwareFolder } from "../build/firmware-folder.js";
import { readKey } from "../build/signature.js";
import { readSecret } from "../build/unit.js";
import { checkBoardAddress, connectBy } from "../flasher/connect.js";
import { type FlashResult, flash } from "../flasher/flash.js";
import { createProgress } from "./progress.js";

type FlashWords = {
  readonly port?: string;
  readonly reader?: string;
  readonly selfTest?: string;
  readonly board?: string;
  readonly persona?: string;
  readonly trust?: string;
  readonly allowUnsigned?: true;
  readonly allowOlder?: true;
  readonly consoleSecret?: string;
  readonly replace?: true;
  readonly json?: true;
};

const MORE = `
The firmware that runs stays until the new one has answered as a reader. Afterwards, and after Ctrl-C, the tool says
which of them the board runs; exit code 0 is the new one.

Examples:
  duka-flash flash --port /dev/ttyACM0 --self-test serial:/dev/ttyUSB0 firmware-out
  duka-flash flash --port "/dev/ttyUSB0?baud=9600" firmware-out
  duka-flash flash --reader tcp://192.168.1.20:4070 --console-secret secret.txt firmware-out`;

export function addFlashCommand(root: Command, output: Output): void {
  root
    .command("flash")
    .description("write a firmware to a board, read it back, start it and test it as a reader")
    .argument("<folder>", "what duka-flash build has written")
    .option("--port <path>", "serial port of the board's console: /dev/ttyACM0, COM3")
    .option("--reader <address>", "the board behind any address: serial:PORT[?baud=N] or tcp://HOST:PORT")
    .option(
      "--self-test <address>",
      "where the reader will answer, when that is another line than the console",
    )
    .option("--board <name>", "which of several firmwares in the folder")
    .option("--persona <name>", "which of several firmwares in the folder")
    .option("--trust <file>", "only what this Ed25519 public key (PEM) has signed, and nothing older")
    .option("--allow-unsigned", "with --trust: also what no one has signed")
    .option("--allow-older", "with --trust: also what has a lower security counter than what runs")
    .option("--console-secret <file>", "the secret that a reader which runs already was built with")
    .option("--replace", "give the previous firmware up first, where there is no room for both")
    .option("--json", "print the result as JSON")
    .addHelpText("after", MORE)
    .action((folder: string, options: FlashWords) => runFlash(folder, options, output));
}

async function runFlash(folder: string, options: FlashWords, output: Output): Promise<void> {
  const consoleAddress = addressOf(options);
  const firmware = firmwareOf(folder, options, output);
  const progress = createProgress(output);
  const interrupt = new AbortController();
  const stopWaiting = output.onInterrupt?.(() => interrupt.abort());
  try {
    const result = await flash({
      firmware,
      consoleAddress,
      readerAddress: options.selfTest === undefined ? consoleAddress : checkBoardAddress(options.selfTest),
      secret: options.consoleSecret === undefined ? undefined : readSecret(options.consoleSecret),
      replace: options.replace === true,
      allowOlder: options.allowOlder === true || options.trust === undefined,
      clock: realClock,
      connect: connectBy(realClock),
      signal: interrupt.signal,
      progress: progress.show,
    });
    progress.end();
    output.out(options.json === true ? `${JSON.stringify({ flashed: true, ...result })}\n` : success(result));
  } catch (error) {
    progress.end();
    if (error instanceof FlashError) tellFailure(error, options.json === true, output);
    throw error;
  } finally {
    stopWaiting?.();
  }
}

/** @throws FlashError for one that is refused, which the board never sees */
function firmwareOf(folder: string, options: FlashWords, output: Output): BuiltFirmware {
  try {
    return readFirmwareFolder(folder, {
      ...(options.board === undefined ? {} : { board: options.board }),
      ...(options.persona === undefined ? {} : { persona: options.persona }),
      ...(options.trust === undefined ? {} : { trustedKey: readKey(options.trust) }),
      allowUnsigned: options.allowUnsigned === true,
    });
  } catch (cause) {
    if (!(cause instanceof RefusedFirmware)) throw cause;
    const { message } = cause;
    const remedy = "get the folder anew from the one who built it, and do not flash this one";
    const refused = new BoardError({ message, code: "refused-firmware", remedy, cause });
    const error = new FlashError(refused, "open", "previous");
    tellFailure(error, options.json === true, output);
    throw error;
  }
}

function addressOf({ port, reader }: FlashWords): string {
  if ((port === undefined) === (reader === undefined))
    throw new RangeError("name one of --port and --reader");
  return checkBoardAddress(reader ?? `serial:${port}`);
}

function success({ board, interpreter, image, sha256, selfTest }: FlashResult): string {
  const { memory } = selfTest;
  const variables = memory === undefined ? "" : `, ${memory.used} of ${memory.total} variables in use`;
  return (
    `${board} (Espruino ${interpreter}) runs the new firmware ${selfTest.firmwareVersion} as image ${image}\n` +
    `serial number ${selfTest.serialNumber}, ${selfTest.slots} slots answer${variables}\nSHA-256 ${sha256}\n`
  );
}

function tellFailure(error: FlashError, asJson: boolean, output: Output): void {
  const { code, stage, running, message, remedy } = error;
  if (asJson) output.out(`${JSON.stringify({ flashed: false, code, stage, running, message, remedy })}\n`);
  output.error(`${message}\n  ${remedy}\n`);
}
