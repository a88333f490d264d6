/** `duka debit`: one sale. */
import { Command, type Terminal } from "@duka/protocol/command-line";
import type { DebitOptions } from "../run/run-debit.js";
import { accountOption, withTillOptions } from "./options.js";

export function debitCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return withTillOptions(new Command("debit"))
    .description("take money from the card, once for each --ref")
    .requiredOption("--amount <yuan>", "such as 12.50; at most 42949672.95")
    .requiredOption(
      "--ref <text>",
      "your own sale number, 1 to 64 printable ASCII characters: the same one never debits twice",
    )
    .addOption(accountOption())
    .option(
      "--self-pay <yuan>",
      "of a medical sale: what the holder pays besides; --amount is the account's part",
    )
    .option("--pool <yuan>", "of a medical sale: what the pooled fund pays")
    .option("--columns <count>", "of the receipt printer: 40 or 32", "40")
    .option("--password-unblocked", "the holder had a locked password unblocked elsewhere: ask for it again")
    .option(
      "--defer-on-failure",
      "when reader or PSAM fail, record the sale as paid in cash, to be settled later",
    )
    .addHelpText(
      "after",
      "\nExamples:\n  duka debit --reader sim: --amount 12.50 --ref S-1\n  duka debit --reader sim:hangzhou?state=card.json --amount 8 --ref S-2 --json" +
        "\n  duka debit --reader sim: --account medical --amount 12.50 --self-pay 3 --pool 20 --ref S-4" +
        "\n  duka debit --reader serial:/dev/ttyACM0 --pin-pad --lang zh --amount 12.50 --ref S-3" +
        "\n\nExit codes: 0 committed, 1 refused or deferred, 2 usage, 3 no reader, 4 no card, 5 undecided: ask again with the same --ref, 6 committed, but settled otherwise by the centre",
    )
    .action(async (options: DebitOptions) => {
      const { runDebit } = await import("../run/run-debit.js");
      exit(await runDebit(terminal, options));
    });
}
