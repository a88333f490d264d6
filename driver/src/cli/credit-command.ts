/** `duka credit`, `duka reverse`, `duka resettle`: money back onto a card, and sales that were paid in cash first. */
import { Command } from "commander";
import type { Account } from "../account/account.js";
import type { CreditOutcome } from "../account/credit-outcome.js";
import { outcomeJson } from "../account/outcome.js";
import type { AccountKind } from "../journal/sale.js";
import { receiptText } from "../receipt/receipt-text.js";
import { fenOfYuan, yuanText } from "../receipt/yuan.js";
import { accountOption } from "./account-option.js";
import type { Terminal } from "./console.js";
import { EXIT_DONE, EXIT_REFUSED, EXIT_UNDECIDED, exitCodeOfOutcome } from "./exit-code.js";
import {
  accountOn,
  needCentre,
  openJournalOf,
  type TillOptions,
  withReader,
  withTillOptions,
} from "./till-options.js";

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
    .action(async (options: TillOptions & { amount: string; ref: string; account: AccountKind }) => {
      const amountFen = fenOfYuan(options.amount);
      exit(
        await runCredit(terminal, options, (account) =>
          account.credit({ ref: options.ref, amountFen, kind: options.account }),
        ),
      );
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
    .action(async (options: TillOptions & { of: string; ref: string }) => {
      const { ref, of } = options;
      exit(await runCredit(terminal, options, (account) => account.reverse({ ref, of })));
    });
}

async function runCredit(
  terminal: Terminal,
  options: TillOptions,
  work: (account: Account) => Promise<CreditOutcome>,
): Promise<number> {
  needCentre(terminal, options);
  const journal = await openJournalOf(terminal, options);
  try {
    const outcome = await withReader(terminal, options, (reader) =>
      work(accountOn(terminal, reader, journal, options)),
    );
    const { ref, reason, amountFen, balanceAfterFen } = outcome;
    if (options.json === true) terminal.out(`${JSON.stringify(outcome)}\n`);
    else if (outcome.outcome === "credited") {
      terminal.out(`${ref}  ${yuanText(amountFen)}  balance ${yuanText(balanceAfterFen ?? 0)}\n`);
    }
    if (outcome.outcome !== "credited") terminal.tell(`${ref} ${outcome.outcome}: ${reason ?? ""}\n`);
    if (outcome.outcome === "credited") return EXIT_DONE;
    return outcome.outcome === "refused" || outcome.outcome === "not-credited"
      ? EXIT_REFUSED
      : EXIT_UNDECIDED;
  } finally {
    await journal.close();
  }
}

export function resettleCommand(terminal: Terminal, exit: Exit): Command {
  return withTillOptions(new Command("resettle"))
    .description("have the card pay a sale that was deferred and paid in cash; the cash goes back")
    .requiredOption("--ref <text>", "the sale's own number")
    .addHelpText("after", "\nExample:\n  duka resettle --ref S-1")
    .action(async (options: TillOptions & { ref: string }) => {
      const journal = await openJournalOf(terminal, options);
      try {
        const outcome = await withReader(terminal, options, (reader) =>
          accountOn(terminal, reader, journal, options).resettle(options.ref),
        );
        if (options.json === true) terminal.out(`${JSON.stringify(outcomeJson(outcome))}\n`);
        else if (outcome.receipt !== null) terminal.out(receiptText(outcome.receipt, options.lang));
        if (outcome.reason !== null) terminal.tell(`${outcome.ref} ${outcome.outcome}: ${outcome.reason}\n`);
        exit(exitCodeOfOutcome(outcome.outcome));
      } finally {
        await journal.close();
      }
    });
}
