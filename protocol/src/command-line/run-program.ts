/** Runs one command line of a tool: help, usage errors and exit codes are the same for all of them. */
import { type Command, CommanderError } from "commander";
import { EXIT_DONE, EXIT_USAGE } from "./exit-codes.js";
import type { Output } from "./terminal.js";

/** Says what a command is called and takes, and what it does; `exit` takes its exit code, which is 0 without. */
export type Declare<T> = (terminal: T, exit: (code: number) => void) => Command;

/** What went wrong with a command. */
export type Failure = {
  readonly exitCode: number;
  /** For a person; empty where the command has said it already. */
  readonly text: string;
  /** For a program, with --json: what the tool knows about it besides its words. */
  readonly error: { readonly code: string; readonly message: string; readonly [member: string]: unknown };
};

/** A tool on the command line. */
export type Program<T> = {
  /** Its name, version and examples. */
  readonly root: Command;
  /**
   * How each command is loaded, in the order of the help. What a command declares is loaded when it is named or help is
   * asked for; its action loads its work, so that help and small commands start at once.
   */
  readonly commands: { readonly [name: string]: () => Promise<Declare<T>> };
  /** What comes before any command. */
  start?(): Promise<void>;
  /** Says what an error means. @throws the error itself, when the tool is at fault */
  explain(error: unknown): Failure | Promise<Failure>;
};

/** By the root of the command that runs at it. */
const TERMINALS = new WeakMap<Command, Output>();

/** The terminal at which this command runs; undefined where it was made for its help alone. */
export function terminalOf(command: Command): Output | undefined {
  return command.parent === null ? TERMINALS.get(command) : terminalOf(command.parent);
}

/**
 * Where a command that was asked for JSON fails before it has printed any, standard output gets
 * `{"error":{"code":…,"message":…}}`, so that a program reads JSON in every case.
 * @param words after the tool's name @returns the exit code @throws only what `explain` throws
 */
export async function runProgram<T extends Output>(
  program: Program<T>,
  words: readonly string[],
  terminal: T,
): Promise<number> {
  const { root, start, explain } = program;
  const commands = withOwnCommands(program, terminal);
  let exitCode = EXIT_DONE;
  let hasPrinted = false;
  const watched: T = withOut(terminal, (text) => {
    hasPrinted = true;
    terminal.out(text);
  });
  const printError = (error: Failure["error"]): void => {
    if (words.includes("--json") && !hasPrinted) terminal.out(`${JSON.stringify({ error })}\n`);
  };
  TERMINALS.set(root, watched);
  try {
    await start?.();
    for (const declare of await loaded(commands, words[0])) {
      root.addCommand(
        declare(watched, (code) => {
          exitCode = code;
        }),
      );
    }
    frame(root, terminal, await inLanguageOf(words));
    if (words.length === 0) {
      root.outputHelp({ error: true });
      return EXIT_USAGE;
    }
    await root.parseAsync(untilUnknown(root, words), { from: "user" });
    return exitCode;
  } catch (error) {
    // Commander has said what was wrong, or shown the help that was asked for.
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT_DONE;
      const message = USAGE[error.code] ?? error.message.replace(/^error: /, "");
      const { error: known } = await explain(new RangeError(message));
      printError({ ...known, code: "usage", message });
      return EXIT_USAGE;
    }
    const failure = await explain(error);
    terminal.tell(failure.text);
    printError(failure.error);
    return failure.exitCode;
  }
}

/** Completion and the manual page are commands of every tool: both are made of what all of its commands declare. */
function withOwnCommands<T extends Output>(program: Program<T>, terminal: T): Program<T>["commands"] {
  const { root, commands } = program;
  const whole = async (): Promise<Command> => {
    for (const declare of await loaded(withOwnCommands(program, terminal))) {
      const command = declare(terminal, () => undefined);
      // The one that asks is there already.
      if (root.commands.every((known) => known.name() !== command.name())) root.addCommand(command);
    }
    return root;
  };
  const own = () => import("./own-commands.js");
  return {
    ...commands,
    completion: async () => (await own()).completionCommand(root.name(), whole),
    manual: async () => (await own()).manualCommand(root.name(), whole),
  };
}

/** What commander says without words. */
const USAGE: { readonly [code: string]: string } = { "commander.help": "name one of the commands" };

/** Up to a command that there is not, so that it is told: `--help` behind it would show the help of those before. */
function untilUnknown(command: Command, words: readonly string[]): readonly string[] {
  const [word] = words;
  if (word === undefined || word.startsWith("-") || word === "help") return words;
  // What takes a word of its own may mean this one.
  if (command.commands.length === 0 || command.registeredArguments.length > 0) return words;
  const child = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
  return child === undefined ? [word] : [word, ...untilUnknown(child, words.slice(1))];
}

/** The same terminal with another way for data; what it looks up when it is needed stays so. */
function withOut<T extends Output>(terminal: T, out: (text: string) => void): T {
  return Object.create(terminal, { out: { value: out, enumerable: true } }) as T;
}

/** The command that is named; all of them where it is none, for help and for suggestions. */
async function loaded<T>(commands: Program<T>["commands"], name = ""): Promise<Declare<T>[]> {
  if (name === "-V" || name === "--version") return [];
  const known = Object.hasOwn(commands, name) ? commands[name] : undefined;
  return Promise.all((known === undefined ? Object.values(commands) : [known]).map((load) => load()));
}

/** What says a mistake in the language that was asked for. English is the library's own. */
async function inLanguageOf(words: readonly string[]): Promise<(told: string) => string> {
  const isChinese = words.some(
    (word, at) => word === "--lang=zh" || (word === "zh" && words[at - 1] === "--lang"),
  );
  return isChinese ? (await import("./usage-words.js")).usageInChinese : (told) => told;
}

/** Instead of ending the process, and of writing past the terminal. */
function frame(command: Command, { out, tell }: Output, inLanguage: (told: string) => string): void {
  command.exitOverride();
  const outputError = (told: string, write: (text: string) => void) => write(inLanguage(told));
  command.configureOutput({ writeOut: out, writeErr: tell, outputError });
  for (const child of command.commands)
    frame(child.copyInheritedSettings(command), { out, tell }, inLanguage);
}
