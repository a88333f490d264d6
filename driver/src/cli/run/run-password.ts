/** `duka password change` */

import { EXIT_DONE, EXIT_REFUSED, type Terminal } from "@duka/protocol/command-line";
import { NOTHING_TO_TELL } from "../../account/outcome.js";
import { isRefusal, type Refusal, refusalJson } from "../../card/refusal.js";
import type { ReceiptLanguage } from "../../receipt/receipt-words.js";
import { accountOn, openJournalOf, type TillOptions, withReader } from "./open-till.js";
import { passwordTyping } from "./type-password.js";

export async function runPasswordChange(terminal: Terminal, options: TillOptions): Promise<number> {
  const { pinPad = false, passwordStdin = false } = options;
  if (!pinPad && passwordTyping(terminal, passwordStdin) === undefined)
    throw new RangeError(
      "passwords are typed on a terminal, on the reader (--pin-pad), or come as lines (--password-stdin)",
    );
  const journal = await openJournalOf(terminal, options);
  try {
    const changed = await withReader(terminal, options, (reader) =>
      accountOn(terminal, reader, journal, options).changePassword(),
    );
    if (options.json === true) terminal.out(`${JSON.stringify(changeJson(changed))}\n`);
    if (isRefusal(changed)) {
      const { reason, triesLeft = null } = changed;
      const tries = triesLeft === null ? "" : `; ${triesLeft} ${triesLeft === 1 ? "try" : "tries"} left`;
      terminal.tell(`duka password change: ${reason}${tries}\n`);
      return EXIT_REFUSED;
    }
    if (options.json !== true) terminal.tell(changedLines(changed.cardNumber, options.lang));
    return EXIT_DONE;
  } finally {
    await journal.close();
  }
}

/** Always the same keys, null where there is nothing to say. */
function changeJson(changed: Refusal | { readonly cardNumber: string }): { readonly [key: string]: unknown } {
  if (!isRefusal(changed)) return { changed: true, cardNumber: changed.cardNumber, ...NOTHING_TO_TELL };
  const { refused: _refused, ...why } = refusalJson(changed);
  return { changed: false, cardNumber: null, ...why };
}

function changedLines(cardNumber: string, language: ReceiptLanguage): string {
  const en = `card ${cardNumber} has its new password\n`;
  const zh = `卡 ${cardNumber} 密码修改成功\n`;
  return language === "en" ? en : language === "zh" ? zh : en + zh;
}
