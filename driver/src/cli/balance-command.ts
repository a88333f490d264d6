/** `duka balance` */
import { Command } from "commander";
import { isRefusal } from "../card/refusal.js";
import type { AccountKind } from "../journal/sale.js";
import { yuanText } from "../receipt/yuan.js";
import { accountOption } from "./account-option.js";
import type { Terminal } from "./console.js";
import { EXIT_DONE, EXIT_REFUSED } from "./exit-code.js";
import { accountOn, openJournalOf, type TillOptions, withReader, withTillOptions } from "./till-options.js";

export function balanceCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return withTillOptions(new Command("balance"))
    .description("read the balance of the card, in yuan")
    .addOption(accountOption())
    .addHelpText("after", "\nExample:\n  duka balance --reader sim: --account medical")
    .action(async (options: TillOptions & { account: AccountKind }) =>
      exit(await runBalance(terminal, options)),
    );
}

async function runBalance(
  terminal: Terminal,
  options: TillOptions & { account: AccountKind },
): Promise<number> {
  const { account: kind } = options;
  const journal = await openJournalOf(terminal, options);
  try {
    const info = await withReader(terminal, options, (reader) =>
      accountOn(terminal, reader, journal, options).balance(kind),
    );
    if (isRefusal(info)) {
      terminal.tell(`duka balance: ${info.reason}\n`);
      return EXIT_REFUSED;
    }
    const { cardNumber, balanceFen, simulated } = info;
    if (options.json === true)
      terminal.out(`${JSON.stringify({ cardNumber, kind, balanceFen, simulated })}\n`);
    else terminal.out(`${yuanText(balanceFen)}\n`);
    if (options.json !== true)
      terminal.tell(`card ${cardNumber}, ${kind}${simulated ? ", simulated" : ""}\n`);
    return EXIT_DONE;
  } finally {
    await journal.close();
  }
}
