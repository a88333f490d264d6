/** `duka close`: a person closes a case. */

import { EXIT_DONE, type Terminal } from "@duka/protocol/command-line";
import { rangeError } from "@duka/protocol/data/bilingual";
import { closeCase } from "../../account/close-case.js";
import { closedCaseLines } from "../../explain/closing-words.js";
import type { ClosedAs } from "../../journal/closing.js";
import type { ReceiptLanguage } from "../../receipt/receipt-words.js";
import { openJournalOf } from "./open-till.js";

export type CloseOptions = {
  readonly cashReturned?: boolean;
  readonly paidInCash?: boolean;
  readonly settledElsewhere?: boolean;
  readonly notPaid?: boolean;
  readonly by: string;
  readonly note?: string;
  readonly simulated?: boolean;
  readonly journal?: string;
  readonly lang: ReceiptLanguage;
  readonly json?: boolean;
};

export async function runClose(terminal: Terminal, ref: string, options: CloseOptions): Promise<number> {
  const as = closedAs(options);
  const { by, note, simulated } = options;
  const journal = await openJournalOf(terminal, options);
  try {
    const closed = await closeCase(journal, { ref, as, by, note, simulated });
    if (options.json === true) terminal.out(`${JSON.stringify(closed)}\n`);
    else terminal.out(closedCaseLines(closed, options.lang));
    return EXIT_DONE;
  } finally {
    await journal.close();
  }
}

/** @throws RangeError when none was said */
function closedAs(options: CloseOptions): ClosedAs {
  if (options.cashReturned === true) return "cash-returned";
  if (options.paidInCash === true) return "paid-in-cash";
  if (options.settledElsewhere === true) return "settled-elsewhere";
  if (options.notPaid === true) return "not-paid";
  throw rangeError(
    "say as what: --cash-returned, --paid-in-cash, --settled-elsewhere or --not-paid",
    "请给出结案方式：--cash-returned（已退现金）、--paid-in-cash（已收现金）、--settled-elsewhere（已另行结算）或 --not-paid（未付款）",
  );
}
