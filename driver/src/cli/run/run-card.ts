/** `duka card` */

import { EXIT_DONE, EXIT_REFUSED, type Terminal } from "@duka/protocol/command-line";
import { hexText } from "@duka/protocol/layout";
import { isRefusal, refusalJson } from "../../card/refusal.js";
import { atrInBoth } from "../../explain/atr-words.js";
import { refusalText } from "../../explain/refusal-words.js";
import { accountOn, openJournalOf, type TillOptions, withReader } from "./open-till.js";

export async function runCard(terminal: Terminal, options: TillOptions): Promise<number> {
  const journal = await openJournalOf(terminal, options);
  try {
    const info = await withReader(terminal, options, (reader) =>
      accountOn(terminal, reader, journal, options).card(),
    );
    if (isRefusal(info)) {
      if (options.json === true) terminal.out(`${JSON.stringify(refusalJson(info))}\n`);
      terminal.tell(refusalText("duka card", info, options.lang));
      return EXIT_REFUSED;
    }
    const { cardNumber, title, validFrom, validUntil } = info;
    const atr = hexText(info.atr);
    const words = atrInBoth(info.atr);
    if (options.json === true) {
      terminal.out(
        `${JSON.stringify({ atr, atrWords: words.en, cardNumber, title, validFrom, validUntil })}\n`,
      );
    } else {
      terminal.out(
        options.lang === "zh"
          ? `${title.zh}\n卡号    ${cardNumber}\n有效期  ${validFrom} 至 ${validUntil}\nATR     ${atr}\n        ${words.zh}\n`
          : `${title.zh} ${title.en}\ncard   ${cardNumber}\nvalid  ${validFrom} to ${validUntil}\nATR    ${atr}\n       ${words.en}\n`,
      );
    }
    return EXIT_DONE;
  } finally {
    await journal.close();
  }
}
