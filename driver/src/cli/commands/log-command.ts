/** `duka log` */
import { Command, type Terminal } from "@duka/protocol/command-line";
import type { LogOptions } from "../run/run-log.js";
import { accountOption, withTillOptions } from "./options.js";

export function logCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return withTillOptions(new Command("log"))
    .description("show the transactions that the card has recorded, the newest first")
    .addOption(accountOption())
    .addHelpText("after", "\nExample:\n  duka log --reader sim: --kind medical")
    .action(async (options: LogOptions) => {
      const { runLog } = await import("../run/run-log.js");
      exit(await runLog(terminal, options));
    });
}
