/** The command line of `duka-sim`: data on stdout, messages on stderr; exit 0 done, 1 failed, 2 usage. */
import { Command, CommanderError } from "commander";
import { cardCommand } from "./card-command.js";
import { centreCommand } from "./centre-command.js";
import { packageVersion } from "./package-version.js";
import { readerCommand } from "./reader.js";

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** @param args what follows the program's name. Answers the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const program = new Command("duka-sim")
    .description("Simulated cards and readers, for testing a point of sale without hardware")
    .version(packageVersion())
    .exitOverride()
    // The words of a command are its own: "card" and "card new" both have --profile.
    .enablePositionalOptions()
    .addCommand(readerCommand())
    .addCommand(cardCommand())
    .addCommand(centreCommand())
    .addHelpText(
      "after",
      '\nExample:\n  duka-sim reader --tcp 127.0.0.1:4070\n\nMore: "duka-sim reader --help"',
    );
  for (const command of program.commands) command.exitOverride().configureOutput(program.configureOutput());
  if (args.length === 0) {
    program.outputHelp({ error: true });
    return EXIT_USAGE;
  }
  try {
    await program.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    return exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  // Commander has already said what is wrong, or shown the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
  process.stderr.write(`duka-sim: ${error instanceof Error ? error.message : String(error)}\n`);
  return error instanceof RangeError ? EXIT_USAGE : EXIT_FAILED;
}
