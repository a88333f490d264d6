/** `duka credit`, `duka reverse`, `duka resettle`: money back onto a card, and sales that were paid in cash first. */
import { Command, type Terminal } from "@duka/protocol/command-line";
import type { CreditOptions, ResettleOptions, ReverseOptions } from "../run/run-credit.js";
import { accountOption, withTillOptions } from "./options.js";

type Exit = (code: number) => void;

export function creditCommand(terminal: Terminal, exit: Exit): Command {
  return withTillOptions(new Command("credit"))
    .description("load money from the account at the centre onto the card, once for each --ref")
    .requiredOption("--amount <yuan>", "such as 50.00")
    .requiredOption("--ref <text>", "your own number for it")
    .addOption(accountOption())
    .addHelpText(
      "after",
      "\nExample:\n  duka credit --centre http://127.0.0.1:4080 --institution H1 --amount 50 --ref L-1",
    )
    .action(async (options: CreditOptions) => {
      const { runCredit } = await import("../run/run-credit.js");
      exit(await runCredit(terminal, options));
    });
}

export function reverseCommand(terminal: Terminal, exit: Exit): Command {
  return withTillOptions(new Command("reverse"))
    .description("take a settled sale back: cancelled at the centre, its money onto the card that paid")
    .requiredOption("--of <ref>", "the sale")
    .requiredOption("--ref <text>", "your own number for the reversal")
    .addHelpText(
      "after",
      "\nExample:\n  duka reverse --centre http://127.0.0.1:4080 --institution H1 --of S-1 --ref R-1",
    )
    .action(async (options: ReverseOptions) => {
      const { runReverse } = await import("../run/run-credit.js");
      exit(await runReverse(terminal, options));
    });
}

export function resettleCommand(terminal: Terminal, exit: Exit): Command {
  return withTillOptions(new Command("resettle"))
    .description("have the card pay a sale that was deferred and paid in cash; the cash goes back")
    .requiredOption("--ref <text>", "the sale's own number")
    .addHelpText("after", "\nExample:\n  duka resettle --ref S-1")
    .action(async (options: ResettleOptions) => {
      const { runResettle } = await import("../run/run-credit.js");
      exit(await runResettle(terminal, options));
    });
}
