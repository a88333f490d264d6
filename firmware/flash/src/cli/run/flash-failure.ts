/** What is said of an error, and which exit code it means. */
import { ReaderError } from "@duka/driver/reader";
import { EXIT_NO_READER, EXIT_REFUSED, EXIT_USAGE, type Failure } from "@duka/protocol/command-line";
import { BuildError } from "../../base/build-error.js";
import { FlashError } from "../../base/flash-error.js";

/** @throws the error itself, when the tool is at fault */
export function failureOf(error: unknown): Failure {
  if (error instanceof RangeError || error instanceof BuildError) {
    const { message } = error;
    const [exitCode, code] =
      error instanceof RangeError ? ([EXIT_USAGE, "usage"] as const) : ([EXIT_REFUSED, "build"] as const);
    return { exitCode, text: `${message}\n`, error: { code, message } };
  }
  if (error instanceof FlashError) {
    // The command itself has said it, in words or as JSON.
    const { code, message, remedy } = error;
    return {
      exitCode: code === "no-board" ? EXIT_NO_READER : EXIT_REFUSED,
      text: "",
      error: { code, message, remedy },
    };
  }
  if (error instanceof ReaderError) {
    const { code, message, remedy } = error;
    return {
      exitCode: code === "no-reader" ? EXIT_NO_READER : EXIT_REFUSED,
      text: `${message}${remedy === undefined ? "" : `\n  ${remedy}`}\n`,
      error: { code, message, remedy },
    };
  }
  throw error;
}
