/** `duka log`: the card's own records. */

import { EXIT_DONE, EXIT_REFUSED, type Terminal } from "@duka/protocol/command-line";
import { isRefusal, refusalJson } from "../../card/refusal.js";
import { refusalText } from "../../explain/refusal-words.js";
import type { AccountKind } from "../../journal/sale.js";
import { yuanText } from "../../receipt/yuan.js";
import { accountOn, openJournalOf, type TillOptions, withReader } from "./open-till.js";

export type LogOptions = TillOptions & { readonly kind: AccountKind };

export async function runLog(terminal: Terminal, options: LogOptions): Promise<number> {
  const journal = await openJournalOf(terminal, options);
  try {
    const log = await withReader(terminal, options, (reader) =>
      accountOn(terminal, reader, journal, options).log(options.kind),
    );
    if (isRefusal(log)) {
      if (options.json === true) terminal.out(`${JSON.stringify(refusalJson(log))}\n`);
      terminal.tell(refusalText("duka log", log, options.lang));
      return EXIT_REFUSED;
    }
    if (options.json === true) terminal.out(`${JSON.stringify(log)}\n`);
    else
      for (const { sequence, date, time, amountFen, terminalId, what } of log.records) {
        const words = options.lang === "both" ? `${what.zh} ${what.en}` : what[options.lang];
        terminal.out(
          `${date} ${time}  ${yuanText(amountFen).padStart(12)}  ${terminalId}  ${sequence}  ${words}\n`,
        );
      }
    return EXIT_DONE;
  } finally {
    await journal.close();
  }
}
