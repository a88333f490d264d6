/** The command line of `duka-sim`: data on stdout, messages on stderr; exit 0 done, 1 failed, 2 usage. */
import {
  Command,
  EXIT_NO_READER,
  EXIT_REFUSED,
  EXIT_USAGE,
  type Failure,
  type Program,
  plainOutput,
  runProgram,
  type Terminal,
} from "@duka/protocol/command-line";
import { simulatorVersion } from "./simulator-version.js";

const COMMANDS: Program<Terminal>["commands"] = {
  reader: async () => (await import("./commands/reader-command.js")).readerCommand,
  board: async () => (await import("./commands/board-command.js")).boardCommand,
  card: async () => (await import("./commands/card-command.js")).cardCommand,
  centre: async () => (await import("./commands/centre-command.js")).centreCommand,
  run: async () => (await import("./commands/run-command.js")).runCommand,
  sweep: async () => (await import("./commands/sweep-command.js")).sweepCommand,
  campaign: async () => (await import("./commands/campaign-command.js")).campaignCommand,
  worker: async () => (await import("./commands/worker-command.js")).workerCommand,
  merge: async () => (await import("./commands/campaign-command.js")).mergeCommand,
  replay: async () => (await import("./commands/replay-command.js")).replayCommand,
  studio: async () => (await import("./commands/studio-command.js")).studioCommand,
  certify: async () => (await import("./commands/certify-command.js")).certifyCommand,
  schema: async () => (await import("./commands/schema-command.js")).schemaCommand,
};

/** Runs one command line. @param words after the program's name @returns the exit code; never throws */
export function runDukaSim(words: readonly string[], process: Terminal): Promise<number> {
  const terminal = plainOutput(process, words);
  const root = new Command("duka-sim")
    .description("Simulated cards and readers, for testing a point of sale without hardware")
    .version(simulatorVersion())
    // The words of a command are its own: "card" and "card new" both have --profile.
    .enablePositionalOptions()
    .addHelpText(
      "after",
      '\nExample:\n  duka-sim reader --tcp 127.0.0.1:4070\n\nMore: "duka-sim reader --help"',
    );
  return runProgram({ root, commands: COMMANDS, explain }, words, terminal);
}

function explain(error: unknown): Failure {
  const { message, remedy } = fileFailureOf(error) ?? {
    message: error instanceof Error ? error.message : String(error),
    remedy: remedyOf(error),
  };
  const text = `duka-sim: ${message}\n${remedy === undefined ? "" : `  ${remedy}\n`}`;
  const told = remedy === undefined ? { message } : { message, remedy };
  // Of the driver, which is optional: known by its code.
  if (error instanceof Error && "code" in error && error.code === "no-reader")
    return { exitCode: EXIT_NO_READER, text, error: { code: "no-reader", ...told } };
  const isUsage = error instanceof RangeError;
  return {
    exitCode: isUsage ? EXIT_USAGE : EXIT_REFUSED,
    text,
    error: { code: isUsage ? "usage" : "failed", ...told },
  };
}

/** What an error of reader, card or port says to do, in English as all that this tool says. */
function remedyOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("remedy" in error)) return undefined;
  return typeof error.remedy === "string" ? error.remedy : undefined;
}

const FILE_FAILURES: { readonly [code: string]: readonly [what: string, remedy: string] } = {
  ENOENT: [
    "there is no such file or folder",
    "check the path; a folder has to be there before a file is written into it",
  ],
  ENOTDIR: ["a part of the path is no folder", "check the path"],
  EISDIR: ["it is a folder", "give the path of a file in it"],
  EEXIST: ["it is there already, and is no folder or must not be overwritten", "give another path"],
  EACCES: ["this user may not", "take a path that this user may read and write"],
  EPERM: ["this user may not", "take a path that this user may read and write"],
  EROFS: ["its disk is read-only", "take a path on another disk"],
  ENOSPC: ["its disk is full", "make room, and repeat"],
};

/** What the system says of a file that it could not open or make: in words, with what to do. */
function fileFailureOf(error: unknown): { readonly message: string; readonly remedy: string } | undefined {
  if (!(error instanceof Error) || !("code" in error) || !("path" in error)) return undefined;
  const code = String(error.code);
  if (!Object.hasOwn(FILE_FAILURES, code)) return undefined;
  const [what, remedy] = FILE_FAILURES[code]!;
  return { message: `cannot use ${String(error.path)}: ${what} (${code})`, remedy };
}
