/** `duka balance` */
import { Command, type Terminal } from "@duka/protocol/command-line";
import type { BalanceOptions } from "../run/run-balance.js";
import { accountOption, withTillOptions } from "./options.js";

export function balanceCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return withTillOptions(new Command("balance"))
    .description("read the balance of the card, in yuan")
    .addOption(accountOption())
    .addHelpText("after", "\nExample:\n  duka balance --reader sim: --kind medical")
    .action(async (options: BalanceOptions) => {
      const { runBalance } = await import("../run/run-balance.js");
      exit(await runBalance(terminal, options));
    });
}
