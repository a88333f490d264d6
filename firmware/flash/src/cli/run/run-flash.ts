/** `duka-flash flash`: from a folder of `build` to a board that runs it. */
import { realClock } from "@duka/driver/reader";
import type { Output } from "@duka/protocol/command-line";
import { FlashError, refusedFirmware } from "../../base/flash-error.js";
import { type BuiltFirmware, RefusedFirmware, readFirmwareFolder } from "../../build/firmware-folder.js";
import { readKey } from "../../build/signature.js";
import { checkBoardRevision, checkSerialNumber, readSecret, sha256Hex, type Unit } from "../../build/unit.js";
import { checkBoardAddress, connectBy } from "../../flasher/connect.js";
import { flash } from "../../flasher/flash.js";
import type { FlashResult } from "../../flasher/flashing.js";
import { createProgress } from "../progress.js";

/** Which firmware is meant, and who must have signed it. */
export type FirmwareWords = {
  readonly board?: string;
  readonly persona?: string;
  readonly trust?: string;
  readonly allowUnsigned?: true;
  readonly json?: true;
};

export type FlashWords = FirmwareWords & {
  readonly port?: string;
  readonly reader?: string;
  readonly selfTest?: string;
  readonly allowOlder?: true;
  readonly serialNumber?: string;
  readonly boardRevision?: string;
  readonly consoleSecret?: string;
  readonly replace?: true;
};

export async function runFlash(folder: string, options: FlashWords, output: Output): Promise<void> {
  const consoleAddress = addressOf(options);
  const secret = options.consoleSecret === undefined ? undefined : readSecret(options.consoleSecret);
  const unit = unitOf(options, secret);
  const firmware = firmwareOf(folder, options, output);
  const progress = createProgress(output);
  const interrupt = new AbortController();
  // The next Ctrl-C ends the program.
  const stopWaiting = output.onInterrupt?.(() => {
    stopWaiting?.();
    interrupt.abort();
  });
  try {
    const result = await flash({
      firmware,
      consoleAddress,
      readerAddress: options.selfTest === undefined ? consoleAddress : checkBoardAddress(options.selfTest),
      unit,
      secret,
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
    if (error instanceof FlashError) tellFlashError(error, options.json === true, output);
    throw error;
  } finally {
    stopWaiting?.();
  }
}

/** @throws FlashError for one that is refused, which the board never sees */
export function firmwareOf(
  folder: string,
  options: FirmwareWords,
  output: Output,
  what: "flashed" | "updated" = "flashed",
): BuiltFirmware {
  try {
    return readFirmwareFolder(folder, {
      ...(options.board === undefined ? {} : { board: options.board }),
      ...(options.persona === undefined ? {} : { persona: options.persona }),
      ...(options.trust === undefined ? {} : { trustedKey: readKey(options.trust) }),
      allowUnsigned: options.allowUnsigned === true,
    });
  } catch (cause) {
    if (!(cause instanceof RefusedFirmware)) throw cause;
    const error = refusedFirmware(cause);
    tellFlashError(error, options.json === true, output, what);
    throw error;
  }
}

function unitOf({ serialNumber, boardRevision }: FlashWords, secret: Uint8Array | undefined): Unit {
  return {
    ...(serialNumber === undefined ? {} : { serialNumber: checkSerialNumber(serialNumber) }),
    ...(boardRevision === undefined ? {} : { boardRevision: checkBoardRevision(boardRevision) }),
    ...(secret === undefined ? {} : { consoleSecretSha256: sha256Hex(secret) }),
  };
}

function addressOf({ port, reader }: FlashWords): string {
  if ((port === undefined) === (reader === undefined))
    throw new RangeError("name one of --port and --reader");
  return checkBoardAddress(reader ?? `serial:${port}`);
}

export function success({ board, interpreter, image, sha256, boardRevision, selfTest }: FlashResult): string {
  const { memory } = selfTest;
  const variables = memory === undefined ? "" : `, ${memory.used} of ${memory.total} variables in use`;
  const revision = boardRevision === undefined ? "" : `, board revision ${boardRevision}`;
  return (
    `${board} (Espruino ${interpreter}) runs the new firmware ${selfTest.firmwareVersion} as image ${image}\n` +
    `serial number ${selfTest.serialNumber}${revision}, ${selfTest.slots} slots answer${variables}\nSHA-256 ${sha256}\n`
  );
}

export function tellFlashError(
  error: FlashError,
  asJson: boolean,
  output: Output,
  what: "flashed" | "updated" = "flashed",
): void {
  const { code, stage, running, message, remedy } = error;
  if (asJson) output.out(`${JSON.stringify({ [what]: false, code, stage, running, message, remedy })}\n`);
  output.tell(`${message}\n  ${remedy}\n`);
}
