/** `duka log`: the card's own records. */
import { Command } from "commander";
import { isRefusal } from "../card/refusal.js";
import type { AccountKind } from "../journal/sale.js";
import { yuanText } from "../receipt/yuan.js";
import { accountOption } from "./account-option.js";
import type { Terminal } from "./console.js";
import { EXIT_DONE, EXIT_REFUSED } from "./exit-code.js";
import { accountOn, openJournalOf, type TillOptions, withReader, withTillOptions } from "./till-options.js";

export function logCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return withTillOptions(new Command("log"))
    .description("show the transactions that the card has recorded, the newest first")
    .addOption(accountOption())
    .addHelpText("after", "\nExample:\n  duka log --reader sim: --account medical")
    .action(async (options: TillOptions & { account: AccountKind }) => {
      const journal = await openJournalOf(terminal, options);
      try {
        const log = await withReader(terminal, options, (reader) =>
          accountOn(terminal, reader, journal, options).log(options.account),
        );
        if (isRefusal(log)) {
          terminal.tell(`duka log: ${log.reason}\n`);
          return exit(EXIT_REFUSED);
        }
        if (options.json === true) terminal.out(`${JSON.stringify(log)}\n`);
        else
          for (const { sequence, date, time, amountFen, terminalId, what } of log.records) {
            const words = options.lang === "both" ? `${what.zh} ${what.en}` : what[options.lang];
            terminal.out(
              `${date} ${time}  ${yuanText(amountFen).padStart(12)}  ${terminalId}  ${sequence}  ${words}\n`,
            );
          }
        exit(EXIT_DONE);
      } finally {
        await journal.close();
      }
    });
}
