/** A JSON file of someone's own, read whole (wraps node:fs). No message shows a piece of it: it may hold keys. */
import { parseJson } from "./parse-json.js";
import { readRegularFile } from "./regular-file.js";

const FILE_BYTES_MAX = 1 << 20;

/**
 * @param kind what the file is, for messages: "profile file"
 * @param read makes of its content what is wanted
 * @throws RangeError naming the file, and what `read` refused
 */
export function readJsonFile<T>(path: string, kind: string, read: (content: unknown) => T): T {
  const bytes = bytesOf(path, kind);
  try {
    return read(contentOf(bytes));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(`${kind} ${path}: ${error.message}`, { cause: error });
  }
}

function bytesOf(path: string, kind: string): Uint8Array {
  try {
    return readRegularFile(path, FILE_BYTES_MAX);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RangeError(`cannot read the ${kind} ${path}: ${why}`, { cause: error });
  }
}

function contentOf(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new RangeError("it is no UTF-8", { cause: error });
  }
  try {
    return parseJson(text);
  } catch (error) {
    const [place = ""] = /at position \d+( \(line \d+ column \d+\))?/.exec(String(error)) ?? [];
    const why = /nested/.test(String(error)) ? ": it is nested too deep" : "";
    throw new RangeError(`it is no JSON ${place}${why}`.trimEnd());
  }
}
