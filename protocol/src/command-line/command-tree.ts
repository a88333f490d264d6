/** What a tool's commands take, as plain data: shell completion and man pages are made of it, and so never differ. */
import type { EventEmitter } from "node:events";
import type { Command, Option } from "commander";

export type CommandNode = {
  /** From the tool's name on: "duka card show". */
  readonly path: string;
  readonly description: string;
  /** As help writes it: "[options] <what...>". */
  readonly usage: string;
  readonly arguments: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly OptionNode[];
  readonly commands: readonly CommandNode[];
  /** What help says after the options: examples, exit codes. */
  readonly after: string;
};

export type OptionNode = {
  /** As typed: "--lang", or "-h" and "--help". */
  readonly names: readonly string[];
  /** As help writes it: "--lang <language>". */
  readonly flags: string;
  readonly description: string;
  /** A word has to follow. */
  readonly takesValue: boolean;
  /** The words that may follow; none where any may. */
  readonly choices: readonly string[];
};

/** @param root with all of its commands */
export function commandTree(root: Command): CommandNode {
  return nodeOf(root, "");
}

/** Every node, parents first. */
export function nodesOf(node: CommandNode): CommandNode[] {
  return [node, ...node.commands.flatMap(nodesOf)];
}

function nodeOf(command: Command, before: string): CommandNode {
  const path = `${before}${command.name()}`;
  const help = command.createHelp();
  return {
    path,
    description: command.description(),
    usage: command.usage(),
    arguments: command.registeredArguments.map((one) => ({
      name: one.name(),
      description: help.argumentDescription(one),
    })),
    options: help.visibleOptions(command).map((option) => ({
      names: [option.short, option.long].filter((name) => name !== undefined),
      flags: option.flags,
      description: help.optionDescription(option),
      takesValue: takesValue(option),
      choices: option.argChoices ?? [],
    })),
    commands: help.visibleCommands(command).map((one) => nodeOf(one, `${path} `)),
    after: afterOptions(command),
  };
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}

/** Commander keeps what is added to the help as listeners: what it writes behind the list is that text. */
function afterOptions(command: Command): string {
  let written = "";
  const context = { command, error: false, write: (text: string) => (written += text) };
  (command as unknown as EventEmitter).emit("afterHelp", context);
  return written.trim();
}
