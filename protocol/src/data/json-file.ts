/** A JSON file of someone's own, read whole (wraps node:fs). No message shows a piece of it: it may hold keys. */
import { rangeError, whyInBoth } from "./bilingual.js";
import { parseJson } from "./parse-json.js";
import { readRegularFile } from "./regular-file.js";

const FILE_BYTES_MAX = 1 << 20;

export type FileKind = readonly [en: string, zh: string];

/**
 * @param kind what the file is, for messages, in English and Chinese: "profile file"
 * @param read makes of its content what is wanted
 * @throws RangeError naming the file, and what `read` refused
 */
export function readJsonFile<T>(path: string, kind: FileKind, read: (content: unknown) => T): T {
  const bytes = bytesOf(path, kind);
  try {
    return read(contentOf(bytes));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const why = whyInBoth(error);
    throw rangeError(`${kind[0]} ${path}: ${why.en}`, `${kind[1]} ${path}：${why.zh}`, error);
  }
}

function bytesOf(path: string, kind: FileKind): Uint8Array {
  try {
    return readRegularFile(path, FILE_BYTES_MAX);
  } catch (error) {
    const why = whyInBoth(error);
    throw rangeError(
      `cannot read the ${kind[0]} ${path}: ${why.en}`,
      `无法读取${kind[1]} ${path}：${why.zh}`,
      error,
    );
  }
}

function contentOf(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw rangeError("it is no UTF-8", "不是 UTF-8 编码", error);
  }
  try {
    return parseJson(text);
  } catch (error) {
    const [place = ""] = /at position \d+( \(line \d+ column \d+\))?/.exec(String(error)) ?? [];
    const isDeep = /nested/.test(String(error));
    throw rangeError(
      `it is no JSON ${place}${isDeep ? ": it is nested too deep" : ""}`.trimEnd(),
      `不是有效的 JSON ${place}${isDeep ? "：嵌套过深" : ""}`.trimEnd(),
    );
  }
}
