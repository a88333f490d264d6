/** `duka credit`, `duka reverse`, `duka resettle`: money back onto a card, and sales that were paid in cash first. */

import { EXIT_DONE, EXIT_REFUSED, EXIT_UNDECIDED, type Terminal } from "@duka/protocol/command-line";
import type { Account } from "../../account/account.js";
import { type CreditOutcome, creditJson } from "../../account/credit-outcome.js";
import { outcomeJson } from "../../account/outcome.js";
import { creditLines, outcomeLines } from "../../explain/outcome-words.js";
import type { AccountKind } from "../../journal/sale.js";
import { receiptText } from "../../receipt/receipt-text.js";
import { fenOfYuan, yuanText } from "../../receipt/yuan.js";
import { exitCodeOfSale } from "./exit-code.js";
import { accountOn, needCentre, openJournalOf, type TillOptions, withReader } from "./open-till.js";

export type CreditOptions = TillOptions & {
  readonly amount: string;
  readonly ref: string;
  readonly kind: AccountKind;
};
export type ReverseOptions = TillOptions & { readonly of: string; readonly ref: string };
export type ResettleOptions = TillOptions & { readonly ref: string };

export async function runCredit(terminal: Terminal, options: CreditOptions): Promise<number> {
  const amountFen = fenOfYuan(options.amount);
  return ask(terminal, options, (account) =>
    account.credit({ ref: options.ref, amountFen, kind: options.kind }),
  );
}

export async function runReverse(terminal: Terminal, options: ReverseOptions): Promise<number> {
  const { ref, of } = options;
  return ask(terminal, options, (account) => account.reverse({ ref, of }));
}

async function ask(
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
    const { ref, amountFen, balanceAfterFen } = outcome;
    if (options.json === true) terminal.out(`${JSON.stringify(creditJson(outcome))}\n`);
    else if (outcome.outcome === "credited") {
      const balance = { en: "balance", zh: "余额", both: "余额 balance" }[options.lang];
      terminal.out(`${ref}  ${yuanText(amountFen)}  ${balance} ${yuanText(balanceAfterFen ?? 0)}\n`);
    }
    if (outcome.outcome !== "credited") terminal.tell(creditLines(outcome, options.lang));
    if (outcome.outcome === "credited") return EXIT_DONE;
    return outcome.outcome === "refused" || outcome.outcome === "not-credited"
      ? EXIT_REFUSED
      : EXIT_UNDECIDED;
  } finally {
    await journal.close();
  }
}

export async function runResettle(terminal: Terminal, options: ResettleOptions): Promise<number> {
  const journal = await openJournalOf(terminal, options);
  try {
    const outcome = await withReader(terminal, options, (reader) =>
      accountOn(terminal, reader, journal, options).resettle(options.ref),
    );
    if (options.json === true) terminal.out(`${JSON.stringify(outcomeJson(outcome))}\n`);
    else if (outcome.receipt !== null) terminal.out(receiptText(outcome.receipt, options.lang));
    if (outcome.reason !== null) terminal.tell(outcomeLines(outcome, options.lang));
    return exitCodeOfSale(outcome);
  } finally {
    await journal.close();
  }
}
