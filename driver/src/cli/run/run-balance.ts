/** `duka balance` */

import { EXIT_DONE, EXIT_REFUSED, type Terminal } from "@duka/protocol/command-line";
import { isRefusal, refusalJson } from "../../card/refusal.js";
import type { AccountKind } from "../../journal/sale.js";
import { yuanText } from "../../receipt/yuan.js";
import { accountOn, openJournalOf, type TillOptions, withReader } from "./open-till.js";

export type BalanceOptions = TillOptions & { readonly account: AccountKind };

export async function runBalance(terminal: Terminal, options: BalanceOptions): Promise<number> {
  const { account: kind } = options;
  const journal = await openJournalOf(terminal, options);
  try {
    const info = await withReader(terminal, options, (reader) =>
      accountOn(terminal, reader, journal, options).balance(kind),
    );
    if (isRefusal(info)) {
      if (options.json === true) terminal.out(`${JSON.stringify(refusalJson(info))}\n`);
      terminal.tell(`duka balance: ${info.reason}\n`);
      return EXIT_REFUSED;
    }
    const { cardNumber, balanceFen, simulated, annual } = info;
    if (options.json === true) {
      terminal.out(`${JSON.stringify({ cardNumber, kind, balanceFen, simulated, annual })}\n`);
      return EXIT_DONE;
    }
    terminal.out(`${yuanText(balanceFen)}\n`);
    terminal.tell(`card ${cardNumber}, ${kind}${simulated ? ", simulated" : ""}\n`);
    if (annual !== undefined) {
      const { year, selfPayFen, poolFen } = annual;
      terminal.tell(`${year}: self-pay ${yuanText(selfPayFen)}, pool ${yuanText(poolFen)}\n`);
    }
    return EXIT_DONE;
  } finally {
    await journal.close();
  }
}
