/** A tool's manual page (roff, man(7)), made of what its commands declare. */
import { type CommandNode, nodesOf, type OptionNode } from "./command-tree.js";

/** Options of so many commands are explained once for all of them. */
const COMMON_FROM = 3;

/** @param tree of the whole tool */
export function manPage(tree: CommandNode, version: string): string {
  const [, ...nodes] = nodesOf(tree);
  const commands = nodes.filter(({ path }) => !path.endsWith(" help"));
  const common = commonOf([tree, ...commands]);
  return `${[
    // Characters of two scripts: said in the first line, where man looks for it.
    "'\\\" -*- coding: utf-8 -*-",
    `.TH ${tree.path.toUpperCase()} 1 "" ${argument(`Duka ${version}`)} ${argument("Duka (读卡)")}`,
    ".SH NAME",
    `${escaped(tree.path)} \\- ${escaped(tree.description)}`,
    ".SH SYNOPSIS",
    `.B ${escaped(tree.path)}`,
    "command [options]",
    ...paragraphs(tree.after, ".PP"),
    ".SH COMMANDS",
    ...commands.flatMap((node) => commandLines(node, common)),
    ".SH OPTIONS",
    ...optionLines(tree.options),
    ...optionLines([...common.values()].filter(({ names }) => !names.includes("--help"))),
  ].join("\n")}\n`;
}

/** By what is said of them: two commands may mean different things by one word. */
function commonOf(nodes: readonly CommandNode[]): Map<string, OptionNode> {
  const found = new Map<string, OptionNode[]>();
  for (const option of nodes.flatMap(({ options }) => options))
    found.set(keyOf(option), [...(found.get(keyOf(option)) ?? []), option]);
  const common = [...found].filter(([, same]) => same.length >= COMMON_FROM);
  return new Map(common.map(([key, [option]]) => [key, option!]));
}

function keyOf({ flags, description }: OptionNode): string {
  return `${flags}\n${description}`;
}

function commandLines(node: CommandNode, common: ReadonlyMap<string, OptionNode>): string[] {
  const shared = node.options.filter((option) => common.has(keyOf(option)));
  const own = node.options.filter((option) => !common.has(keyOf(option)));
  const named = shared.flatMap(({ names }) =>
    names.filter((name) => name.startsWith("--") && name !== "--help"),
  );
  return [
    `.SS ${argument(`${node.path} ${node.usage}`.trim())}`,
    escaped(node.description),
    ...node.arguments
      .filter(({ description }) => description !== "")
      .flatMap(({ name, description }) => [".TP", `.I ${escaped(name)}`, escaped(description)]),
    ...optionLines(own),
    ...(named.length === 0 ? [] : [".PP", escaped(`See OPTIONS for ${named.join(", ")}.`)]),
    ...paragraphs(node.after, ".PP"),
  ];
}

function optionLines(options: readonly OptionNode[]): string[] {
  return options.flatMap(({ flags, description }) => [".TP", `.B ${escaped(flags)}`, escaped(description)]);
}

/** Lines as they are: commands to type are not filled into paragraphs. */
function paragraphs(text: string, before: string): string[] {
  if (text === "") return [];
  return [before, ".nf", ...text.split("\n").map(escaped), ".fi"];
}

/** A whole line of text: no character of it is a request of roff. */
function escaped(text: string): string {
  const plain = text.replaceAll("\\", "\\e").replaceAll("-", "\\-").replaceAll("\n", " ");
  return /^[.']/.test(plain) ? `\\&${plain}` : plain;
}

function argument(text: string): string {
  return `"${escaped(text).replaceAll('"', "\\(dq")}"`;
}
