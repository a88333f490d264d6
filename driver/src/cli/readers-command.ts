/** `duka readers` */
import { Command } from "commander";
import { listReaders } from "../list-readers.js";
import { EXIT_DONE } from "./exit-code.js";
import type { Terminal } from "./terminal.js";
import { jsonOption } from "./till-options.js";

export function readersCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return new Command("readers")
    .description("list the readers that can be opened")
    .addOption(jsonOption())
    .addHelpText("after", "\nExample:\n  duka readers")
    .action(async (options: { json?: boolean }) => {
      const named = terminal.env.DUKA_READER ?? "";
      const readers = await listReaders({ configured: named === "" ? [] : [named] });
      if (options.json === true) terminal.out(`${JSON.stringify(readers)}\n`);
      else
        for (const { address, description } of readers)
          terminal.out(`${address.padEnd(32)} ${description}\n`);
      exit(EXIT_DONE);
    });
}
