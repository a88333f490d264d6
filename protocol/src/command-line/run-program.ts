/** Runs one command line of a tool: help, usage errors and exit codes are the same for all of them. */
import { type Command, CommanderError } from "commander";
import { EXIT_DONE, EXIT_USAGE } from "./exit-codes.js";
import type { Output } from "./terminal.js";

/** Says what a command is called and takes, and what it does; `exit` takes its exit code, which is 0 without. */
export type Declare<T> = (terminal: T, exit: (code: number) => void) => Command;

/** A tool on the command line. */
export type Program<T> = {
  /** Its name, version and examples. */
  readonly root: Command;
  /**
   * How each command is loaded, in the order of the help. What a command declares is loaded when it is named or help is
   * asked for; its action loads its work, so that help and small commands start at once.
   */
  readonly commands: { readonly [name: string]: () => Promise<Declare<T>> };
  /** Tells what went wrong. @returns the exit code */
  fail(error: unknown): number | Promise<number>;
};

/** @param words after the tool's name @returns the exit code @throws only what `fail` throws */
export async function runProgram<T extends Output>(
  { root, commands, fail }: Program<T>,
  words: readonly string[],
  terminal: T,
): Promise<number> {
  let exitCode = EXIT_DONE;
  try {
    for (const declare of await loaded(commands, words[0])) {
      root.addCommand(
        declare(terminal, (code) => {
          exitCode = code;
        }),
      );
    }
    frame(root, terminal);
    if (words.length === 0) {
      root.outputHelp({ error: true });
      return EXIT_USAGE;
    }
    await root.parseAsync(words, { from: "user" });
    return exitCode;
  } catch (error) {
    // Commander has said what was wrong, or shown the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_DONE : EXIT_USAGE;
    return fail(error);
  }
}

/** The command that is named; all of them where it is none, for help and for suggestions. */
async function loaded<T>(commands: Program<T>["commands"], name = ""): Promise<Declare<T>[]> {
  if (name === "-V" || name === "--version") return [];
  const known = Object.hasOwn(commands, name) ? commands[name] : undefined;
  return Promise.all((known === undefined ? Object.values(commands) : [known]).map((load) => load()));
}

/** Instead of ending the process, and of writing past the terminal. */
function frame(command: Command, { out, tell }: Output): void {
  command.exitOverride();
  command.configureOutput({ writeOut: out, writeErr: tell });
  for (const child of command.commands) frame(child.copyInheritedSettings(command), { out, tell });
}
