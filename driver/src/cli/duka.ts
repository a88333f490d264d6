/** The command line of the driver: `duka`. Data on stdout, messages on stderr, exit codes of `exit-code.ts`. */
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { balanceCommand } from "./balance-command.js";
import { cardCommand } from "./card-command.js";
import { debitCommand } from "./debit-command.js";
import { demoCommand } from "./demo-command.js";
import { EXIT_DONE, EXIT_USAGE, errorText, exitCodeOfError } from "./exit-code.js";
import { explainCommand } from "./explain-command.js";
import { journalCommand } from "./journal-command.js";
import { readersCommand } from "./readers-command.js";
import type { Terminal } from "./terminal.js";

const COMMANDS = [
  debitCommand,
  balanceCommand,
  cardCommand,
  readersCommand,
  journalCommand,
  explainCommand,
  demoCommand,
];

/** Runs one command line. @param words after the program's name @returns the exit code; never throws */
export async function run(words: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode = EXIT_DONE;
  const program = new Command("duka")
    .description("Reads smart cards at a point of sale: debits exactly once, prints receipts")
    .version(version())
    .addHelpText(
      "after",
      "\nExamples:\n  duka demo\n  duka debit --reader sim: --amount 12.50 --ref S-1\n  duka explain 6985",
    );
  for (const command of COMMANDS) {
    program.addCommand(
      command(terminal, (code) => {
        exitCode = code;
      }),
    );
  }
  forAll(program, (command) => {
    command.exitOverride();
    command.configureOutput({ writeOut: terminal.out, writeErr: terminal.tell });
  });
  try {
    if (words.length === 0) {
      program.outputHelp({ error: true });
      return EXIT_USAGE;
    }
    await program.parseAsync(words, { from: "user" });
    return exitCode;
  } catch (error) {
    // Commander has said what was wrong already.
    if (!(error instanceof CommanderError)) terminal.tell(`duka: ${errorText(error)}\n`);
    return exitCodeOfError(error);
  }
}

function forAll(command: Command, work: (command: Command) => void): void {
  work(command);
  for (const child of command.commands) forAll(child, work);
}

function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return String((JSON.parse(text) as { version: unknown }).version);
}
