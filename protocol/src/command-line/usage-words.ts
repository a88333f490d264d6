/** What the command line's library says of a mistake, in Chinese: it says it in English alone. */

type Rule = readonly [said: RegExp, chinese: string];

/** Words between quotes are what was typed, or what help writes: they stay as they are. */
const RULES: readonly Rule[] = [
  [/^missing required argument '(.*)'$/, "缺少参数“$1”"],
  [/^option '(.*)' argument missing$/, "选项“$1”后缺少取值"],
  [/^required option '(.*)' not specified$/, "必须给出选项“$1”"],
  [/^required option '(.*)' not specified, nor in (--\S+)$/, "必须给出选项“$1”，或写在 $2 中"],
  [/^required option '(.*)' not specified, nor in (--\S+) or (--\S+)$/, "必须给出选项“$1”，或由 $2、$3 给出"],
  [/^unknown option '(.*)'$/, "没有选项“$1”"],
  [/^unknown command '(.*)'$/, "没有命令“$1”"],
  [
    /^too many arguments for '(.*)'\. Expected (\d+) arguments? but got (\d+)\.$/,
    "“$1”最多 $2 个参数，给出了 $3 个",
  ],
  [/^too many arguments\. Expected (\d+) arguments? but got (\d+)\.$/, "最多 $1 个参数，给出了 $2 个"],
  [/^option '(.*)' cannot be used with option '(.*)'$/, "选项“$1”不能与“$2”同时使用"],
  [
    /^option '(.*)' argument '(.*)' is invalid\. Allowed choices are (.*)\.$/,
    "选项“$1”不能取值“$2”，可以是：$3",
  ],
  [
    /^command-argument value '(.*)' is invalid for argument '(.*)'\. Allowed choices are (.*)\.$/,
    "参数“$2”不能是“$1”，可以是：$3",
  ],
];

const SUGGESTION = /^\(Did you mean (?:one of )?(.*)\?\)$/;

/** @param told by the library: "error: unknown option '--x'", and a line with what may have been meant */
export function usageInChinese(told: string): string {
  const [first = "", ...others] = told.trimEnd().split("\n");
  const message = first.replace(/^error: /, "");
  const rule = RULES.find(([said]) => said.test(message));
  const lines = [
    `错误：${rule === undefined ? message : message.replace(rule[0], rule[1])}`,
    ...others.map((line) => line.replace(SUGGESTION, "（是否为 $1？）")),
  ];
  return `${lines.join("\n")}\n`;
}
