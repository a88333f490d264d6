/** The command line of the driver: `duka`. Data on stdout, messages on stderr, exit codes of `exit-code.ts`. */
import { Command, CommanderError } from "commander";
import { attachLogger, jsonLines, type LogLevel } from "../base/logger.js";
import { realClock } from "../base/real-clock.js";
import type { ReceiptLanguage } from "../receipt/receipt-words.js";
import { balanceCommand } from "./balance-command.js";
import { cardCommand } from "./card-command.js";
import type { Terminal } from "./console.js";
import { creditCommand, resettleCommand, reverseCommand } from "./credit-command.js";
import { debitCommand } from "./debit-command.js";
import { demoCommand } from "./demo-command.js";
import { EXIT_DONE, EXIT_USAGE, errorText, exitCodeOfError } from "./exit-code.js";
import { explainCommand } from "./explain-command.js";
import { journalCommand } from "./journal-command.js";
import { logCommand } from "./log-command.js";
import { passwordCommand } from "./password-command.js";
import { personaCommand } from "./persona-command.js";
import { readersCommand } from "./readers-command.js";
import { serveCommand } from "./serve-command.js";
import { settleCommand, waitingCommand } from "./settle-command.js";
import { traceCommand } from "./trace-command.js";
import { programVersion } from "./version.js";

const COMMANDS = [
  debitCommand,
  balanceCommand,
  cardCommand,
  logCommand,
  creditCommand,
  reverseCommand,
  resettleCommand,
  passwordCommand,
  settleCommand,
  waitingCommand,
  readersCommand,
  personaCommand,
  journalCommand,
  explainCommand,
  traceCommand,
  serveCommand,
  demoCommand,
];

/** Runs one command line. @param words after the program's name @returns the exit code; never throws */
export async function run(words: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode = EXIT_DONE;
  const program = new Command("duka")
    .description("Reads smart cards at a point of sale: debits exactly once, prints receipts")
    .version(programVersion())
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
  let detach = () => {};
  try {
    detach = startLog(terminal);
    if (words.length === 0) {
      program.outputHelp({ error: true });
      return EXIT_USAGE;
    }
    await program.parseAsync(words, { from: "user" });
    return exitCode;
  } catch (error) {
    // Commander has said what was wrong already.
    if (!(error instanceof CommanderError)) terminal.tell(`duka: ${errorText(error, languageOf(words))}\n`);
    return exitCodeOfError(error);
  } finally {
    detach();
  }
}

/**
 * DUKA_LOG names the least level; the records go to stderr, one JSON object a line. @throws RangeError for a level that
 * does not exist
 */
function startLog(terminal: Terminal): () => void {
  const level = terminal.env.DUKA_LOG ?? "";
  if (level === "") return () => {};
  return attachLogger(jsonLines(terminal.tell, realClock.wallMs), level as LogLevel);
}

/** Of the words, since what failed may have been before they were understood. */
function languageOf(words: readonly string[]): ReceiptLanguage {
  const named = words.find((_, at) => words[at - 1] === "--lang");
  return named === "zh" || named === "en" ? named : "both";
}

function forAll(command: Command, work: (command: Command) => void): void {
  work(command);
  for (const child of command.commands) forAll(child, work);
}
