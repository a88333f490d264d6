/** `duka-flash update`: a newer firmware for a reader in the field. */
import { realClock } from "@duka/driver/reader";
import type { Input, Output } from "@duka/protocol/command-line";
import { FlashError } from "../../base/flash-error.js";
import { readSecret } from "../../build/unit.js";
import { checkBoardAddress, connectBy } from "../../flasher/connect.js";
import type { FlashResult } from "../../flasher/flashing.js";
import { update } from "../../flasher/update.js";
import { createProgress } from "../progress.js";
import { type FirmwareWords, firmwareOf, success, tellFlashError } from "./run-flash.js";

export type UpdateWords = FirmwareWords & {
  readonly reader: string;
  readonly console?: string;
  readonly trust: string;
  readonly consoleSecret?: string;
  readonly allowOlder?: true;
  readonly compact?: true;
};

/** With a keyboard, where a person can be asked. */
type Asking = Output & { readonly input?: Input };

const QUESTION =
  "The board has to compact its flash to make room. If its power fails in just that moment it loses all files,\n" +
  "and has to be flashed anew. See that the power stays on. Compact it now? [y/N] ";
const ANSWER_MAX = 100;

export async function runUpdate(folder: string, options: UpdateWords, output: Asking): Promise<void> {
  const readerAddress = checkBoardAddress(options.reader);
  const consoleAddress = checkBoardAddress(options.console ?? options.reader);
  const secret = options.consoleSecret === undefined ? undefined : readSecret(options.consoleSecret);
  const firmware = firmwareOf(folder, options, output, "updated");
  const progress = createProgress(output);
  const interrupt = new AbortController();
  // The next Ctrl-C ends the program.
  const stopWaiting = output.onInterrupt?.(() => {
    stopWaiting?.();
    interrupt.abort();
  });
  try {
    const result = await update({
      firmware,
      readerAddress,
      consoleAddress,
      secret,
      allowOlder: options.allowOlder === true,
      mayCompact: async () => {
        progress.end();
        return options.compact === true || isYes(output, interrupt.signal);
      },
      clock: realClock,
      connect: connectBy(realClock),
      signal: interrupt.signal,
      progress: progress.show,
    });
    progress.end();
    const { isNew, ...rest } = result;
    output.out(options.json === true ? `${JSON.stringify({ updated: isNew, ...rest })}\n` : told(result));
  } catch (error) {
    progress.end();
    if (error instanceof FlashError) tellFlashError(error, options.json === true, output, "updated");
    throw error;
  } finally {
    stopWaiting?.();
  }
}

function told(result: FlashResult): string {
  return `${result.isNew ? "" : "it runs this firmware already: nothing was written\n"}${success(result)}`;
}

/** Only a person at a keyboard says yes. */
function isYes(output: Asking, signal: AbortSignal): Promise<boolean> {
  const { input } = output;
  if (output.isTerminal !== true || input?.isTTY !== true) return Promise.resolve(false);
  output.tell(QUESTION);
  return new Promise((resolve) => {
    let typed = "";
    const end = (): void => {
      input.off("data", hear);
      input.off("end", end);
      signal.removeEventListener("abort", end);
      input.pause();
      resolve(/^\s*y(?:es)?\s*$/i.test(typed));
    };
    const hear = (chunk: Uint8Array): void => {
      typed += new TextDecoder().decode(chunk);
      if (/[\r\n]/.test(typed) || typed.length > ANSWER_MAX) end();
    };
    input.on("data", hear);
    input.on("end", end);
    signal.addEventListener("abort", end);
    input.resume();
  });
}
