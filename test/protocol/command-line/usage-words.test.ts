/** With --lang zh a mistyped command line is told in Chinese; what was typed stays as it was typed. */
import { usageInChinese } from "@duka/protocol/command-line/usage-words";
import test from "ava";
import { runTool } from "../../support/programs/tools.js";

for (const [words, zh, en] of [
  [
    ["debit"],
    "错误：必须给出选项“--amount <yuan>”\n",
    "error: required option '--amount <yuan>' not specified\n",
  ],
  [
    ["debit", "--amount"],
    "错误：选项“--amount <yuan>”后缺少取值\n",
    "error: option '--amount <yuan>' argument missing\n",
  ],
  [
    ["debit", "--amount", "1", "--ref", "S-1", "--amuont", "1"],
    "错误：没有选项“--amuont”\n（是否为 --amount？）\n",
    "error: unknown option '--amuont'\n(Did you mean --amount?)\n",
  ],
  [
    ["debti"],
    "错误：没有命令“debti”\n（是否为 debit？）\n",
    "error: unknown command 'debti'\n(Did you mean debit?)\n",
  ],
  [["explain"], "错误：缺少参数“what”\n", "error: missing required argument 'what'\n"],
  [
    ["card", "show", "x", "y"],
    "错误：“show”最多 0 个参数，给出了 2 个\n",
    "error: too many arguments for 'show'. Expected 0 arguments but got 2.\n",
  ],
  [
    ["balance", "--kind", "gold"],
    "错误：选项“--kind <kind>”不能取值“gold”，可以是：purse, deposit, medical\n",
    "error: option '--kind <kind>' argument 'gold' is invalid. Allowed choices are purse, deposit, medical.\n",
  ],
] as const)
  test(`duka ${words.join(" ")}: the mistake is told in the language that is asked for`, async (t) => {
    for (const [lang, told] of [
      [["--lang", "zh"], zh],
      [["--lang", "en"], en],
      [[], en],
    ] as const) {
      const [command = "", ...rest] = words;
      const ran = await runTool("duka", [command, ...lang, ...rest]);
      t.is(ran.code, 2);
      t.is(ran.told, told, lang.join(" "));
    }
  });

for (const [said, zh] of [
  [
    "error: command-argument value 'tcsh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish.\n",
    "错误：参数“shell”不能是“tcsh”，可以是：bash, zsh, fish\n",
  ],
  ["error: option '--a' cannot be used with option '--b'\n", "错误：选项“--a”不能与“--b”同时使用\n"],
  [
    "error: unknown option '--refs'\n(Did you mean one of --ref, --reader?)\n",
    "错误：没有选项“--refs”\n（是否为 --ref, --reader？）\n",
  ],
  ["error: what no one has said yet\n", "错误：what no one has said yet\n"],
] as const)
  test(`the library's "${said.trim().split("\n")[0]}" has its Chinese`, (t) => {
    t.is(usageInChinese(said), zh);
  });
