/** `duka balance` */

import { EXIT_DONE, EXIT_REFUSED, type Terminal } from "@duka/protocol/command-line";
import { isRefusal, refusalJson } from "../../card/refusal.js";
import { inBoth, refusalText } from "../../explain/refusal-words.js";
import type { AccountKind } from "../../journal/sale.js";
import { KINDS } from "../../receipt/receipt-words.js";
import { yuanText } from "../../receipt/yuan.js";
import { accountOn, openJournalOf, type TillOptions, withReader } from "./open-till.js";

export type BalanceOptions = TillOptions & { readonly kind: AccountKind };

export async function runBalance(terminal: Terminal, options: BalanceOptions): Promise<number> {
  const { kind } = options;
  const journal = await openJournalOf(terminal, options);
  try {
    const info = await withReader(terminal, options, (reader) =>
      accountOn(terminal, reader, journal, options).balance(kind),
    );
    if (isRefusal(info)) {
      if (options.json === true) terminal.out(`${JSON.stringify(refusalJson(info))}\n`);
      terminal.tell(refusalText("duka balance", info, options.lang));
      return EXIT_REFUSED;
    }
    const { cardNumber, balanceFen, simulated, annual } = info;
    if (options.json === true) {
      terminal.out(`${JSON.stringify({ cardNumber, kind, balanceFen, simulated, annual })}\n`);
      return EXIT_DONE;
    }
    terminal.out(`${yuanText(balanceFen)}\n`);
    const card = {
      en: `card ${cardNumber}, ${kind}${simulated ? ", simulated" : ""}`,
      zh: `卡 ${cardNumber}，${KINDS[kind].zh}${simulated ? "，模拟" : ""}`,
    };
    terminal.tell(inBoth(card, options.lang));
    if (annual !== undefined) {
      const { year, selfPayFen, poolFen } = annual;
      const [selfPay, pool] = [yuanText(selfPayFen), yuanText(poolFen)];
      const en = `${year}: self-pay ${selfPay}, pool ${pool}`;
      const zh = `${year} 年：个人自付 ${selfPay}，统筹支付 ${pool}`;
      terminal.tell(inBoth({ en, zh }, options.lang));
    }
    return EXIT_DONE;
  } finally {
    await journal.close();
  }
}
