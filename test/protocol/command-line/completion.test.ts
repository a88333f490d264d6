/** Shell completion, asked of a real bash: what Tab offers after these words. */
import { execFileSync } from "node:child_process";
import { Argument, Command, Option } from "@duka/protocol/command-line";
import { commandTree } from "@duka/protocol/command-line/command-tree";
import { completionScript } from "@duka/protocol/command-line/completion";
import { manPage } from "@duka/protocol/command-line/man-page";
import test from "ava";

function tool(): Command {
  const card = new Command("card")
    .description('it\'s a card; "so" `to` $say')
    .option("--state <file>", "where its memory is")
    .addOption(new Option("-l, --lang <language>", "of the words").choices(["zh", "en"]))
    .option("--json", "as JSON")
    .addHelpText("after", "\nExample:\n  duka-x card show --state a.json");
  card.addCommand(new Command("show").description(".begins with a dot").option("--all", "of it"));
  const explain = new Command("explain").addArgument(new Argument("<what...>", "a \\ code"));
  return new Command("duka-x").description("a tool").version("1.2.3").addCommand(card).addCommand(explain);
}

/** @param words of COMP_WORDS, the last one is completed */
function offered(words: readonly string[]): string[] {
  const script = completionScript("bash", commandTree(tool()));
  const quoted = words.map((word) => `'${word}'`).join(" ");
  const asked = `${script}\nCOMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _duka_x; echo "\${COMPREPLY[@]}"`;
  const env = { PATH: process.env.PATH, LC_ALL: "C.UTF-8" };
  return execFileSync("bash", ["--norc", "-u", "-c", asked], { encoding: "utf8", env }).trim().split(" ");
}

for (const [title, words, expected] of [
  ["commands, where none is typed", ["duka-x", ""], ["card", "explain", "help"]],
  ["what a word begins", ["duka-x", "c"], ["card"]],
  ["the commands of a command", ["duka-x", "card", ""], ["show", "help"]],
  ["its options after a dash", ["duka-x", "card", "--j"], ["--json"]],
  [
    "all options of a command that has no commands",
    ["duka-x", "card", "show", ""],
    ["--all", "-h", "--help"],
  ],
  ["the words that an option takes", ["duka-x", "card", "--lang", ""], ["zh", "en"]],
  ["those that begin so", ["duka-x", "card", "-l", "z"], ["zh"]],
  ["the words behind =, which is a word of its own for bash", ["duka-x", "card", "--lang", "=", "e"], ["en"]],
  ["all of them straight behind =", ["duka-x", "card", "--lang", "="], ["zh", "en"]],
  ["file names where any word may follow: nothing of its own", ["duka-x", "card", "--state", ""], [""]],
  [
    "a value that is called as a command is a value",
    ["duka-x", "card", "--state", "show", "--"],
    ["--state", "--lang", "--json", "--help"],
  ],
  ["nothing for a word that there is not", ["duka-x", "nonsense", "--nothing"], [""]],
] as const)
  test(`bash offers ${title}`, (t) => {
    t.deepEqual(offered(words), [...expected]);
  });

test("zsh and fish: a quote in a description ends no string", (t) => {
  const tree = commandTree(tool());
  t.true(completionScript("zsh", tree).includes(`'card:it'\\''s a card; "so" \`to\` $say'`));
  t.true(completionScript("fish", tree).includes(`-f -a card -d 'it'\\''s a card; "so" \`to\` $say'`));
});

test("a manual page: no text is taken as a request of roff, and no hyphen as a break", (t) => {
  const page = manPage(commandTree(tool()), "1.2.3");
  const lines = page.split("\n");
  t.true(lines.includes("\\&.begins with a dot"));
  t.true(lines.includes("a \\e code"));
  t.true(lines.includes('.SS "duka\\-x card show [options]"'));
  t.true(lines.includes("  duka\\-x card show \\-\\-state a.json"));
  t.is(lines.filter((line) => line === "display help for command").length, 1);
});
