/** The file of `--id-numbers`: numbers of persons that are not to stand on a command line. */
import { rangeError, whyInBoth } from "@duka/protocol/data/bilingual";
import { parseJson } from "@duka/protocol/data/parse-json";
import { readData } from "@duka/protocol/data/read-data";
import { readRegularFile } from "@duka/protocol/data/regular-file";
import { matching, members } from "@duka/protocol/data/values";

const FILE_BYTES_MAX = 4096;
const number = matching("[ -~]{1,80}", ["a number as its option takes it", "相应选项所取的号码"]).optional();

/**
 * @param names members that the command takes, such as "delegateDocument"
 * @throws RangeError naming file and member, and no number
 */
export function readIdNumbers(file: string, names: readonly string[]): { readonly [name: string]: string } {
  const shape = members(Object.fromEntries(names.map((name) => [name, number])));
  const found = readData(shape, contentOf(file), `--id-numbers ${file}: it`);
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** The one on the command line and the one in the file may differ. */
export function givenTwice(option: string | undefined, file: string): RangeError {
  return rangeError(
    `${option} stands on the command line and in ${file}: leave one of them out`,
    `命令行和 ${file} 中都有 ${option}：请去掉一个`,
  );
}

function contentOf(file: string): unknown {
  try {
    return parseJson(Buffer.from(readRegularFile(file, FILE_BYTES_MAX)).toString("utf8"));
  } catch (error) {
    // What a parser says may show what stands there.
    const { en, zh } =
      error instanceof SyntaxError ? { en: "it is no JSON", zh: "不是有效的 JSON" } : whyInBoth(error);
    throw rangeError(`--id-numbers ${file}: ${en}`, `--id-numbers ${file}：${zh}`, error);
  }
}
