/**
 * The file of `--id-numbers`, and the line of `--id-number-stdin`: numbers of persons that are not to stand on a
 * command line.
 */
import type { Input } from "@duka/protocol/command-line";
import { rangeError, whyInBoth } from "@duka/protocol/data/bilingual";
import { parseJson } from "@duka/protocol/data/parse-json";
import { readData } from "@duka/protocol/data/read-data";
import { readRegularFile } from "@duka/protocol/data/regular-file";
import { matching, members } from "@duka/protocol/data/values";
import { readInputLine } from "./input-line.js";

const BYTES_MAX = 4096;
const NUMBER = "[ -~]{1,80}";
const number = matching(NUMBER, ["a number as its option takes it", "相应选项所取的号码"]).optional();

/** By the members' names. */
type IdNumbers = { readonly [name: string]: string };

/**
 * @param names members that the command takes, such as "delegateDocument"
 * @throws RangeError naming file and member, and no number
 */
export function readIdNumbers(file: string, names: readonly string[]): IdNumbers {
  const where = `--id-numbers ${file}`;
  try {
    return numbersIn(Buffer.from(readRegularFile(file, BYTES_MAX)).toString("utf8"), names, where);
  } catch (error) {
    if (error instanceof RangeError && error.message.startsWith(where)) throw error;
    const { en, zh } = whyInBoth(error);
    throw rangeError(`${where}: ${en}`, `${where}：${zh}`, error);
  }
}

/**
 * The same object in one line; or the number alone, where a single one is missing.
 * @param missing of the names: those that have to be there, and were not given
 * @throws RangeError, as for a file; when no line comes
 */
export async function readIdNumberLine(
  input: Input,
  names: readonly string[],
  missing: readonly string[],
): Promise<IdNumbers> {
  const where = "--id-number-stdin";
  const line = (await readInputLine(input, BYTES_MAX, where)).trim();
  if (line.startsWith("{")) return numbersIn(line, names, where);
  const [name, ...more] = missing;
  if (name === undefined || more.length > 0) {
    const which = (name === undefined ? names : missing).map((one) => `"${one}": "…"`).join(", ");
    throw rangeError(
      `${where}: say which number it is, in one line such as {${which}}`,
      `${where}：请说明是哪个号码，写成一行，例如 {${which}}`,
    );
  }
  return numbersIn(JSON.stringify({ [name]: line }), names, where);
}

/** @throws RangeError for sources of which only one can be read */
export function checkSources(hasFile: boolean, hasLine: boolean, hasPassword: boolean): void {
  if (hasFile && hasLine)
    throw rangeError(
      "--id-numbers and --id-number-stdin: choose one of them",
      "--id-numbers 和 --id-number-stdin：请只选一个",
    );
  if (hasLine && hasPassword)
    throw rangeError(
      "--id-number-stdin and --password-stdin: standard input is one of them; put the numbers into a file (--id-numbers)",
      "--id-number-stdin 和 --password-stdin：标准输入只能用于其中一个；请把号码写入文件（--id-numbers）",
    );
}

/** The one on the command line and the one that came otherwise may differ. */
export function givenTwice(option: string | undefined, file: string | undefined): RangeError {
  return rangeError(
    `${option} stands on the command line and in ${file ?? "standard input"}: leave one of them out`,
    `命令行和 ${file ?? "标准输入"} 中都有 ${option}：请去掉一个`,
  );
}

function numbersIn(text: string, names: readonly string[], where: string): IdNumbers {
  const shape = members(Object.fromEntries(names.map((name) => [name, number])));
  const found = readData(shape, contentOf(text, where), `${where}: it`);
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function contentOf(text: string, where: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    // What a parser says may show what stands there.
    throw rangeError(`${where}: it is no JSON`, `${where}：不是有效的 JSON`, error);
  }
}
