/** `duka readers` */
import { Command, type Terminal } from "@duka/protocol/command-line";
import type { ReadersOptions } from "../run/run-readers.js";
import { jsonOption, languageOption } from "./options.js";

export function readersCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return new Command("readers")
    .description("list the readers that can be opened, or tell which come and go")
    .option("--reader <address...>", "readers to list besides those of $DUKA_READER and $DUKA_READERS")
    .option(
      "--probe",
      "ask all other serial ports too: a scale or payment terminal on one of them hears a frame that is not for it",
    )
    .option("--watch", "open them, and tell until Ctrl-C when readers and cards come and go")
    .addOption(languageOption())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      "\nExamples:\n  duka readers\n  duka readers --probe\n  duka readers --watch --reader tcp://127.0.0.1:4070",
    )
    .action(async (options: ReadersOptions) => {
      const { runReaders } = await import("../run/run-readers.js");
      exit(await runReaders(terminal, options));
    });
}
