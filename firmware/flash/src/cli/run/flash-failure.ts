/** What is said of an error, and which exit code it means. */
import { ReaderError } from "@duka/driver/reader";
import { EXIT_NO_READER, EXIT_REFUSED, EXIT_USAGE, type Output } from "@duka/protocol/command-line";
import { BuildError } from "../../base/build-error.js";
import { FlashError } from "../../base/flash-error.js";

/** @returns the exit code @throws the error itself, when the tool is at fault */
export function tellFailure(error: unknown, output: Output): number {
  if (error instanceof RangeError || error instanceof BuildError) {
    output.tell(`${error.message}\n`);
    return error instanceof RangeError ? EXIT_USAGE : EXIT_REFUSED;
  }
  if (error instanceof FlashError) {
    // The command itself has said it, in words or as JSON.
    return error.code === "no-board" ? EXIT_NO_READER : EXIT_REFUSED;
  }
  if (error instanceof ReaderError) {
    output.tell(`${error.message}${error.remedy === undefined ? "" : `\n  ${error.remedy}`}\n`);
    return error.code === "no-reader" ? EXIT_NO_READER : EXIT_REFUSED;
  }
  throw error;
}
